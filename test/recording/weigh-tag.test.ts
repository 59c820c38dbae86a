import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import { findRecordingDate, findUnsetDate } from "../../src/audio/decoding/recording-date.ts";
import { chooseDate, type DateEvidence, listDates } from "../../src/recording/choose-date.ts";

const machineZone = process.env.TZ;
const modified = new Date(Date.UTC(2025, 5, 7, 8, 9, 10));

afterEach(() => {
  if (machineZone === undefined) delete process.env.TZ;
  else process.env.TZ = machineZone;
});

/** The date and its source on a machine in `zone`, and why the tag was not believed. */
function choose(zone: string, evidence: Omit<DateEvidence, "modified">): unknown[] {
  process.env.TZ = zone;
  const { createdAt, source } = chooseDate({ modified, ...evidence })!;
  const doubt = listDates({ modified, ...evidence }).find(({ source }) => source === "tag")?.doubt;
  return [createdAt, source, doubt];
}

test("a tag that is the moment a recording stopped gives way to the name", () => {
  const stopped = { filename: "Voice 260411_235950.m4a", tag: "2026-04-11T21:00:20Z", durationSeconds: 30 };
  assert.deepEqual(choose("Europe/Moscow", stopped), [
    "2026-04-11T23:59:50+03:00",
    "file-name",
    "end-of-recording",
  ]);
  const broadcast = { filename: "2024-01-15 14-30.wav", tag: "2024-01-15T15:30:40", durationSeconds: 3600 };
  assert.deepEqual(choose("Asia/Kolkata", broadcast).slice(1), ["file-name", "end-of-recording"]);
});

test("a tag of a later copy gives way to the name, an earlier one does not", () => {
  const filename = "2024-01-15_14-30-00.m4a";
  const later = { filename, tag: "2024-03-02T10:11:12Z", durationSeconds: 60 };
  assert.deepEqual(choose("America/New_York", later), [
    "2024-01-15T14:30:00-05:00",
    "file-name",
    "later-copy",
  ]);
  assert.deepEqual(choose("America/New_York", { ...later, tag: "2024-03-02" }).slice(1), [
    "file-name",
    "later-copy",
  ]);
  const earlier = { filename, tag: "2024-01-10T10:11:12Z", durationSeconds: 60 };
  assert.deepEqual(choose("Europe/Moscow", earlier), ["2024-01-10T13:11:12+03:00", "tag", undefined]);
  const during = { filename, tag: "2024-01-15T11:40:02Z", durationSeconds: 3600 };
  assert.deepEqual(choose("Europe/Moscow", during), ["2024-01-15T14:40:02+03:00", "tag", undefined]);
  const day = { filename: "Беседа 15.01.2024.m4a", durationSeconds: 60 };
  assert.deepEqual(
    choose("Europe/Moscow", { ...day, tag: "2024-01-15T11:30:00Z" })[0],
    "2024-01-15T14:30:00+03:00",
  );
  assert.deepEqual(choose("Europe/Moscow", { ...day, tag: "2024-01-17T11:30:00Z" })[1], "file-name");
});

test("a tag with its time zone is believed, and a folder's day is no later copy", () => {
  const tag = "2024-03-02T10:11:12+01:00";
  assert.deepEqual(choose("Europe/Moscow", { filename: "2024-01-15_14-30-00.m4a", tag }), [
    tag,
    "tag",
    undefined,
  ]);
  const project = { filename: "2024-01-15 Проект/a.m4a", tag: "2024-03-02T10:11:12Z" };
  assert.deepEqual(choose("Europe/Moscow", project)[1], "tag");
  const meeting = {
    filename: "2024-01-15 14.30.00 Zoom Meeting/audio1.m4a",
    tag: "2024-01-15T12:30:03Z",
    durationSeconds: 3600,
  };
  assert.deepEqual(choose("Europe/Moscow", meeting)[0], "2024-01-15T14:30:00+03:00");
});

test("a name and a tag that differ by a time zone are one moment, at the clock of the place", () => {
  const newYork = { filename: "2024-01-15_14-30-00.m4a", tag: "2024-01-15T19:30:01Z", durationSeconds: 60 };
  for (const zone of ["Europe/Moscow", "Asia/Kolkata", "UTC"])
    assert.deepEqual(
      choose(zone, newYork),
      ["2024-01-15T14:30:00-05:00", "file-name", "other-time-zone"],
      zone,
    );
  const stopped = { ...newYork, tag: "2024-01-15T19:31:00Z" };
  assert.equal(choose("UTC", stopped)[0], "2024-01-15T14:30:00-05:00");
  const localAsUtc = { ...newYork, tag: "2024-01-15T14:30:00Z" };
  assert.equal(choose("Europe/Moscow", localAsUtc)[0], "2024-01-15T14:30:00+03:00");
});

test("the hour that a clock shows twice in autumn is told by the tag", () => {
  const twice = { filename: "2024-11-03_01-30-00.m4a", durationSeconds: 60 };
  assert.equal(
    choose("America/New_York", { ...twice, tag: "2024-11-03T05:30:00Z" })[0],
    "2024-11-03T01:30:00-04:00",
  );
  assert.equal(
    choose("America/New_York", { ...twice, tag: "2024-11-03T06:30:00Z" })[0],
    "2024-11-03T01:30:00-05:00",
  );
  // The hour that does not exist in spring.
  assert.equal(
    choose("America/New_York", { filename: "2024-03-10_02-30-00.m4a" })[0],
    "2024-03-10T03:30:00-04:00",
  );
});

test("a clock that was never set gives way, also some time after it was switched on", () => {
  const find = (tags: Record<string, string>) => findRecordingDate(new Map(Object.entries(tags)));
  for (const text of [
    "2000-01-01T00:05:00Z",
    "2000-01-01T07:40:00Z",
    "1970-01-01T03:00:12Z",
    "1904-01-01T00:10:00Z",
    "1980-01-01T01:02:03Z",
    "1980-01-06T00:00:03Z",
  ]) {
    assert.equal(find({ creation_time: text }), undefined, text);
    assert.equal(findUnsetDate(new Map([["creation_time", text]])), text);
    assert.equal(find({ creation_time: text, date: "2024-01-15" }), "2024-01-15", text);
  }
  assert.equal(find({ date: "2000-01-01", creation_time: "00:05:12" }), undefined, "broadcast WAV");
  assert.equal(find({ date: "1965-05-09T10:00" }), "1965-05-09T10:00:00", "typed by a person");
  const unset = choose("Europe/Moscow", { filename: "2005 запись.m4a", unsetTag: "2000-01-01T00:05:00Z" });
  assert.deepEqual(unset.slice(1), ["file-time", "clock-not-set"]);
  const named = { filename: "2024-05-15_14-30-00.wav", tag: "2015-01-01T00:12:00" };
  assert.deepEqual(choose("Europe/Moscow", named).slice(1), ["file-name", "clock-not-set"]);
  const newYear = { filename: "2024-01-01_00-10-00.wav", tag: "2024-01-01T00:10:00" };
  assert.equal(choose("Europe/Moscow", newYear)[1], "tag");
});

test("every source is listed with what it said", () => {
  process.env.TZ = "Europe/Moscow";
  const found = listDates({
    given: "2020-01-01T10:00",
    tag: "2024-01-15T11:30:00Z",
    filename: "a/Запись 15.01.2024 14-30.wav",
    modified,
  });
  assert.deepEqual(
    found.map(({ source, value, date }) => [source, value, date]),
    [
      ["given", "2020-01-01T10:00", "2020-01-01T10:00:00+03:00"],
      ["tag", "2024-01-15T11:30:00Z", "2024-01-15T14:30:00+03:00"],
      ["file-name", "15.01.2024 14-30", "2024-01-15T14:30:00+03:00"],
      ["file-time", "2025-06-07T11:09:10+03:00", "2025-06-07T11:09:10+03:00"],
    ],
  );
});
