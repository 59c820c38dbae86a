import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import fc from "fast-check";
import type { OpusHead } from "../../../src/audio/audio-source.ts";
import { decodeOpus } from "../../../src/audio/opus/decode-opus.ts";
import { openOggOpus } from "../../../src/audio/opus/ogg-opus-file.ts";
import { OpusDecoder } from "../../../src/audio/opus/opus-decoder.ts";
import { parseOpusPacket } from "../../../src/audio/opus/opus-packet.ts";
import { silencePacket } from "../../../src/audio/opus/silence-packet.ts";
import { silenceStretch } from "../../../src/audio/opus/silence-stretch.ts";
import { tempFolder } from "../../support/temp-folder.ts";

const sample = join(import.meta.dirname, "../../../samples/2026-04-17_12-05-44.opus");

test("a packet of silence has the duration asked for and decodes to silence, in mono, stereo and surround", () => {
  const heads = fc.constantFrom<OpusHead>(
    head(1),
    head(2),
    { ...head(3), mappingFamily: 1, mapping: { streams: 2, coupled: 1, table: Uint8Array.of(0, 2, 1) } },
    {
      ...head(6),
      mappingFamily: 1,
      mapping: { streams: 4, coupled: 2, table: Uint8Array.of(0, 4, 1, 2, 3, 5) },
    },
  );
  fc.assert(
    fc.property(heads, fc.integer({ min: 1, max: 48 }), (of, quarters) => {
      const durationSamples = quarters * 120;
      const packet = silencePacket(of, durationSamples);
      if (!of.mapping) assert.equal(parseOpusPacket(packet)?.durationSamples, durationSamples);
      const decoded = new OpusDecoder(of).decode(packet);
      assert.equal(decoded.length, of.channels);
      for (const samples of decoded) {
        assert.equal(samples.length, durationSamples);
        assert.equal(Math.max(...samples.map(Math.abs)), 0);
      }
    }),
  );
  assert.throws(() => silencePacket(head(1), 100), TypeError);
  assert.throws(() => silencePacket(head(1), 5880), TypeError);
});

test("a stretch becomes silent, and every packet outside of it stays byte for byte at its place", async (t) => {
  const targetPath = join(tempFolder(t), "silenced.opus");
  const startSample = 2.5 * 48_000 + 7;
  const endSample = 5 * 48_000 - 11;
  const written = await silenceStretch(sample, { startSample, endSample, targetPath });
  assert.ok(written.startSample <= startSample && written.startSample > startSample - 1100);
  assert.ok(written.endSample >= endSample && written.endSample < endSample + 2100);

  const before = await packetsOf(sample);
  const after = await packetsOf(targetPath);
  assert.equal(after.lengthSamples, before.lengthSamples);
  assert.deepEqual(after.head, before.head);
  assert.deepEqual(after.tags, before.tags);
  assert.equal(after.packets.length, before.packets.length);
  let replaced = 0;
  for (const [index, packet] of after.packets.entries()) {
    const old = before.packets[index]!;
    assert.equal(packet.startSample, old.startSample);
    const isInside =
      packet.startSample >= written.startSample &&
      packet.startSample + packet.durationSamples <= written.endSample;
    if (isInside) replaced++;
    else assert.deepEqual(packet.data, old.data);
  }
  assert.ok(replaced >= 125);

  // The decoder's memory of what was before fades within a packet.
  assert.ok((await loudest(targetPath, written.startSample + 960, written.endSample - 480)) < 1e-4);
  assert.ok((await loudest(sample, written.startSample + 960, written.endSample - 480)) > 0.05);
  assert.ok((await loudest(targetPath, written.endSample + 48_000, after.lengthSamples)) > 0.05);
});

test("silence at the very start and the very end leaves the length", async (t) => {
  const folder = tempFolder(t);
  const { lengthSamples } = await packetsOf(sample);
  const first = join(folder, "first.opus");
  await silenceStretch(sample, { startSample: 0, endSample: 1, targetPath: first });
  const all = join(folder, "all.opus");
  await silenceStretch(first, { startSample: 0, endSample: lengthSamples, targetPath: all });
  assert.equal((await packetsOf(all)).lengthSamples, lengthSamples);
  assert.equal(await loudest(all, 0, lengthSamples), 0);
});

function head(channels: number): OpusHead {
  return { channels, preSkip: 312, inputSampleRate: 48_000, outputGain: 0, mappingFamily: 0 };
}

async function packetsOf(path: string) {
  await using file = await openOggOpus(path);
  const packets = await Array.fromAsync(file.packets());
  return { head: file.head, tags: file.tags, lengthSamples: file.lengthSamples, packets };
}

/** The largest sample between two places of the file's clock. */
async function loudest(path: string, fromSample: number, endSample: number): Promise<number> {
  const { head, packets } = await packetsOf(path);
  const chunks = decodeOpus({ head, packets: dataOf(packets), fromSample, endSample });
  let peak = 0;
  for await (const [samples] of chunks) for (const value of samples!) peak = Math.max(peak, Math.abs(value));
  return peak;
}

async function* dataOf(packets: readonly { data: Uint8Array }[]) {
  for (const { data } of packets) yield data;
}
