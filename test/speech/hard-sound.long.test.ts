/** Sound that used to be lost: quiet, in opposite phase, beside noise, with a speaker a channel. Real models. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { readSpeech } from "../../src/audio/read-speech.ts";
import type { Segment } from "../../src/domain.ts";
import type { Note } from "../../src/messages/notes.ts";
import { loadTranscriber } from "../../src/speech/load-transcriber.ts";
import type { SpeechTranscriber } from "../../src/speech/speech-transcriber.ts";
import type { RecognitionCheckpoint, TranscriberOptions } from "../../src/speech/transcriber.ts";
import type { StereoSound } from "../../src/speech/voice-frames.ts";
import { noise } from "./sound.ts";

const root = join(import.meta.dirname, "../..");
const rate = 16_000;
const call = join(root, "samples/Call_20260318_143007.opus");
type Turn = { speaker: string; words: [number, number, string][] };
const { turns } = JSON.parse(readFileSync(call.replace(/\.opus$/u, ".words.json"), "utf8")) as {
  turns: Turn[];
};

/** Recordings by name, as planes. */
const sounds = new Map<string, Float32Array[]>();
let transcriber: SpeechTranscriber;

before(async () => {
  const chunks: Float32Array[] = [];
  for await (const chunk of readSpeech(call)) chunks.push(chunk);
  const whole = new Float32Array(chunks.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.length;
  }
  const start = whole.slice(0, 16 * rate);
  const db = (gain: number) => 10 ** (gain / 20);
  const scale = (sound: Float32Array, factor: number) => sound.map((sample) => sample * factor);
  sounds.set("as it is", [start]);
  sounds.set("opposite phase", [start, scale(start, -1)]);
  sounds.set("noise on the right", [start, noise(16, 0.3)]);
  sounds.set("very quiet", [scale(start, db(-45))]);
  const second = turns[1]!.words[0]![0] - 200;
  const far = start.map((sample, i) => (i / rate < second / 1000 ? sample : sample * db(-40)));
  sounds.set("one near, one far", [far]);
  sounds.set("quiet noise", [noise(20, 0.0005)]);
  const side = (speaker: string) => {
    const own = new Float32Array(whole.length);
    for (const turn of turns.filter((one) => one.speaker === speaker)) {
      const from = Math.round(((turn.words[0]![0] - 200) / 1000) * rate);
      const to = Math.round(((turn.words.at(-1)![1] + 200) / 1000) * rate);
      own.set(whole.subarray(from, to), from);
    }
    return own;
  };
  const [claire, tom] = [side("Claire"), side("Tom")];
  const echo = (own: Float32Array, other: Float32Array) =>
    own.map((sample, i) => sample + db(-26) * (other[i - 0.15 * rate] ?? 0));
  sounds.set("a call", [echo(claire, tom), echo(tom, claire)]);

  const stereo: StereoSound = {
    describe: async (path) => {
      const planes = sounds.get(path)!;
      return { channels: planes.length, durationSeconds: planes[0]!.length / rate };
    },
    async *read(path, { fromSeconds = 0, toSeconds = 1e6 }) {
      const planes = sounds.get(path)!.map((plane) => plane.slice(fromSeconds * rate, toSeconds * rate));
      for (let i = 0; i < planes[0]!.length; i += rate) yield planes.map((plane) => plane.slice(i, i + rate));
    },
  };
  transcriber = await loadTranscriber({
    modelFolder: join(root, "models/whisper-base"),
    vadModelPath: join(root, "models/silero-vad/silero_vad_16k.onnx"),
    stereo,
    async *readSpeech(path, { fromSeconds = 0 }) {
      for await (const planes of stereo.read(path, { fromSeconds }))
        yield planes[0]!.map((_, i) => planes.reduce((sum, plane) => sum + plane[i]!, 0) / planes.length);
    },
  });
});
after(() => transcriber.close());

async function transcribe(path: string, more: Partial<TranscriberOptions> = {}) {
  const notes: Note[] = [];
  const segments: Segment[] = [];
  const options = { allowedLanguages: ["ru", "en"], onNote: (note: Note) => notes.push(note), ...more };
  for await (const segment of transcriber.transcribe(path, options)) segments.push(segment);
  return { segments, codes: notes.map(({ code }) => code), notes };
}

const wordsOf = (segments: readonly Segment[]) =>
  segments.flatMap(({ words }) =>
    words.map(({ text }) => text.toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, "")),
  );

/** How many of these words are among those. */
function countFound(wanted: readonly string[], found: readonly string[]): number {
  const left = [...found];
  return wanted.filter((word) => {
    const at = left.indexOf(word);
    if (at >= 0) left.splice(at, 1);
    return at >= 0;
  }).length;
}

test("opposite phase, noise in one channel and very quiet speech lose no word, and a note says what was done", async () => {
  const plain = await transcribe("as it is");
  assert.deepEqual(plain.codes, []);
  const wanted = wordsOf(plain.segments);
  assert.ok(wanted.length > 30);
  for (const [path, code] of [
    ["opposite phase", "heard-difference"],
    ["noise on the right", "heard-left-channel"],
    ["very quiet", "quiet-speech-raised"],
    ["one near, one far", "quiet-speech-raised"],
  ] as const) {
    const { segments, codes } = await transcribe(path);
    const found = wordsOf(segments);
    assert.ok(countFound(wanted, found) >= wanted.length - 2, `${path}: ${found.join(" ")}`);
    assert.ok(found.length <= wanted.length + 2, path);
    assert.deepEqual(codes, [code], path);
  }
  const { segments } = await transcribe("opposite phase", { channels: "right" });
  assert.ok(segments.every(({ channel }) => channel === 2));
  assert.deepEqual((await transcribe("opposite phase", { channels: "mix" })).segments, []);
  assert.deepEqual((await transcribe("quiet noise")).segments, []);
});

test("two people on two channels: each word is in its channel, once, in order, and the work goes on where it stopped", async () => {
  const checkpoints: [count: number, RecognitionCheckpoint][] = [];
  const segments: Segment[] = [];
  const progress: number[] = [];
  const codes: string[] = [];
  for await (const segment of transcriber.transcribe("a call", {
    allowedLanguages: ["ru", "en"],
    onNote: (note) => codes.push(note.code),
    onProgress: (seconds) => progress.push(seconds),
    onCheckpoint: (checkpoint) =>
      checkpoints.push([segments.length, JSON.parse(JSON.stringify(checkpoint)) as RecognitionCheckpoint]),
  }))
    segments.push(segment);
  assert.deepEqual(codes, ["heard-channels-apart"]);
  assert.deepEqual(
    segments.map(({ startMs }) => startMs),
    segments.map(({ startMs }) => startMs).toSorted((a, b) => a - b),
  );
  assert.deepEqual(
    progress,
    progress.toSorted((a, b) => a - b),
  );
  assert.ok(Math.abs(progress.at(-1)! - sounds.get("a call")![0]!.length / rate) < 0.1);
  for (const [channel, speaker] of [
    [1, "Claire"],
    [2, "Tom"],
  ] as const) {
    const own = segments.filter((segment) => segment.channel === channel);
    const isOwnTime = ({ startMs, endMs }: { startMs: number; endMs: number }) =>
      turns.some(
        (turn) =>
          turn.speaker === speaker &&
          endMs > turn.words[0]![0] - 300 &&
          startMs < turn.words.at(-1)![1] + 300,
      );
    // An echo would be words of one in the time of the other.
    for (const word of own.flatMap(({ words }) => words)) assert.ok(isOwnTime(word), JSON.stringify(word));
    const said = turns.filter((turn) => turn.speaker === speaker).flatMap(({ words }) => words);
    assert.ok(own.flatMap(({ words }) => words).length > said.length * 0.8, speaker);
  }
  assert.ok(checkpoints.length > 0);
  for (const [count, resume] of checkpoints) {
    const rest = await transcribe("a call", { resume });
    assert.deepEqual(rest.segments, segments.slice(count));
    assert.deepEqual(rest.codes, codes);
  }
});
