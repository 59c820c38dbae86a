import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { test } from "node:test";
import fc from "fast-check";
import { openAudio } from "../../src/audio/open-audio.ts";
import { type ErrorCode, isArchiveError } from "../../src/errors.ts";
import { buildWav, makeFolder, readAll, sweep, writeTemporary } from "./make-wav.ts";

const fixtures = join(import.meta.dirname, "fixtures");

async function assertRefused(path: string, code: ErrorCode, message: RegExp): Promise<void> {
  await assert.rejects(
    async () => await readAll(await openAudio(path)),
    (error) => {
      assert.ok(isArchiveError(error, code), `${error}`);
      assert.match(error.message, message);
      assert.ok(error.message.includes(path), "it names the file");
      assert.ok(error.hint.length > 0);
      return true;
    },
  );
}

const strangers: [name: string, bytes: Uint8Array, code: ErrorCode, message: RegExp][] = [
  ["notes.mp3", Buffer.from("Просто текст, а не звук.\n".repeat(100)), "unsupported-audio", /plain text/],
  ["page.wav", Buffer.from("<!DOCTYPE html><html></html>"), "unsupported-audio", /web page/],
  ["talk.ogg", Buffer.from("1\n00:00:01,000 --> 00:00:02,000\nHi\n"), "unsupported-audio", /subtitles/],
  ["photo.m4a", Buffer.from("89504e470d0a1a0a0000000d49484452", "hex"), "unsupported-audio", /PNG picture/],
  ["photo.mp3", Buffer.from("ffd8ffe000104a464946000101", "hex"), "unsupported-audio", /JPEG picture/],
  ["book.wav", Buffer.from("PK\x03\x04 and more"), "unsupported-audio", /ZIP archive/],
  ["empty.mp3", new Uint8Array(0), "corrupt-audio", /the file is empty/],
  ["zeros.wav", new Uint8Array(5000), "unsupported-audio", /nothing but zero bytes/],
  ["silent.wav", buildWav([new Float32Array(0)]), "corrupt-audio", /nothing in it can be decoded/],
];

for (const [name, bytes, code, message] of strangers) {
  test(`${name} is refused for what it is: ${message.source}`, async () => {
    await assertRefused(writeTemporary(name, bytes), code, message);
  });
}

test("A database is refused for what it is", async () => {
  const path = join(makeFolder(), "data.wav");
  const database = new DatabaseSync(path);
  database.exec("CREATE TABLE notes (text)");
  database.close();
  await assertRefused(path, "unsupported-audio", /SQLite database/);
});

test("A video without an audio track is refused as such", async () => {
  await assertRefused(join(fixtures, "silent-video.mp4"), "unsupported-audio", /no audio in it \(video /);
});

test("A file that is not there and a folder are told apart from bad sound", async () => {
  await assertRefused(join(fixtures, "nothing.wav"), "not-found", /no such file/);
  await assertRefused(fixtures, "invalid-input", /folder/);
});

test("Half of a file gives what is in that half, with a word about the rest", async () => {
  for (const name of ["sweep.mp3", "sweep.flac", "sweep.aac", "sweep.aiff", "sweep-opus.webm"]) {
    const bytes = readFileSync(join(fixtures, name));
    const source = await openAudio(writeTemporary(name, bytes.subarray(0, bytes.length * 0.6)));
    const whole = (await readAll(await openAudio(join(fixtures, name))))[0]!.length;
    const [mono] = await readAll(source);
    assert.ok(mono!.length < whole, `${name}: ${mono!.length} of ${whole}`);
    assert.ok(mono!.length > whole / 4, `${name}: ${mono!.length} of ${whole}`);
  }
});

test("An MP4 file whose index was cut off is corrupt, not a crash", async () => {
  const bytes = readFileSync(join(fixtures, "sweep.m4a"));
  await assertRefused(
    writeTemporary("cut.m4a", bytes.subarray(0, 2000)),
    "corrupt-audio",
    /its index \(moov\) is missing/,
  );
});

test("Damage in the middle is stepped over and told", async () => {
  const bytes = readFileSync(join(fixtures, "sweep.flac"));
  bytes.fill(0x55, bytes.length >> 1, (bytes.length >> 1) + 40);
  const source = await openAudio(writeTemporary("scratched.flac", bytes));
  const [mono] = await readAll(source);
  assert.ok(mono!.length > 0);
  assert.equal(source.warnings.length > 0, true);
});

test("Whatever bytes come, the answer is samples or an error of the archive", async () => {
  const names = ["sweep.mp3", "sweep.m4a", "sweep-vorbis.ogg", "video.webm", "sweep.wma", "sweep.caf"];
  const damage = fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 30 });
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...names), damage, async (name, changes) => {
      const bytes = readFileSync(join(fixtures, name));
      for (const [at, value] of changes) bytes[at % bytes.length] = value;
      const path = writeTemporary("damaged", bytes);
      try {
        const source = await openAudio(path);
        for (const plane of await readAll(source)) assert.ok(plane.length < 1e6);
        await source.close();
      } catch (error) {
        assert.ok(
          isArchiveError(error, "corrupt-audio") || isArchiveError(error, "unsupported-audio"),
          `${error}`,
        );
      }
    }),
    { numRuns: 100, seed: 3 },
  );
});

test("Noise of no format is not taken for sound", async () => {
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ minLength: 1, maxLength: 6000 }), async (bytes) => {
      await assert.rejects(
        async () => await readAll(await openAudio(writeTemporary("noise", bytes))),
        isArchiveError,
      );
    }),
    { numRuns: 60, seed: 5 },
  );
});

test("Reading stops when it is cancelled", async () => {
  const path = writeTemporary("long.wav", buildWav([sweep(16_000, 60)]));
  const stop = new AbortController();
  const source = await openAudio(path);
  let chunks = 0;
  await assert.rejects(
    async () => {
      for await (const _ of source.samples(stop.signal)) if (++chunks === 2) stop.abort();
    },
    (error) => isArchiveError(error, "cancelled"),
  );
  assert.equal(chunks, 2);
  await assert.rejects(openAudio(path, { signal: stop.signal }), (error) =>
    isArchiveError(error, "cancelled"),
  );
});
