import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import fc from "fast-check";
import { chooseDate } from "../../src/recording/choose-date.ts";
import { parseNameDate } from "../../src/recording/parse-name-date.ts";

const zones = ["Europe/Moscow", "America/New_York", "Asia/Kolkata"];
const machineZone = process.env.TZ;
const modified = new Date(Date.UTC(2025, 5, 7, 8, 9, 10));

afterEach(() => {
  if (machineZone === undefined) delete process.env.TZ;
  else process.env.TZ = machineZone;
});

/** What a name says, on machines of three time zones: an instant, or a wall clock without a zone. */
function assertDate(filename: string, expected: string): void {
  const isInstant = /(?:Z|[+-]\d\d:\d\d)$/.test(expected);
  for (const zone of zones) {
    process.env.TZ = zone;
    const { createdAt, source } = chooseDate({ filename, modified })!;
    assert.equal(source, "file-name", `${filename} in ${zone}`);
    if (isInstant) assert.equal(Date.parse(createdAt), Date.parse(expected), `${filename} in ${zone}`);
    else assert.equal(createdAt.slice(0, expected.length), expected, `${filename} in ${zone}`);
  }
}

const dated: [string, string][] = [
  // Time zones.
  ["20220522_122802.881926-0400_call.flac", "2022-05-22T12:28:02-04:00"],
  ["2024-01-15T23-30-00-0500.wav", "2024-01-15T23:30:00-05:00"],
  ["20240115T143000+0300.wav", "2024-01-15T14:30:00+03:00"],
  ["2024-01-15_14-30-00+05-30.wav", "2024-01-15T14:30:00"],
  ["2024-01-15 14.30.00 +0530.wav", "2024-01-15T14:30:00+05:30"],
  ["Station_20230502_230000_Z.wav", "2023-05-02T23:00:00Z"],
  ["2024-01-15T143005Z.ogg", "2024-01-15T14:30:05Z"],
  ["20240115_143005 UTC.ogg", "2024-01-15T14:30:05Z"],
  ["abc-defg-hij (2024-01-15 14_30 GMT+3).mp4", "2024-01-15T14:30:00+03:00"],
  ["Планёрка - 2024_01_15 14_30 MSK - Recording.mp4", "2024-01-15T14:30:00+03:00"],
  ["Standup (2024-07-15 at 09 05 GMT-7).mp4", "2024-07-15T09:05:00-07:00"],
  // Halves of the day.
  ["20240115_023000PM.mp3", "2024-01-15T14:30:00"],
  ["2024-01-15 at 2.30.00 PM.mp3", "2024-01-15T14:30:00"],
  ["2024-01-15 12-05-09 a.m..mp3", "2024-01-15T00:05:09"],
  ["2024-01-15 10 PM.m4a", "2024-01-15T22:00:00"],
  ["15.01.2024 в 2.30 дня.m4a", "2024-01-15T14:30:00"],
  ["15.01.2024 в 9.30 вечера.m4a", "2024-01-15T21:30:00"],
  ["15.01.2024 в 12.30 ночи.m4a", "2024-01-15T00:30:00"],
  ["15.01.2024 в 8.30 утра.m4a", "2024-01-15T08:30:00"],
  // Times after other signs.
  ["signal-2018-08-21-100217.m4a", "2018-08-21T10:02:17"],
  ["WhatsApp-Audio-2024-01-15-at-14.30.00.ogg", "2024-01-15T14:30:00"],
  ["Запись экрана 2024-01-15 в 14.30.05.mov", "2024-01-15T14:30:05"],
  ["2024-01-15_1430.wav", "2024-01-15T14:30:00"],
  ["2024-01-15 14\ua78930\ua78905.wav", "2024-01-15T14:30:05"],
  ["5 ноября 2023 г. 14ч30м.mp3", "2023-11-05T14:30:00"],
  ["2023-11-05 14h30m05s.mp3", "2023-11-05T14:30:05"],
  // Years of two digits.
  ["240115_001.wav", "2024-01-15"],
  ["240115_0001.mp3", "2024-01-15"],
  ["Запись 15.01.24 14-30.wav", "2024-01-15T14:30:00"],
  ["5.1.24 14-30.wav", "2024-01-05T14:30:00"],
  ["Кассета 15.01.98.wav", "1998-01-15"],
  ["24_01_15_14_30_00.wav", "2024-01-15T14:30:00"],
  ["15-янв-24.wav", "2024-01-15"],
  ["5 Jan 24.wav", "2024-01-05T00:00"],
  ["5 янв. 24.wav", "2024-01-05T00:00"],
  ["5 января 24 г..wav", "2024-01-05T00:00"],
  ["Запись 5 янв 24 10-30.wav", "2024-01-05T10:30"],
  ["Voice_240115.wav", "2024-01-15T00:00"],
  ["240115.wav", "2024-01-15T00:00"],
  ["REC0001_240115.wav", "2024-01-15T00:00"],
  ["240115 (2).wav", "2024-01-15T00:00"],
  // A time before the day.
  ["14-30 15.01.2024.wav", "2024-01-15T14:30"],
  ["14.30.05_2024-01-15.wav", "2024-01-15T14:30:05"],
  // Months in words.
  ["Nov 5, 2023 at 10.30 PM.m4a", "2023-11-05T22:30:00"],
  ["Sunday, November 5th, 2023.m4a", "2023-11-05"],
  ["5 November 2023.m4a", "2023-11-05"],
  ["05Nov2023.m4a", "2023-11-05"],
  ["2023-Nov-05 10.30.m4a", "2023-11-05T10:30:00"],
  ["5 ноября 2023.m4a", "2023-11-05"],
  ["5 нояб. 2023 г..m4a", "2023-11-05"],
  ["15-янв-2024.mp3", "2024-01-15"],
  ["Беседа 9 мая 2024 в 10.30.wav", "2024-05-09T10:30:00"],
  ["Беседа 9 мая 2024.wav".normalize("NFD"), "2024-05-09"],
  // Other orders and lengths.
  ["2024-1-5.mp3", "2024-01-05"],
  ["5.1.2024.mp3", "2024-01-05"],
  ["Запись 15.01.2024.wav", "2024-01-15"],
  ["01-15-2024 10-30.mp3", "2024-01-15T10:30:00"],
  ["15012024.mp3", "2024-01-15"],
  ["2024-01-15-2.wav", "2024-01-15"],
  ["ГОСТ 12.01.2004, обсуждение 2024-01-15.wav", "2024-01-15"],
  // A second date, a size or a rate behind the day is no time.
  ["2024-01-15 - 2024-01-20.wav", "2024-01-15T00:00"],
  ["2024-01-15-2024-01-20.wav", "2024-01-15T00:00"],
  ["2024-01-15_2023-12-31.wav", "2024-01-15T00:00"],
  ["2024-01-15 20240120.wav", "2024-01-15T00:00"],
  ["15.01.2024-20.01.2024.wav", "2024-01-15T00:00"],
  ["15.01.2024 - 20.01.2024.wav", "2024-01-15T00:00"],
  ["2024-01-15 1920x1080.wav", "2024-01-15T00:00"],
  ["2024-01-15_1600kbps.wav", "2024-01-15T00:00"],
  ["2024-01-15 1080p.wav", "2024-01-15T00:00"],
  ["2024-01-15 1430pm.wav", "2024-01-15T14:30:00"],
  ["2024-01-15 20-24-01.wav", "2024-01-15T20:24:01"],
  ["Иванов р. 1985-05-05 2024-01-15.wav", "2024-01-15T00:00"],
  ["Иванов 1985-05-05 2024-01-15.wav", "2024-01-15T00:00"],
  ["Иванов, born 1985-05-05, 15.01.2024.wav", "2024-01-15T00:00"],
  // Whole hours.
  ["2024-01-15 в 14 часов.wav", "2024-01-15T14:00"],
  ["2024-01-15 14ч.wav", "2024-01-15T14:00"],
  // Folders.
  ["2024-01-15 14.30.00 Zoom Meeting/audio1234567.m4a", "2024-01-15T14:30:00"],
  ["2024-01-15 14.30.00 Zoom Meeting/Audio Record/audioIvan.m4a", "2024-01-15T14:30:00"],
  ["2023-01-01/2024-01-15/talk.wav", "2024-01-15"],
  ["2024/01/15/talk.wav", "2024-01-15"],
  ["2024/1/5/talk.wav", "2024-01-05"],
  ["2024-01/15/talk.wav", "2024-01-15"],
  ["2024-01-15/14-30-05.wav", "2024-01-15T14:30:05"],
  ["2024-01-15/143005.wav", "2024-01-15T14:30:05"],
  ["2023-05-05/2024-01-15 14-30.wav", "2024-01-15T14:30:00"],
];

for (const [filename, expected] of dated)
  test(`${filename} was recorded at ${expected}`, () => assertDate(filename, expected));

for (const filename of [
  "ГОСТ 12.01.2004.wav",
  "ГОСТ Р 12.01.2004 обзор.wav",
  "Приказ от 12.01.2004.wav",
  "Договор № 5 от 12.01.2004.wav",
  "Закон от 5 ноября 2023.wav",
  "Version 1.12.2004.wav",
  "v2024.1.5.wav",
  "build 12.11.20.wav",
  "1.12.11.2004.wav",
  "192.168.10.12.wav",
  "10.12.20.24.wav",
  "+7 916 123-45-67.wav",
  "8-495-20-11-15.wav",
  "Диск 01-02-03.wav",
  "01-02-03.wav",
  "1920x1080.mp4",
  "550e8400-e29b-41d4-a716-446655440000.wav",
  "Track 123456.mp3",
  "2005 запись.m4a",
  "5 мая 11 класс.wav",
  "5 ноября в 14.30.wav",
  "Запись в 12.10.15.wav",
  "31.04.2024.wav",
  "15.01.49.wav",
  "2023-01-01/a/b/talk.wav",
  "backup-20240101/talk.wav",
  "Архив 2024-01-15/talk.wav",
  "2025-07-01/talk.wav",
  "Экспорт 2024-05-05/talk.wav",
  "Импорт 2024-05-05/talk.wav",
  "Takeout 2024-05-05/talk.wav",
  "imported 2024-05-05/talk.wav",
  "Перенос 2024-05-05/talk.wav",
  "Старый телефон 2024-05-05/talk.wav",
  "20491231.wav",
  "Псалом 90.10.12.wav",
  "5 мая 11.30.wav",
  "Улица 5 мая 11 дом.wav",
  "Заказ 240115.wav",
  "101010101.wav",
  "490115.wav",
  "90.10.12.wav",
  "2049-12-31 14-30.wav",
  "31.12.2049.wav",
])
  test(`${filename} has no date`, () => assert.equal(parseNameDate(filename, { near: modified }), undefined));

test("long names of digits and separators are read at once", () => {
  for (const part of ["1", "1-", "12.", "2024-", "01 ", "-", "_", "v1.", "мая "])
    for (const head of ["", "ver ", "№ ", "5 "])
      parseNameDate(`${head}${part.repeat(250)}x 12.01.2004 ${part.repeat(250)}.wav`, { near: modified });
});

test("digits that can be read in two ways are read as the file's time says", () => {
  const read = (name: string, near: string) => {
    const { year, month, day } = parseNameDate(name, { near: new Date(near) })!;
    return `${year}-${month}-${day}`;
  };
  assert.equal(read("15-01-24.wav", "2024-01-15T12:00:00Z"), "2024-1-15");
  assert.equal(read("15-01-24.wav", "2015-01-24T12:00:00Z"), "2015-1-24");
  assert.equal(read("15.01.24.wav", "2016-02-24T12:00:00Z"), "2024-1-15", "points: the day first");
  assert.equal(read("24.01.15.wav", "2024-01-15T12:00:00Z"), "2024-1-15", "unless the file is of that day");
  assert.equal(read("1-5-24 2-30 PM.m4a", "2024-01-05T12:00:00Z"), "2024-1-5");
  assert.equal(read("1-5-24 2-30 PM.m4a", "2024-05-02T12:00:00Z"), "2024-5-1");
});

const two = (value: number) => String(value).padStart(2, "0");
const english = [
  "Jan",
  "February",
  "Mar",
  "April",
  "May",
  "Jun",
  "July",
  "Aug",
  "September",
  "Oct",
  "November",
  "Dec",
];
const russian = [
  "января",
  "фев",
  "марта",
  "апр",
  "мая",
  "июня",
  "июл",
  "августа",
  "сент",
  "окт",
  "ноября",
  "дек",
];

/** Ways to write a day, and ways to write a time after it. */
const dayForms: ((y: number, mo: number, d: number) => string)[] = [
  (y, mo, d) => `${y}-${two(mo)}-${two(d)}`,
  (y, mo, d) => `${y}-${mo}-${d}`,
  (y, mo, d) => `${y}.${two(mo)}.${two(d)}`,
  (y, mo, d) => `${y}_${two(mo)}_${two(d)}`,
  (y, mo, d) => `${y}${two(mo)}${two(d)}`,
  (y, mo, d) => `${two(d)}.${two(mo)}.${y}`,
  (y, mo, d) => `${d}.${mo}.${y}`,
  (y, mo, d) => `${english[mo - 1]} ${d}, ${y}`,
  (y, mo, d) => `${d} ${english[mo - 1]} ${y}`,
  (y, mo, d) => `${two(d)}-${english[mo - 1]}-${y}`,
  (y, mo, d) => `${d} ${russian[mo - 1]} ${y}`,
  (y, mo, d) => `${two(d)}-${russian[mo - 1]}-${y} г.`,
];
const timeForms: ((h: number, mi: number, s: number) => string)[] = [
  (h, mi, s) => ` ${two(h)}-${two(mi)}-${two(s)}`,
  (h, mi, s) => `_${two(h)}${two(mi)}${two(s)}`,
  (h, mi, s) => ` at ${h % 12 || 12}.${two(mi)}.${two(s)} ${h < 12 ? "AM" : "PM"}`,
  (h, mi, s) => ` at ${h % 12 || 12}.${two(mi)}.${two(s)}${h < 12 ? "am" : "pm"}`,
  (h, mi, s) => ` в ${two(h)}.${two(mi)}.${two(s)}`,
  (h, mi, s) => `-at-${two(h)}.${two(mi)}.${two(s)}`,
  (h, mi, s) => ` ${two(h)}ч${two(mi)}м${two(s)}с`,
];

test("a random moment is read back out of every form, in three time zones, in front of and behind words", () => {
  const words = fc.constantFrom(
    "",
    "Запись ",
    "Interview_",
    "Звонок Ивану ",
    "REC-",
    "Meeting with 3 people ",
  );
  const tails = fc.constantFrom("", " копия", "-final", " (2)", "_Ivan");
  fc.assert(
    fc.property(
      fc.date({
        min: new Date(Date.UTC(1981, 0, 2)),
        max: new Date(Date.UTC(2048, 0, 1)),
        noInvalidDate: true,
      }),
      fc.constantFrom(...dayForms),
      fc.constantFrom(...timeForms),
      words,
      tails,
      fc.constantFrom(...zones),
      (date, dayForm, timeForm, head, tail, zone) => {
        process.env.TZ = zone;
        const [y, mo, d] = [date.getUTCFullYear(), date.getUTCMonth() + 1, date.getUTCDate()];
        const [h, mi, s] = [date.getUTCHours(), date.getUTCMinutes(), date.getUTCSeconds()];
        const name = `${head}${dayForm(y, mo, d)}${timeForm(h, mi, s)}${tail}.m4a`;
        const read = parseNameDate(name, { near: modified, now: new Date(Date.UTC(2049, 0, 1)) });
        assert.deepEqual(
          read && [read.year, read.month, read.day, read.time?.hours, read.time?.minutes, read.time?.seconds],
          [y, mo, d, h, mi, s],
          name,
        );
        assert.equal(read?.offsetMinutes, undefined, name);
      },
    ),
  );
});

test("an offset in a name makes it an instant, whatever the machine's zone", () => {
  fc.assert(
    fc.property(
      fc.date({
        min: new Date(Date.UTC(1981, 0, 3)),
        max: new Date(Date.UTC(2048, 0, 1)),
        noInvalidDate: true,
      }),
      fc.integer({ min: -48, max: 56 }),
      fc.constantFrom(...zones),
      (date, quarters, zone) => {
        process.env.TZ = zone;
        date.setUTCMilliseconds(0);
        const minutes = Math.abs(quarters) * 15;
        const offset = `${quarters < 0 ? "-" : "+"}${two(Math.floor(minutes / 60))}${two(minutes % 60)}`;
        const wall = new Date(date.getTime() + quarters * 900_000).toISOString().slice(0, 19);
        const filename = `${wall.replaceAll(":", "-")}${offset}.wav`;
        const { createdAt } = chooseDate({ filename, modified: new Date(Date.UTC(2049, 0, 1)) })!;
        assert.equal(Date.parse(createdAt), date.getTime(), filename);
      },
    ),
  );
});

test("words and numbers without a date give none", () => {
  const word = fc.constantFrom(
    ...[
      "запись",
      "Интервью",
      "глава",
      "часть",
      "track",
      "Side",
      "take",
      "IMG",
      "мая",
      "may",
      "марш",
      "at",
      "в",
      "GMT",
      "дня",
      "Z",
    ],
  );
  const number = fc.oneof(
    fc.integer({ min: 0, max: 99_999 }).map(String),
    fc.integer({ min: 0, max: 999_999 }).map((value) => `7${String(value).padStart(10, "9")}`),
    fc
      .tuple(fc.integer({ min: 32, max: 999 }), fc.integer({ min: 32, max: 999 }))
      .map(([a, b]) => `${a}x${b}`),
    fc.tuple(fc.integer({ min: 0, max: 20 }), fc.integer({ min: 0, max: 20 })).map(([a, b]) => `v${a}.${b}`),
  );
  fc.assert(
    fc.property(fc.array(fc.tuple(word, number), { minLength: 1, maxLength: 3 }), (parts) => {
      const name = `${parts.map(([text, digits]) => `${text} ${digits}`).join(" ")}.mp3`;
      // «часть 5 мая 2023» and «часть 5 мая 23» are dates.
      if (/\b\d{1,2} (?:мая|may) (?:(?:19[89]|20[0-4])\d|[0-4]\d)\b/.test(name)) return;
      assert.equal(parseNameDate(name, { near: modified }), undefined, name);
    }),
  );
});
