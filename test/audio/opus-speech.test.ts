import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { writeOpus } from "../../src/audio/opus/write-opus.ts";
import { describeSpeech, readSpeech, readSpeechChannels } from "../../src/audio/read-speech.ts";
import { isArchiveError } from "../../src/errors.ts";
import { tempFolder } from "../support/temp-folder.ts";
import { collectMono, signalToNoise, sourceOf, speechPath, toArray, tone } from "./opus/opus-fixtures.ts";

test("gives 16 000 samples for each second, each at its time, of all channels", async (t) => {
  const path = join(tempFolder(t), "tones.opus");
  await writeOpus(sourceOf([tone(3.00001), tone(3.00001, { hz: 700 })]), path, { bitrate: 128_000 });
  const mono = await collectMono(readSpeech(path));
  assert.equal(mono.length, 48_000);
  const left = tone(3, { sampleRate: 16_000 });
  const right = tone(3, { sampleRate: 16_000, hz: 700 });
  const mean = left.map((sample, i) => (sample + right[i]!) / 2);
  const ratio = signalToNoise(mean.subarray(2000, 46_000), mono.subarray(2000, 46_000));
  assert.ok(ratio > 20, `${ratio} dB`);
});

test("the channels come apart, each at its time, and a single one as itself", async (t) => {
  const path = join(tempFolder(t), "tones.opus");
  await writeOpus(sourceOf([tone(3), tone(3, { hz: 700 })]), path, { bitrate: 128_000 });
  assert.deepEqual(await describeSpeech(path), { channels: 2, durationSeconds: 3 });
  const chunks = await toArray(readSpeechChannels(path, { fromSeconds: 1 }));
  assert.ok(chunks.every((chunk) => chunk.length === 2));
  for (const [channel, hz] of [undefined, 700].entries()) {
    const plane = Float32Array.from(chunks.flatMap((chunk) => [...chunk[channel]!]));
    assert.equal(plane.length, 32_000);
    const made = tone(3, { sampleRate: 16_000, ...(hz !== undefined && { hz }) }).subarray(16_000);
    const ratio = signalToNoise(made.subarray(0, 30_000), plane.subarray(0, 30_000));
    assert.ok(ratio > 20, `channel ${channel}: ${ratio} dB`);
  }
  const [first] = await toArray(readSpeechChannels(speechPath, { toSeconds: 0.5 }));
  const [mono] = await toArray(readSpeech(speechPath, { toSeconds: 0.5 }));
  assert.deepEqual(first, [mono]);
});

test("beginning later gives what the whole has from there on", async () => {
  const whole = await collectMono(readSpeech(speechPath));
  assert.equal(whole.length, 3_012_198 / 3);
  for (const fromSeconds of [0.1, 7.3, 33.337, 60]) {
    const from = Math.round(fromSeconds * 16_000);
    const part = await collectMono(readSpeech(speechPath, { fromSeconds }));
    assert.equal(part.length, whole.length - from);
    const ratio = signalToNoise(whole.subarray(from, from + 8000), part.subarray(0, 8000));
    assert.ok(ratio > 25, `${ratio} dB from ${fromSeconds} s`);
  }
  const between = await collectMono(readSpeech(speechPath, { fromSeconds: 12, toSeconds: 12.5 }));
  assert.equal(between.length, 8000);
});

test("nothing follows the end, and chunks come as it reads", async () => {
  assert.deepEqual(await toArray(readSpeech(speechPath, { fromSeconds: 63 })), []);
  for await (const chunk of readSpeech(speechPath)) {
    assert.equal(chunk.length, 16_000);
    break;
  }
});

test("stops when told to", async () => {
  const stop = new AbortController();
  const reading = readSpeech(speechPath, { signal: stop.signal });
  await reading.next();
  stop.abort();
  await assert.rejects(toArray(reading), (error) => isArchiveError(error, "cancelled"));
});
