import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { decodeTagText, readTags } from "../../../src/audio/decoding/read-tags.ts";
import { findRecordingDate, parseRecordingDate } from "../../../src/audio/decoding/recording-date.ts";

const now = Date.parse("2026-06-01T00:00:00Z");

test("Dates are understood in every way that files write them", () => {
  for (const [text, date] of [
    ["2024-01-15", "2024-01-15"],
    ["20240115", "2024-01-15"],
    ["2024:01:15 14:30:00", "2024-01-15T14:30:00"],
    ["2024-01-15T14:30", "2024-01-15T14:30:00"],
    ["2024-01-15 14:30:05", "2024-01-15T14:30:05"],
    ["20240115T143005Z", "2024-01-15T14:30:05Z"],
    ["2024-01-15T11:30:00.000000Z", "2024-01-15T11:30:00Z"],
    ["2024-01-15T14:30:00+0300", "2024-01-15T14:30:00+03:00"],
    ["2024-01-15T14:30:00-03:30", "2024-01-15T14:30:00-03:30"],
    ["Mon Jan 15 14:30:00 2024", "2024-01-15T14:30:00"],
    ["1951-03-04", "1951-03-04"],
  ] as const) {
    assert.equal(parseRecordingDate(text, now), date, text);
  }
});

test("What is no date of recording is none", () => {
  for (const text of [
    "",
    "2024",
    "2024-01",
    "2024-13-01",
    "2023-02-29",
    "0001-01-01",
    "2031-01-01",
    "yesterday",
    "1.5",
  ]) {
    assert.equal(parseRecordingDate(text, now), undefined, text);
  }
  assert.equal(parseRecordingDate("2024-01-15 27:30:00", now), "2024-01-15", "a wrong time leaves the day");
});

test("A clock that was never set is not believed, a person's old date is", () => {
  const find = (tags: Record<string, string>) => findRecordingDate(new Map(Object.entries(tags)), now);
  assert.equal(find({ creation_time: "1970-01-01T00:00:00.000000Z" }), undefined);
  assert.equal(find({ creation_time: "1904-01-01T00:00:00.000000Z" }), undefined);
  assert.equal(find({ date: "1968-05-01" }), "1968-05-01");
});

test("Of several dates the one with a time wins, and the phone's own time with its offset before all", () => {
  const find = (tags: Record<string, string>) => findRecordingDate(new Map(Object.entries(tags)), now);
  assert.equal(find({ date: "2024-01-15", creation_time: "2024-01-15T11:30:00Z" }), "2024-01-15T11:30:00Z");
  assert.equal(
    find({
      "com.apple.quicktime.creationdate": "2024-01-15T14:30:00+0300",
      creation_time: "2024-02-01T00:00:00Z",
    }),
    "2024-01-15T14:30:00+03:00",
  );
  assert.equal(
    find({ date: "2024-01-15", creation_time: "14:30:00" }),
    "2024-01-15T14:30:00",
    "broadcast WAV",
  );
  assert.equal(find({ date: "2024", creation_time: "2024-01-15T11:30:00Z" }), "2024-01-15T11:30:00Z");
});

test("Russian tags are read in whichever alphabet they were written", () => {
  const cp1251 = Buffer.from([0xcf, 0xf0, 0xe8, 0xe2, 0xe5, 0xf2, 0x2c, 0x20, 0xec, 0xe8, 0xf0]);
  assert.equal(decodeTagText(cp1251), "Привет, мир");
  assert.equal(decodeTagText(Buffer.from("Ïðèâåò, ìèð")), "Привет, мир", "declared Latin-1");
  assert.equal(decodeTagText(Buffer.from("Привет, мир")), "Привет, мир");
  for (const text of ["Café déjà vu", "Jürgen Groß", "Håkan Hellström", "Übergrößenträger"]) {
    assert.equal(decodeTagText(Buffer.from(text)), text);
  }
});

test("Tags come out without control characters, and empty ones do not come out", () => {
  const entries: [string, Uint8Array][] = [
    ["title", Buffer.from("  A\0B\u0007\r\n ")],
    ["artist", Buffer.from("\0\0")],
    ["title", Buffer.from("second")],
    ["comment", Buffer.from("line\nline")],
  ];
  assert.deepEqual(readTags(entries), { title: "A B", comment: "line\nline" });
});

test("No tag can make reading fail", () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.constantFrom("title", "date", "creation_time"), fc.uint8Array())),
      (entries) => {
        const { title = "", date } = readTags(entries);
        assert.ok(title.isWellFormed());
        assert.ok(date === undefined || !Number.isNaN(Date.parse(date)));
      },
    ),
  );
});
