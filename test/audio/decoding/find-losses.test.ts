/** Files that end early or have lost a part say so, whatever their format says of its own length. */
import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { openAudio } from "../../../src/audio/open-audio.ts";
import { isArchiveError } from "../../../src/errors.ts";
import { makeLiveWebm } from "../../support/live-webm.ts";

const folder = mkdtempSync(join(tmpdir(), "fonoteka-losses-"));
after(() => rmSync(folder, { recursive: true }));

const fixture = (name: string) => readFileSync(join(import.meta.dirname, "../fixtures", name));

/** What is said of the file; `error` when nothing in it can be read. */
async function codesOf(bytes: Uint8Array): Promise<string[]> {
  const path = join(folder, "sound");
  writeFileSync(path, bytes);
  try {
    await using source = await openAudio(path);
    for await (const _ of source.samples());
    return source.warnings.map(({ code }) => code);
  } catch (error) {
    assert.ok(
      isArchiveError(error, "corrupt-audio") || isArchiveError(error, "unsupported-audio"),
      String(error),
    );
    return ["error"];
  }
}

/** Twenty seconds of AMR at 12.2 kbit/s; what is in the frames does not matter. */
function amr(): Buffer {
  const frame = Buffer.alloc(32, 0xa7);
  frame[0] = 0x3c;
  return Buffer.concat([Buffer.from("#!AMR\n"), ...Array.from({ length: 100 }, () => frame)]);
}

const whole: [name: string, bytes: Buffer][] = [
  ["Ogg Vorbis", fixture("sweep-vorbis.ogg")],
  ["Ogg Speex", fixture("sweep-speex.ogg")],
  ["Ogg FLAC", fixture("sweep-flac.ogg")],
  ["WMA", fixture("sweep.wma")],
  ["AMR", amr()],
  ["Matroska Opus", fixture("sweep-opus.mka")],
  ["WebM Vorbis", fixture("sweep-vorbis.webm")],
  ["WebM with a picture", fixture("video.webm")],
];

for (const [name, bytes] of whole) {
  test(`${name}: a whole file has no warning, one that is cut off anywhere has one`, async () => {
    assert.deepEqual(await codesOf(bytes), []);
    for (let part = 1; part < 24; part++) {
      const length = Math.floor((bytes.length * part) / 24);
      // Between two frames of AMR nothing is broken: that cannot be known.
      if (name === "AMR" && (length - 6) % 32 === 0) continue;
      assert.notDeepEqual(await codesOf(bytes.subarray(0, length)), [], `cut off at ${length}`);
    }
    assert.notDeepEqual(await codesOf(bytes.subarray(0, -1)), [], "the last byte");
  });
}

test("a page of an Ogg file that is damaged or gone is noticed, and so is the missing mark of its end", async () => {
  const vorbis = fixture("sweep-vorbis.ogg");
  const pages: Buffer[] = [];
  for (let at = 0; at >= 0; ) {
    const next = vorbis.indexOf("OggS", at + 4);
    pages.push(vorbis.subarray(at, next < 0 ? undefined : next));
    at = next;
  }
  assert.ok(pages.length >= 3);
  const damaged = Buffer.from(vorbis);
  const inLastPage = vorbis.length - pages.at(-1)!.length + 200;
  damaged[inLastPage]! ^= 1;
  assert.notDeepEqual(await codesOf(damaged), []);
  assert.deepEqual(await codesOf(Buffer.concat(pages.slice(0, -1))), ["error"]);
  // Two links of a chain are no loss; a second one that is cut off is.
  assert.deepEqual(await codesOf(Buffer.concat([vorbis, vorbis])), ["audio-joined-files"]);
  const cut = await codesOf(Buffer.concat([vorbis, ...pages.slice(0, -1)]));
  assert.ok(
    cut.some((code) => code !== "audio-joined-files"),
    cut.join(),
  );
  assert.deepEqual(await codesOf(Buffer.concat([vorbis, Buffer.from("TAG and more")])), ["ogg-damaged"]);
});

test("damaged frames of AMR are counted, and reading goes on behind them", async () => {
  const bytes = amr();
  bytes[6 + 32 * 10] = 0xff;
  bytes[6 + 32 * 40] = 0x7c;
  const found = await codesOf(bytes);
  assert.ok(found.includes("audio-damaged-places"), found.join());
  // Wideband has other frames.
  const frame = Buffer.alloc(61, 0xa7);
  frame[0] = 0x44;
  const wide = Buffer.concat([Buffer.from("#!AMR-WB\n"), ...Array.from({ length: 50 }, () => frame)]);
  assert.deepEqual(await codesOf(wide), []);
  assert.ok((await codesOf(wide.subarray(0, -7))).includes("audio-end-lost"));
});

test("a WMA file whose header was never finished is not judged by it", async () => {
  const bytes = fixture("sweep.wma");
  const at = bytes.indexOf(Buffer.from("a1dcab8c47a9cf118ee400c00c205365", "hex")) + 88;
  const broadcast = Buffer.from(bytes);
  broadcast.writeUInt32LE(broadcast.readUInt32LE(at) | 1, at);
  assert.deepEqual(await codesOf(broadcast), []);
});

test("where the first frame of a FLAC is damaged the sound does not begin late, it is damaged", async () => {
  const bytes = Buffer.from(fixture("sweep.flac"));
  // The type of its first subframe, behind a header of six bytes: one that does not exist.
  bytes[bytes.indexOf(Buffer.from([0xff, 0xf8])) + 6] = 0x04;
  assert.deepEqual(await codesOf(bytes), ["audio-damaged-at", "audio-holes-filled"]);
});

/** The frames of the fixture so many times, with their number in the first one. */
function longMp3(times: number): Buffer {
  const bytes = fixture("sweep.mp3");
  const head = Buffer.from(bytes.subarray(0, 292));
  const frames = bytes.subarray(292);
  const at = head.indexOf("Info") + 8;
  head.writeUInt32BE(16 * times, at);
  head.writeUInt32BE(180 + frames.length * times, at + 4);
  return Buffer.concat([head, ...Array.from({ length: times }, () => frames)]);
}

test("what is missing is said once, and not of the end where it is missing inside", async () => {
  const without = (bytes: Buffer, from: number, to: number) =>
    Buffer.concat([
      bytes.subarray(0, Math.floor(bytes.length * from)),
      bytes.subarray(Math.floor(bytes.length * to)),
    ]);
  const losses = async (bytes: Buffer) =>
    (await codesOf(bytes)).filter((code) =>
      /ends-early|end-missing|end-lost|incomplete|part-lost/.test(code),
    );
  const mp3 = longMp3(24);
  assert.deepEqual(await losses(mp3), []);
  assert.deepEqual(await losses(without(mp3, 0.6, 1)), ["audio-ends-early"]);
  assert.deepEqual(await losses(without(mp3, 0.401, 0.6)), ["audio-incomplete"]);
  assert.deepEqual(await losses(without(fixture("video.webm"), 0.5, 0.7)), ["audio-part-lost"]);
  for (const name of ["sweep.aiff", "sweep-opus.webm", "video.webm"])
    assert.deepEqual(await losses(without(fixture(name), 0.6, 1)), ["audio-end-missing"], name);
});

test("a live WebM says nothing of a missing end, unless it breaks off inside a packet", async () => {
  const live = Buffer.concat(await makeLiveWebm(join(import.meta.dirname, "../fixtures/sweep-opus.ogg"), 5));
  assert.deepEqual(await codesOf(live), []);
  assert.deepEqual(await codesOf(live.subarray(0, -3)), ["audio-end-lost"]);
});
