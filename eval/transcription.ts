/**
 * How well and how fast speech is recognised. By hand: `node eval/transcription.ts [--until SECONDS] [AUDIO REFERENCE …]`
 * A reference is `.words.json` (as in samples/), `.json` with `segments`, or plain text. Without arguments: samples/.
 * Word error rate: lower case, ё = е, punctuation off; once with numbers as they are written, once with «1» = «один».
 */

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { describeSpeech, readSpeech, readSpeechChannels } from "../src/audio/read-speech.ts";
import type { Word } from "../src/domain.ts";
import { loadTranscriber } from "../src/speech/load-transcriber.ts";
import { align, normalise } from "./compare-words.ts";
import { spellNumbers } from "./spell-numbers.ts";

const root = join(import.meta.dirname, "..");
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    until: { type: "string" },
    show: { type: "boolean" },
    model: { type: "string", default: join(root, "models/whisper-base") },
    threads: { type: "string" },
  },
});
const untilSeconds = Number(values.until ?? Number.POSITIVE_INFINITY);

type ReferenceWord = { text: string; startMs: number | undefined };

function readReference(path: string): ReferenceWord[] {
  const text = readFileSync(path, "utf8");
  const words = (line: string, startMs?: number) =>
    normalise(line).map((word, i) => ({ text: word, startMs: i === 0 ? startMs : undefined }));
  if (path.endsWith(".words.json")) {
    const { turns } = JSON.parse(text) as { turns: { words: [number, number, string][] }[] };
    return turns.flatMap((turn) => turn.words.flatMap(([startMs, , word]) => words(word, startMs)));
  }
  if (path.endsWith(".json")) {
    const { segments } = JSON.parse(text) as { segments: { end: number; text: string }[] };
    return segments.filter(({ end }) => end <= untilSeconds).flatMap((segment) => words(segment.text));
  }
  if (path.endsWith(".csv"))
    return words(
      text
        .split("\n")
        .slice(1)
        .map((line) => line.split(",").slice(2).join(" "))
        .join(" "),
    );
  return words(text.replace(/^---[\s\S]*?---/u, ""));
}

function quantile(sorted: number[], part: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? Number.NaN;
}

async function* until(sound: AsyncIterable<Float32Array>): AsyncGenerator<Float32Array> {
  let left = untilSeconds * 16_000;
  for await (const chunk of sound) {
    yield left < chunk.length ? chunk.subarray(0, left) : chunk;
    left -= chunk.length;
    if (left <= 0) return;
  }
}

function samples(): string[] {
  const folder = join(root, "samples");
  const names = readdirSync(folder).filter((name) => name.endsWith(".opus"));
  return names.flatMap((name) => [join(folder, name), join(folder, name.replace(/\.opus$/u, ".words.json"))]);
}

const transcriber = await loadTranscriber({
  modelFolder: values.model,
  vadModelPath: join(root, "models/silero-vad/silero_vad_16k.onnx"),
  readSpeech: (path, options) => until(readSpeech(path, options)),
  ...(Number.isFinite(untilSeconds)
    ? {}
    : { stereo: { describe: describeSpeech, read: readSpeechChannels } }),
  threads: values.threads ? Number(values.threads) : undefined,
});
const files = positionals.length > 0 ? positionals : samples();
const total = {
  edits: 0,
  words: 0,
  spelled: 0,
  spelledWords: 0,
  seconds: 0,
  work: 0,
  cpu: 0,
  errors: [] as number[],
};
for (let i = 0; i < files.length; i += 2) {
  const [audio, referencePath] = files.slice(i, i + 2) as [string, string];
  const reference = readReference(referencePath);
  const heard: Word[] = [];
  let seconds = 0;
  let language = "";
  const cpu = process.cpuUsage();
  const begin = performance.now();
  const progress = (done: number) => {
    seconds = done;
  };
  for await (const segment of transcriber.transcribe(audio, {
    allowedLanguages: ["ru", "en"],
    onProgress: progress,
  })) {
    heard.push(...segment.words);
    language = segment.language ?? "";
  }
  const work = (performance.now() - begin) / 1000;
  const used = process.cpuUsage(cpu);
  const cpuSeconds = (used.user + used.system) / 1e6;
  const heardWords = heard.flatMap(({ text, startMs }) =>
    normalise(text).map((word, k) => ({ text: word, startMs: k === 0 ? startMs : undefined })),
  );
  const { edits, equal, path } = align(
    reference.map(({ text }) => text),
    heardWords.map(({ text }) => text),
  );
  const spelled = [reference, heardWords].map((words) =>
    spellNumbers(
      words.map(({ text }) => text),
      language,
    ),
  ) as [string[], string[]];
  const spelledEdits = align(...spelled).edits;
  const errors = equal.flatMap(([a, b]) => {
    const [truth, found] = [reference[a]?.startMs, heardWords[b]?.startMs];
    return truth === undefined || found === undefined ? [] : [found - truth];
  });
  report(
    audio.replace(/^.*\//u, ""),
    language,
    edits,
    reference.length,
    spelledEdits / spelled[0].length,
    errors,
    work / seconds,
    cpuSeconds / seconds,
  );
  if (values.show) process.stdout.write(`${path.join(" ")}\n`);
  total.edits += edits;
  total.words += reference.length;
  total.spelled += spelledEdits;
  total.spelledWords += spelled[0].length;
  total.seconds += seconds;
  total.work += work;
  total.cpu += cpuSeconds;
  total.errors.push(...errors);
}
report(
  "all",
  "",
  total.edits,
  total.words,
  total.spelled / total.spelledWords,
  total.errors,
  total.work / total.seconds,
  total.cpu / total.seconds,
);
process.stdout.write(`peak memory ${Math.round(process.resourceUsage().maxRSS / 1000)} MB\n`);
await transcriber.close();

function report(
  name: string,
  language: string,
  edits: number,
  words: number,
  spelledRate: number,
  errors: number[],
  speed: number,
  cpu: number,
): void {
  const sizes = errors.map(Math.abs).sort((a, b) => a - b);
  const signed = [...errors].sort((a, b) => a - b);
  const starts =
    sizes.length > 0
      ? `starts ${quantile(sizes, 0.5)} ms median, ${quantile(sizes, 0.95)} p95 (bias ${quantile(signed, 0.5)})`
      : "";
  process.stdout.write(
    `${name} ${language}: WER ${((100 * edits) / words).toFixed(1)} % (${edits}/${words}), ${(100 * spelledRate).toFixed(1)} % with numbers spelled; ${starts}; ${speed.toFixed(3)} s/s, ${cpu.toFixed(3)} cpu s/s\n`,
  );
}
