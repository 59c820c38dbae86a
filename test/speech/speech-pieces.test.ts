import assert from "node:assert/strict";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { readSpeech } from "../../src/audio/read-speech.ts";
import { isArchiveError } from "../../src/errors.ts";
import { type SpeechPiece, speechPieces } from "../../src/speech/speech-pieces.ts";
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

async function piecesOf(sound: Float32Array, chunkSize?: number): Promise<SpeechPiece[]> {
  const pieces: SpeechPiece[] = [];
  for await (const piece of speechPieces(inChunks(sound, chunkSize), voiceActivity)) pieces.push(piece);
  return pieces;
}

test("silence, noise, a tone and music are no speech", async () => {
  for (const sound of [new Float32Array(160_000), noise(8), noise(5, 0.01), someSound(8), music(10)]) {
    assert.deepEqual(await piecesOf(sound), []);
  }
});

test("speech comes in pieces at the pauses, in order, with the sound of the recording", async () => {
  const pieces = await piecesOf(speech);
  assert.ok(pieces.length >= 3, `${pieces.length} pieces`);
  // Claire speaks from 1.08 s to 5.02 s and from 5.34 s to 6.72 s (words.json).
  assert.ok(Math.abs(pieces[0]!.voiceStart / 16_000 - 1.08) < 0.2);
  let end = 0;
  for (const piece of pieces) {
    assert.ok(piece.start >= end && piece.voiceStart >= piece.start);
    end = piece.start + piece.samples.length;
    assert.ok(piece.voiceEnd > piece.voiceStart && piece.voiceEnd <= end);
    const from = speech.subarray(piece.start, end);
    assert.deepEqual(piece.samples.subarray(0, from.length), from);
  }
});

test("the size of the chunks does not matter", async () => {
  const expected = (await piecesOf(speech)).map(({ start, samples }) => [start, samples.length]);
  for (const size of [333, 512, 50_000]) {
    const pieces = await piecesOf(speech, size);
    assert.deepEqual(
      pieces.map(({ start, samples }) => [start, samples.length]),
      expected,
    );
  }
});

test("somebody who never pauses is cut before 30 s", async () => {
  const word = speech.subarray(1.4 * 16_000, 1.9 * 16_000);
  const endless = new Float32Array(70 * 16_000);
  for (let at = 0; at + word.length <= endless.length; at += word.length) endless.set(word, at);
  const pieces = await piecesOf(endless);
  assert.ok(pieces.length >= 3);
  for (const { samples } of pieces) assert.ok(samples.length <= 30 * 16_000);
  for (const [i, piece] of pieces.slice(1).entries())
    assert.ok(piece.start >= pieces[i]!.start + pieces[i]!.samples.length);
});

test("what is no number is taken as silence", async () => {
  const broken = speech.slice();
  broken.fill(Number.NaN, 0, 8000);
  broken[20_000] = Number.POSITIVE_INFINITY;
  const pieces = await piecesOf(broken);
  assert.ok(pieces.length >= 3);
  for (const { samples } of pieces) assert.ok(samples.every(Number.isFinite));
});

test("an aborted signal stops it", async () => {
  const controller = new AbortController();
  controller.abort();
  const pieces = speechPieces(inChunks(speech), voiceActivity, { signal: controller.signal });
  await assert.rejects(pieces.next(), (error) => isArchiveError(error, "cancelled"));
});
