import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { chooseDate } from "../../src/recording/choose-date.ts";
import { parseIsoDate, toLocalIso } from "../../src/recording/local-time.ts";
import { parseNameDate } from "../../src/recording/parse-name-date.ts";
import { suggestTitle } from "../../src/recording/suggest-title.ts";
import { wantedFilename } from "../../src/storage/archive-files.ts";

const modified = new Date(2025, 5, 7, 8, 9, 10);
const local = (year: number, month: number, day: number, hours = 0, minutes = 0, seconds = 0): string =>
  toLocalIso(new Date(year, month - 1, day, hours, minutes, seconds));

const names: [string, string][] = [
  ["2024-01-15_14-30-00.opus", local(2024, 1, 15, 14, 30)],
  ["Voice 260411_083517.m4a", local(2026, 4, 11, 8, 35, 17)],
  ["Call_20260318_143007.amr", local(2026, 3, 18, 14, 30, 7)],
  ["REC_20260502_151230.wav", local(2026, 5, 2, 15, 12, 30)],
  ["audio_2024-01-15_14-30-12.ogg", local(2024, 1, 15, 14, 30, 12)],
  ["WhatsApp Ptt 2024-01-15 at 2.30.00 PM.ogg", local(2024, 1, 15, 14, 30)],
  ["WhatsApp Audio 2024-01-15 at 12.05.09 AM.opus", local(2024, 1, 15, 0, 5, 9)],
  ["PTT-20240115-WA0001.opus", local(2024, 1, 15)],
  ["20240115 143000-1A2B3C4D.m4a", local(2024, 1, 15, 14, 30)],
  ["240115_1430.mp3", local(2024, 1, 15, 14, 30)],
  ["+79161234567_20240115143000.mp3", local(2024, 1, 15, 14, 30)],
  ["15.01.2024 14-30.mp3", local(2024, 1, 15, 14, 30)],
  ["Запись 2024.01.15 09.05.wav", local(2024, 1, 15, 9, 5)],
  ["GMT20240115-143000_Recording.m4a", toLocalIso(new Date(Date.UTC(2024, 0, 15, 14, 30)))],
  ["1705329000123.amr", toLocalIso(new Date(1705329000000))],
];

for (const [filename, expected] of names) {
  test(`reads the date out of the name ${filename}`, () => {
    assert.deepEqual(chooseDate({ filename, modified }), { createdAt: expected, source: "file-name" });
  });
}

for (const filename of [
  "New Recording 12.m4a",
  "track01.mp3",
  "+79161234567.mp3",
  "2024-02-31.mp3",
  "S01E02.mp3",
  "1234567890123456.wav",
]) {
  test(`does not take ${filename} for a date`, () => {
    assert.deepEqual(chooseDate({ filename, modified }), {
      createdAt: toLocalIso(modified),
      source: "file-time",
    });
  });
}

test("a given date beats the tag, the tag beats the name, the name beats the file's time", () => {
  const all = {
    given: "2020-01-01T10:00",
    tag: "2021-01-01T10:00",
    filename: "2022-01-01_10-00-00.wav",
    modified,
  };
  assert.equal(chooseDate(all)?.source, "given");
  assert.equal(chooseDate({ ...all, given: undefined })?.source, "tag");
  assert.equal(chooseDate({ ...all, given: undefined, tag: undefined })?.source, "file-name");
});

test("a day without a time takes the time of day from the next source that agrees on the day", () => {
  const tagged = chooseDate({ tag: "2024-01-15", filename: "REC_20240115_143000.wav", modified });
  assert.deepEqual(tagged, { createdAt: local(2024, 1, 15, 14, 30), source: "tag" });
  const other = chooseDate({ tag: "2024-01-14", filename: "REC_20240115_143000.wav", modified });
  assert.deepEqual(other, { createdAt: local(2024, 1, 14), source: "tag" });
});

test("an offset in a tag is kept, so that the file is named by the clock on the wall there", () => {
  const chosen = chooseDate({ tag: "2024-01-15T14:30:00+0900", filename: "a.m4a", modified });
  assert.equal(chosen?.createdAt, "2024-01-15T14:30:00+09:00");
  assert.equal(wantedFilename(chosen!.createdAt), "2024-01-15_14-30-00.opus");
});

test("a given date that is none is refused, not guessed", () => {
  assert.equal(chooseDate({ given: "yesterday", filename: "a.wav", modified }), undefined);
  assert.equal(chooseDate({ given: "2024-02-30", filename: "a.wav", modified }), undefined);
});

test("every instant of 1981 to 2048 survives being named by the archive and read back", () => {
  fc.assert(
    fc.property(
      fc.date({ min: new Date(1981, 0, 1), max: new Date(2048, 0, 1), noInvalidDate: true }),
      (date) => {
        date.setMilliseconds(0);
        const iso = toLocalIso(date);
        assert.equal(Date.parse(iso), date.getTime());
        assert.equal(parseIsoDate(iso)?.iso, iso);
        // A name may not be of the future: the file is as old.
        const read = chooseDate({ filename: wantedFilename(iso), modified: new Date(2049, 0, 1) });
        assert.equal(read?.createdAt.slice(0, 19), iso.slice(0, 19));
      },
    ),
  );
});

test("no file name makes the reader throw", () => {
  fc.assert(fc.property(fc.string({ unit: "grapheme" }), (name) => void parseNameDate(name)));
});

test("a name that a person gave becomes the title, a recorder's does not", () => {
  assert.equal(suggestTitle("Interview_with Ivan 2024-01-15.mp3"), "Interview with Ivan 2024-01-15");
  assert.equal(suggestTitle("Разговор с бабушкой.m4a"), "Разговор с бабушкой");
  for (const name of [
    "REC_20260502_151230.wav",
    "Voice 260411_083517.m4a",
    "Новая запись 3.m4a",
    "PTT-20240115-WA0001.opus",
    "2024-01-15_14-30-00.opus",
    "Nov 5, 2023 at 10.30 PM.m4a",
    "5 ноября 2023 года в 2.30 дня.m4a",
    "signal-2018-08-21-100217.m4a",
  ])
    assert.equal(suggestTitle(name), "", name);
});
