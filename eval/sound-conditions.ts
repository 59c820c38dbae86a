/**
 * What recognition makes of sound that is hard to hear: quiet, with noise in one channel, in opposite phase, with a speaker a
 * channel. By hand: `node eval/sound-conditions.ts [--sample NAME] [--only CONDITION] [--show]`. Every input is made of samples/, stored as the archive
 * would store it, and recognised as the archive would. Counted: reference words that were heard, and other words.
 */

import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import type { SampleChunk } from "../src/audio/audio-source.ts";
import { openAudio } from "../src/audio/open-audio.ts";
import { encodeToOpus } from "../src/audio/opus/encode-to-opus.ts";
import { describeSpeech, readSpeech, readSpeechChannels } from "../src/audio/read-speech.ts";
import type { Word } from "../src/domain.ts";
import type { Note } from "../src/messages/notes.ts";
import { loadTranscriber } from "../src/speech/load-transcriber.ts";
import { planChannels } from "../src/speech/scan-channels.ts";
import { VoiceActivity } from "../src/speech/voice-activity.ts";
import { align, normalise } from "./compare-words.ts";

const root = join(import.meta.dirname, "..");
const rate = 48_000;
const { values } = parseArgs({
  options: {
    only: { type: "string" },
    show: { type: "boolean" },
    sample: { type: "string", multiple: true, default: ["Call_20260318_143007", "2026-03-16_10-00-12"] },
  },
});

type Turn = { speaker: string; words: [startMs: number, endMs: number, word: string][] };
/** The beginning of a sample: its sound at 48 kHz, and what is said in it. */
type Sample = { sound: Float32Array; turns: Turn[] };

async function readSample(stem: string, seconds: number): Promise<Sample> {
  await using source = await openAudio(join(root, "samples", `${stem}.opus`));
  const sound = new Float32Array(seconds * rate);
  let at = 0;
  for await (const [plane] of source.samples()) {
    const part = plane!.subarray(0, sound.length - at);
    sound.set(part, at);
    at += part.length;
    if (at === sound.length) break;
  }
  const text = readFileSync(join(root, "samples", `${stem}.words.json`), "utf8");
  const turns = (JSON.parse(text) as { turns: Turn[] }).turns.map(({ speaker, words }) => ({
    speaker,
    words: words.filter(([, endMs]) => endMs < seconds * 1000),
  }));
  return { sound, turns: turns.filter(({ words }) => words.length > 0) };
}

/** White noise of this level, the same every time. */
function noise(length: number, dbfs: number): Float32Array {
  let seed = 1;
  const size = 10 ** (dbfs / 20) * Math.sqrt(3);
  return Float32Array.from({ length }, () => {
    seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
    return size * ((2 * seed) / 2_147_483_648 - 1);
  });
}

function add(a: Float32Array, b: Float32Array, share = 1, delaySamples = 0): Float32Array {
  return a.map((sample, at) => sample + share * (b[at - delaySamples] ?? 0));
}

const db = (gain: number) => 10 ** (gain / 20);
const scale = (sound: Float32Array, gain: number) => sound.map((sample) => sample * db(gain));

/** Level of the speech, dBFS: the mean power of the words. */
function speechLevel({ sound, turns }: Sample): number {
  let sum = 0;
  let count = 0;
  for (const [startMs, endMs] of turns.flatMap(({ words }) => words)) {
    for (const sample of sound.subarray((startMs / 1000) * rate, (endMs / 1000) * rate)) sum += sample ** 2;
    count += ((endMs - startMs) / 1000) * rate;
  }
  return 10 * Math.log10(sum / count);
}

/** The sound of some turns, silence elsewhere; the cuts lie in the middle of the pauses. */
function onlyTurns(
  { sound, turns }: Sample,
  isWanted: (index: number) => boolean,
  gainElse = 0,
): Float32Array {
  const out = new Float32Array(sound.length);
  for (const [index, { words }] of turns.entries()) {
    const before = turns[index - 1]?.words.at(-1)?.[1] ?? 0;
    const after = turns[index + 1]?.words[0]?.[0] ?? (sound.length / rate) * 1000;
    const from = Math.round(((before + words[0]![0]) / 2000) * rate);
    const to = Math.round(((after + words.at(-1)![1]) / 2000) * rate);
    const share = isWanted(index) ? 1 : gainElse;
    for (let at = from; at < to; at++) out[at] = share * sound[at]!;
  }
  return out;
}

type Condition = { name: string; planes: Float32Array[]; reference: string[]; channels?: string };

function earlier({ speaker, words }: Turn, byMs: number): Turn {
  return {
    speaker,
    words: words.map(([startMs, endMs, word]) => [startMs - byMs, endMs - byMs, word]),
  };
}

function wordsOf(turns: readonly Turn[]): string[] {
  return turns.flatMap(({ words }) => words.flatMap(([, , word]) => normalise(word)));
}

function* conditions(sample: Sample): Generator<Condition> {
  const { sound, turns } = sample;
  const reference = wordsOf(turns);
  const level = speechLevel(sample);
  const { length } = sound;
  for (const dbfs of [-24, -30, -36, -42, -48, -52, -56, -60, -66])
    yield { name: `speech at ${dbfs} dBFS`, planes: [scale(sound, dbfs - level)], reference };
  for (const dbfs of [-48, -60]) {
    const far = add(scale(sound, dbfs - level), noise(length, dbfs - 20));
    yield { name: `speech at ${dbfs} dBFS, noise 20 dB below`, planes: [far], reference };
  }
  const near = onlyTurns(sample, (index) => index % 2 === 0, db(-30));
  yield { name: "every second turn 30 dB lower", planes: [near], reference };
  yield { name: "the same with noise at -65 dBFS", planes: [add(near, noise(length, -65))], reference };
  yield { name: "two equal channels", planes: [sound, sound], reference };
  yield { name: "opposite phase", planes: [sound, scale(sound, 0).map((x) => -x)], reference };
  for (const dbfs of [level, level + 6])
    yield {
      name: `noise at ${dbfs.toFixed(0)} dBFS on the right`,
      planes: [sound, noise(length, dbfs)],
      reference,
    };
  yield { name: "speech right only, left silent", planes: [new Float32Array(length), sound], reference };
  const room = add(sound, sound, 0.3, 700);
  yield { name: "a room in stereo", planes: [add(sound, sound, 0.3, 400), scale(room, -4)], reference };
  const [left, right] = [0, 1].map((side) => onlyTurns(sample, (index) => index % 2 === side)) as [
    Float32Array,
    Float32Array,
  ];
  yield { name: "a speaker a channel", planes: [left, right], reference };
  const echoed = [add(left, right, db(-26), 4000), add(right, left, db(-26), 4000)];
  yield { name: "the same with echo at -26 dB", planes: echoed, reference };
  const shift = 1.2 * rate;
  const early = Float32Array.from({ length }, (_, at) => right[at + shift] ?? 0);
  const moved = turns.map((turn, index) => (index % 2 === 0 ? turn : earlier(turn, 1200)));
  const inOrder = moved.flatMap(({ words }) => words).toSorted((a, b) => a[0] - b[0]);
  yield {
    name: "a speaker a channel, 1.2 s over each other",
    planes: [left, early],
    reference: wordsOf([{ speaker: "", words: inOrder }]),
  };
}

function source(planes: Float32Array[]) {
  return {
    format: "wav",
    sampleRate: rate,
    channels: planes.length,
    durationSeconds: planes[0]!.length / rate,
    tags: {},
    warnings: [],
    async *samples(): AsyncGenerator<SampleChunk> {
      for (let at = 0; at < planes[0]!.length; at += rate)
        yield planes.map((plane) => plane.slice(at, at + rate));
    },
    async close() {},
    async [Symbol.asyncDispose]() {},
  };
}

const folder = mkdtempSync(join(tmpdir(), "fonoteka-conditions-"));
const vadModelPath = join(root, "models/silero-vad/silero_vad_16k.onnx");
const stereo = { describe: describeSpeech, read: readSpeechChannels };
const voiceActivity = await VoiceActivity.load(vadModelPath);
const transcriber = await loadTranscriber({
  modelFolder: join(root, "models/whisper-base"),
  vadModelPath,
  readSpeech,
  stereo,
});
try {
  for (const stem of values.sample) {
    let number = 0;
    for (const { name, planes, reference } of conditions(await readSample(stem, 30))) {
      if (values.only && !name.includes(values.only)) continue;
      const path = join(folder, `${stem}-${++number}.opus`);
      await encodeToOpus(source(planes), path, {});
      const heard: Word[] = [];
      const scanBegan = process.cpuUsage();
      await planChannels(path, { stereo, voiceActivity, choice: "auto" });
      const scan = process.cpuUsage(scanBegan);
      const cpu = process.cpuUsage();
      const notes: string[] = [];
      const onNote = (note: Note) => notes.push(note.code);
      for await (const segment of transcriber.transcribe(path, { allowedLanguages: ["ru", "en"], onNote })) {
        heard.push(...segment.words);
        if (values.show) {
          const text = segment.words.map((word) => word.text).join(" ");
          process.stdout.write(`    ${segment.channel ?? "-"} ${segment.startMs} ${text}\n`);
        }
      }
      const { user, system } = process.cpuUsage(cpu);
      heard.sort((a, b) => a.startMs - b.startMs);
      const words = heard.flatMap(({ text }) => normalise(text));
      const { edits, equal } = align(reference, words);
      const facts = [
        `${equal.length} of ${reference.length} words`,
        `${words.length - equal.length} others`,
        `WER ${((100 * edits) / reference.length).toFixed(0)} %`,
        `${((user + system) / 1e6).toFixed(2)} CPU s, ${((scan.user + scan.system) / 1e6).toFixed(2)} of it to choose the channels`,
        ...notes,
      ];
      process.stdout.write(`${stem.slice(0, 12)}  ${name.padEnd(46)} ${facts.join(", ")}\n`);
    }
  }
} finally {
  await transcriber.close();
  await voiceActivity.close();
  rmSync(folder, { recursive: true });
}
