import assert from "node:assert/strict";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { readSpeech } from "../../src/audio/read-speech.ts";
import { isArchiveError } from "../../src/errors.ts";
import type { SpeechSpan } from "../../src/speech/find-spans.ts";
import { SpeechSpans } from "../../src/speech/speech-spans.ts";
import { VoiceActivity } from "../../src/speech/voice-activity.ts";
import { inChunks, music, noise, someSound } from "./sound.ts";

const root = join(import.meta.dirname, "../..");
let voiceActivity: VoiceActivity;
let speech: Float32Array;

before(async () => {
  voiceActivity = await VoiceActivity.load(join(root, "models/silero-vad/silero_vad_16k.onnx"));
  const chunks: number[] = [];
  const path = join(root, "samples/Call_20260318_143007.opus");
  for await (const chunk of readSpeech(path, { toSeconds: 13 })) chunks.push(...chunk);
  speech = Float32Array.from(chunks);
});
after(() => voiceActivity.close());

async function spansOf(sound: Float32Array, chunkSize?: number): Promise<SpeechSpan[]> {
  const spans: SpeechSpan[] = [];
  for await (const span of new SpeechSpans(voiceActivity).read(inChunks(sound, chunkSize))) spans.push(span);
  return spans;
}

test("silence, noise, a tone and music are no speech", async () => {
  for (const sound of [new Float32Array(160_000), noise(8), noise(5, 0.01), someSound(8), music(10)]) {
    assert.deepEqual(await spansOf(sound), []);
  }
});

test("speech comes in spans at the pauses, in order, with the sound of the recording", async () => {
  const spans = await spansOf(speech);
  assert.ok(spans.length >= 3, `${spans.length} spans`);
  // Claire speaks from 1.08 s to 5.02 s and from 5.34 s to 6.72 s (words.json).
  assert.ok(Math.abs(spans[0]!.voiceStart / 16_000 - 1.08) < 0.2);
  let end = 0;
  for (const span of spans) {
    assert.ok(span.start >= end && span.voiceStart >= span.start);
    end = span.start + span.samples.length;
    assert.ok(span.voiceEnd > span.voiceStart && span.voiceEnd <= end);
    const from = speech.subarray(span.start, end);
    assert.deepEqual(span.samples.subarray(0, from.length), from);
  }
});

test("the size of the chunks does not matter", async () => {
  const expected = (await spansOf(speech)).map(({ start, samples }) => [start, samples.length]);
  for (const size of [333, 512, 50_000]) {
    const spans = await spansOf(speech, size);
    assert.deepEqual(
      spans.map(({ start, samples }) => [start, samples.length]),
      expected,
    );
  }
});

test("speech without pauses is cut before 30 s", async () => {
  const word = speech.subarray(1.4 * 16_000, 1.9 * 16_000);
  const endless = new Float32Array(70 * 16_000);
  for (let at = 0; at + word.length <= endless.length; at += word.length) endless.set(word, at);
  const spans = await spansOf(endless);
  assert.ok(spans.length >= 3);
  for (const { samples } of spans) assert.ok(samples.length <= 30 * 16_000);
  for (const [i, span] of spans.slice(1).entries())
    assert.ok(span.start >= spans[i]!.start + spans[i]!.samples.length);
});

test("NaN counts as silence", async () => {
  const broken = speech.slice();
  broken.fill(Number.NaN, 0, 8000);
  broken[20_000] = Number.POSITIVE_INFINITY;
  const spans = await spansOf(broken);
  assert.ok(spans.length >= 3);
  for (const { samples } of spans) assert.ok(samples.every(Number.isFinite));
});

test("an aborted signal stops the search", async () => {
  const controller = new AbortController();
  controller.abort();
  const spans = new SpeechSpans(voiceActivity).read(inChunks(speech), { signal: controller.signal });
  await assert.rejects(spans.next(), (error) => isArchiveError(error, "cancelled"));
});
