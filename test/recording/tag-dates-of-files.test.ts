/** Dates in the tags of real files, also those that are set aside: they are shown with the recording. */

import assert from "node:assert/strict";
import { readFileSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { describeDates } from "../../src/cli/describe-dates.ts";
import { listDateChoices } from "../../src/recording/date-choices.ts";
import { importPaths } from "../../src/stages/import-paths.ts";
import { openTempArchive, tempFolder } from "../support/temp-archive.ts";
import { writeWav } from "../support/write-wav.ts";

const sweep = join(import.meta.dirname, "../audio/fixtures/sweep.m4a");
const fileTime = new Date("2024-06-01T12:00:00Z");

/** What is known of the date of a file, as `fonoteka date` prints it. */
async function importOne(t: TestContext, path: string): Promise<{ source: string; tag: string | undefined }> {
  utimesSync(path, fileTime, fileTime);
  const [outcome] = await Array.fromAsync(importPaths(openTempArchive(t), [path]));
  assert.ok(outcome?.status === "imported");
  const { recording } = outcome;
  const tag = describeDates(listDateChoices(recording)).find(({ name }) => name === "tags");
  return { source: recording.dateSource, tag: tag?.text };
}

/** A copy of an MP4 whose headers say another moment. @param seconds since 1904 */
function writeMp4Of(folder: string, seconds: number): string {
  const bytes = Buffer.from(readFileSync(sweep));
  for (const name of ["mvhd", "mdhd"]) {
    const header = bytes.indexOf(name);
    assert.equal(bytes[header + 4], 0, "a header of 32-bit times");
    bytes.writeUInt32BE(seconds, header + 8);
    bytes.writeUInt32BE(seconds, header + 12);
  }
  const path = join(folder, "sound.m4a");
  writeFileSync(path, bytes);
  return path;
}

const since1904 = (iso: string) => Date.parse(iso) / 1000 + 2_082_844_800;

test("the moment in an MP4's header is the date; that of a clock never set or of the future is set aside and shown", async (t) => {
  const folder = tempFolder(t);
  const good = await importOne(t, writeMp4Of(folder, since1904("2023-02-03T04:05:06Z")));
  assert.equal(good.source, "tag");
  for (const moment of ["1904-01-01T00:10:00Z", "1970-01-01T00:00:12Z", "2038-02-03T04:05:06Z"]) {
    const { source, tag } = await importOne(t, writeMp4Of(folder, since1904(moment)));
    assert.equal(source, "file-time", moment);
    assert.match(tag ?? "", /: a clock that was not set right/, moment);
  }
  // Zero is how the format says that there is no date.
  assert.deepEqual(await importOne(t, writeMp4Of(folder, 0)), { source: "file-time", tag: undefined });
});

test("a broadcast WAV's day and time are the date; a clock that was never set is set aside and shown", async (t) => {
  const folder = tempFolder(t);
  const path = join(folder, "sound.wav");
  for (const [day, time, source, tag] of [
    ["2024-01-15", "14:30:05", "tag", /^2024-01-15 14:30:05/],
    ["1970-01-01", "00:00:12", "file-time", /^1970-01-01 .*: a clock that was not set right/],
    ["2099-02-03", "04:05:06", "file-time", /^2099-02-03 .*: a clock that was not set right/],
  ] as const) {
    const samples = Float32Array.from({ length: 16_000 }, (_, i) => Math.sin(i / 5) / 4);
    writeWav(path, samples, 8000);
    const wav = readFileSync(path);
    const bext = Buffer.alloc(8 + 602);
    bext.write("bext", 0);
    bext.writeUInt32LE(602, 4);
    bext.write(day, 8 + 320);
    bext.write(time, 8 + 330);
    wav.writeUInt32LE(wav.readUInt32LE(4) + bext.length, 4);
    writeFileSync(path, Buffer.concat([wav.subarray(0, 36), bext, wav.subarray(36)]));
    const found = await importOne(t, path);
    assert.equal(found.source, source, day);
    assert.match(found.tag ?? "", tag, day);
  }
});
