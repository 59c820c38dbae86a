import assert from "node:assert/strict";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { BufferSource, EncodedPacketSink, Input, OGG } from "mediabunny";
import type { OpusHead } from "../../../src/audio/audio-source.ts";
import { openAudio } from "../../../src/audio/open-audio.ts";
import { decodeOpus } from "../../../src/audio/opus/decode-opus.ts";
import { openOggOpus } from "../../../src/audio/opus/ogg-opus-file.ts";
import { openOggOpusSource } from "../../../src/audio/opus/ogg-opus-source.ts";
import { createOggOpusWriter } from "../../../src/audio/opus/ogg-opus-writer.ts";
import { writeOpus } from "../../../src/audio/opus/write-opus.ts";
import type { WriteOpusOptions } from "../../../src/audio/opus/written-opus.ts";
import { isArchiveError } from "../../../src/errors.ts";
import { tempFolder } from "../../support/temp-folder.ts";
import {
  collect,
  readAllPackets,
  signalToNoise,
  sourceOf,
  speechPath,
  splitPages,
  toArray,
  tone,
} from "./opus-fixtures.ts";

const fixture = (name: string) => fileURLToPath(new URL(`../fixtures/${name}`, import.meta.url));

async function decodeFile(path: string): Promise<Float32Array[]> {
  const source = await openOggOpusSource(path);
  try {
    return await collect(source.samples());
  } finally {
    await source.close();
  }
}

/** Opens, writes, closes. */
async function importTo(sourcePath: string, targetPath: string, options: WriteOpusOptions = {}) {
  const source = await openAudio(sourcePath);
  try {
    return await writeOpus(source, targetPath, options);
  } finally {
    await source.close();
  }
}

test("a second of sound becomes 48 000 samples, each in its place, at every rate", async (t) => {
  for (const sampleRate of [8000, 16_000, 44_100, 48_000]) {
    const path = join(tempFolder(t), "tone.opus");
    const plane = tone(1, { sampleRate });
    const written = await writeOpus(sourceOf([plane], sampleRate), path, { bitrate: 96_000 });
    assert.equal(written.lengthSamples, 48_000);
    assert.equal(written.how, "encoded");
    const [decoded] = await decodeFile(path);
    assert.equal(decoded!.length, 48_000);
    const middle = (samples: Float32Array) => samples.subarray(4000, 44_000);
    const ratio = signalToNoise(middle(tone(1)), middle(decoded!));
    assert.ok(ratio > 25, `${sampleRate} Hz: ${ratio} dB`);
  }
});

test("an impulse stays at its sample", async (t) => {
  const path = join(tempFolder(t), "impulses.opus");
  const plane = new Float32Array(144_000);
  const places = [10_000, 50_000, 100_001, 143_900];
  for (const place of places)
    for (let i = -20; i <= 20; i++) plane[place + i] = 0.9 * Math.exp((-i * i) / 20);
  await writeOpus(sourceOf([plane]), path, { bitrate: 96_000 });
  const [decoded] = await decodeFile(path);
  for (const place of places) {
    const near = decoded!.subarray(place - 90, place + 90);
    assert.equal(near.indexOf(Math.max(...near)), 90, `impulse at ${place}`);
  }
});

test("both channels of a stereo sound keep their side", async (t) => {
  const path = join(tempFolder(t), "stereo.opus");
  const planes = [tone(0.5), tone(0.5, { hz: 1000 })];
  const written = await writeOpus(sourceOf(planes), path, { bitrate: 128_000 });
  assert.equal(written.channels, 2);
  const decoded = await decodeFile(path);
  for (const [i, plane] of planes.entries()) {
    assert.ok(signalToNoise(plane.subarray(2000, 22_000), decoded[i]!.subarray(2000, 22_000)) > 20);
  }
});

test("writes pages of a second with tags that others read, and the end trimmed", async (t) => {
  const path = join(tempFolder(t), "pages.opus");
  const options = { title: "Пчёлы & 🐝", date: "2026-03-01T10:00:00+03:00" };
  const written = await writeOpus(sourceOf([tone(5.0123)]), path, options);
  const bytes = readFileSync(path);
  assert.equal(written.byteLength, bytes.length);
  const pages = splitPages(bytes);
  assert.deepEqual(
    pages.map((page) => page.granule),
    [0, 0, 48_000, 96_000, 144_000, 192_000, 240_000, 240_590 + 312],
  );
  assert.deepEqual(
    pages.map((page) => page.isLast),
    [false, false, false, false, false, false, false, true],
  );

  const input = new Input({ source: new BufferSource(bytes), formats: [OGG] });
  const tags = await input.getMetadataTags();
  assert.equal(tags.title, options.title);
  assert.equal(tags.date?.toISOString(), "2026-03-01T07:00:00.000Z");
  const track = (await input.getPrimaryAudioTrack())!;
  assert.equal((await toArray(new EncodedPacketSink(track).packets())).length, 251);
  const file = await openOggOpus(path, { isScanned: true });
  await file.close();
  assert.deepEqual([...file.flaws], []);
});

test("well-formed Ogg Opus is copied byte for byte", async (t) => {
  const path = join(tempFolder(t), "copy.opus");
  const written = await importTo(speechPath, path, { title: "not written into it" });
  assert.equal(written.how, "copied");
  assert.equal(written.lengthSamples, 3_012_198);
  assert.deepEqual(readFileSync(path), readFileSync(speechPath));
});

test("a broken file is written anew from its packets, well-formed", async (t) => {
  const folder = tempFolder(t);
  const whole = readFileSync(speechPath);
  const pages = splitPages(whole);
  const broken = {
    truncated: whole.subarray(0, pages[30]!.offset + 77),
    chained: Buffer.concat([whole, whole]),
    "page lost": Buffer.concat([whole.subarray(0, pages[9]!.offset), whole.subarray(pages[10]!.offset)]),
    "junk behind": Buffer.concat([whole, Buffer.from("ID3 or worse")]),
  };
  for (const [name, bytes] of Object.entries(broken)) {
    const sourcePath = join(folder, `${name}.ogg`);
    const path = join(folder, `${name}.opus`);
    writeFileSync(sourcePath, bytes);
    const written = await importTo(sourcePath, path);
    assert.equal(written.how, "remuxed", name);
    const file = await openOggOpus(path, { isScanned: true });
    await file.close();
    assert.deepEqual([...file.flaws], [], name);
    assert.equal(file.lengthSamples, written.lengthSamples, name);
    const before = await readAllPackets(sourcePath);
    const after = await readAllPackets(path);
    for (const [i, packet] of after.entries()) {
      assert.equal(Buffer.compare(packet.data, before[i]!.data), 0, `${name}: packet ${i}`);
    }
    assert.ok(before.length - after.length <= 1, name);
  }
});

test("Opus of WebM, Matroska and MP4 keeps its packets and its length; the same sound has one hash", async (t) => {
  const folder = tempFolder(t);
  const ogg = await importTo(fixture("sweep-opus.ogg"), join(folder, "ogg.opus"));
  const expected = await readAllPackets(fixture("sweep-opus.ogg"));
  for (const name of ["sweep-opus.webm", "sweep-opus.mka", "sweep-opus.mp4"]) {
    const path = join(folder, `${name}.opus`);
    const written = await importTo(fixture(name), path);
    assert.equal(written.how, "remuxed");
    assert.equal(written.lengthSamples, ogg.lengthSamples, name);
    assert.equal(written.soundSha256, ogg.soundSha256, name);
    assert.deepEqual(await readAllPackets(path), expected, name);
  }
});

test("the same samples have one hash whatever their tags and pieces; other samples have another", async (t) => {
  const folder = tempFolder(t);
  const plane = tone(0.3);
  const rounded = plane.map((sample) => Math.round(sample * 32_768) / 32_768);
  const hashOf = async (name: string, source: ReturnType<typeof sourceOf>) =>
    (await writeOpus(source, join(folder, name))).soundSha256;
  const hash = await hashOf("a.opus", sourceOf([plane]));
  assert.equal(
    await hashOf("b.opus", { ...sourceOf([rounded], 48_000, 777), format: "flac", tags: { title: "other" } }),
    hash,
  );
  assert.notEqual(await hashOf("c.opus", sourceOf([plane], 44_100)), hash);
  assert.notEqual(await hashOf("d.opus", sourceOf([plane.subarray(1)])), hash);
});

test("a sound of no samples is refused, and nothing is left behind", async (t) => {
  const folder = tempFolder(t);
  const writing = writeOpus(sourceOf([new Float32Array(0)]), join(folder, "empty.opus"));
  await assert.rejects(writing, (error) => isArchiveError(error, "corrupt-audio"));
  assert.deepEqual(readdirSync(folder), []);
});

test("a single sample is a sound", async (t) => {
  const path = join(tempFolder(t), "one.opus");
  assert.equal((await writeOpus(sourceOf([Float32Array.of(0.5)]), path)).lengthSamples, 1);
  assert.equal((await decodeFile(path))[0]!.length, 1);
});

test("stopping half-way leaves nothing behind", async (t) => {
  const folder = tempFolder(t);
  const stop = new AbortController();
  const whole = sourceOf([tone(30)]);
  // Stopped by what was read and not by reported progress, which comes ten times a second: a quick machine is done by then.
  async function* samples() {
    let pieces = 0;
    for await (const chunk of whole.samples()) {
      if (++pieces === 100) stop.abort();
      yield chunk;
    }
  }
  const path = join(folder, "stopped.opus");
  const writing = writeOpus({ ...whole, samples }, path, { signal: stop.signal });
  await assert.rejects(writing, (error) => isArchiveError(error, "cancelled"));
  assert.deepEqual(readdirSync(folder), []);
});

test("a file that is there is not replaced", async (t) => {
  const folder = tempFolder(t);
  const path = join(folder, "taken.opus");
  writeFileSync(path, "mine");
  for (const writing of [() => writeOpus(sourceOf([tone(0.1)]), path), () => importTo(speechPath, path)]) {
    await assert.rejects(writing(), (error) => isArchiveError(error, "invalid-input"));
  }
  assert.equal(readFileSync(path, "utf8"), "mine");
  assert.deepEqual(readdirSync(folder), ["taken.opus"]);
});

test("a target that is itself a part file is written in place", async (t) => {
  const folder = tempFolder(t);
  const path = join(folder, "1-2-3.opus.part");
  await writeOpus(sourceOf([tone(0.1)]), path);
  assert.deepEqual(readdirSync(folder), ["1-2-3.opus.part"]);
  await assert.rejects(writeOpus(sourceOf([new Float32Array(0)]), join(folder, "4.part")));
  assert.deepEqual(readdirSync(folder), ["1-2-3.opus.part"]);
});

test("encoding lets others run every few milliseconds", async (t) => {
  const path = join(tempFolder(t), "turns.opus");
  let turns = 0;
  const timer = setInterval(() => turns++, 1);
  const before = process.threadCpuUsage();
  await writeOpus(sourceOf([tone(60)], 48_000, 48_000 * 20), path);
  const { user, system } = process.threadCpuUsage(before);
  clearInterval(timer);
  // Time of this thread: another busy program makes the turns rarer, but no work of ours longer.
  const workMs = (user + system) / 1000;
  assert.ok(turns >= workMs / 100, `${turns} turns in ${workMs} ms`);
});

test("packets and tags longer than a page go on over several pages", async (t) => {
  const path = join(tempFolder(t), "large.opus");
  const head: OpusHead = { channels: 1, preSkip: 312, inputSampleRate: 0, outputGain: 0, mappingFamily: 0 };
  const tags = { vendor: "test", comments: [["COMMENT", "ы".repeat(100_000)]] as [string, string][] };
  const writer = await createOggOpusWriter(path, { head, tags });
  // Padding makes a valid packet as long as one likes (RFC 6716, 3.2.5).
  const padded = (padding: number) => {
    const lengths = [...Array<number>(Math.floor(padding / 254)).fill(255), padding % 254];
    return Uint8Array.from([(31 << 3) | 3, 0x41, ...lengths, 0xff, 0xfe, ...Array<number>(padding).fill(0)]);
  };
  const sent = [padded(70_000), padded(10), padded(252), padded(130_050)];
  for (const packet of sent) await writer.write(packet, 960);
  await writer.finish();
  const file = await openOggOpus(path, { isScanned: true });
  t.after(() => file.close());
  assert.deepEqual([...file.flaws], []);
  assert.deepEqual(file.tags.comments, tags.comments);
  const packets = await toArray(file.packets());
  assert.deepEqual(
    packets.map((packet) => Buffer.from(packet.data)),
    sent.map((packet) => Buffer.from(packet)),
  );
});

test("several streams in one packet are decoded and mixed", async () => {
  const { OpusEncoder } = await import("../../../src/audio/opus/opus-encoder.ts");
  const planes = [tone(0.5), tone(0.5, { hz: 900 }), tone(0.5, { hz: 1500 })];
  const streams = planes.map((plane) => [
    ...new OpusEncoder({ channels: 1, bitrate: 96_000 }).encode([plane]),
  ]);
  const delimit = (packet: Uint8Array) => {
    assert.equal(packet[0]! & 3, 0);
    const length = packet.length - 1;
    const coded = length < 252 ? [length] : [252 + (length & 3), (length - 252 - (length & 3)) / 4];
    return Buffer.from([packet[0]!, ...coded, ...packet.subarray(1)]);
  };
  const packets = streams[0]!.map((_, i) =>
    Buffer.concat(streams.map((stream, s) => (s < 2 ? delimit(stream[i]!) : stream[i]!))),
  );
  const mapping = { streams: 3, coupled: 0, table: Uint8Array.of(2, 0, 1) };
  const head: OpusHead = {
    channels: 3,
    preSkip: 312,
    inputSampleRate: 48_000,
    outputGain: 0,
    mappingFamily: 255,
    mapping,
  };
  const asStream = async function* () {
    yield* packets;
  };
  const decoded = await collect(decodeOpus({ head, packets: asStream() }));
  const part = (samples: Float32Array) => samples.subarray(4000, 20_000);
  for (const [channel, plane] of [2, 0, 1].entries()) {
    assert.ok(signalToNoise(part(planes[plane]!), part(decoded[channel]!)) > 20);
  }
  const [mono] = await collect(decodeOpus({ head, packets: asStream(), isMono: true }));
  const mean = planes[0]!.map((sample, i) => (sample + planes[1]![i]! + planes[2]![i]!) / 3);
  assert.ok(signalToNoise(part(mean), part(mono!)) > 20);
});
