import { readFileSync } from "node:fs";
import { join } from "node:path";
import { readSpeech } from "../../src/audio/read-speech.ts";
import { samplesFolder } from "./run-fonoteka.ts";

type Truth = { turns: { words: [startMs: number, endMs: number, text: string][] }[] };

/** When the sample's voice says its words, from the speech synthesiser itself: milliseconds. */
export function trueWords(stem: string): { startMs: number; endMs: number; text: string }[] {
  const truth = JSON.parse(readFileSync(join(samplesFolder, `${stem}.words.json`), "utf8")) as Truth;
  return truth.turns.flatMap(({ words }) =>
    words.map(([startMs, endMs, text]) => ({ startMs, endMs, text })),
  );
}

/** The first seconds of a sample's sound, 16 kHz mono. */
export async function readSample(stem: string, seconds: number): Promise<Float32Array> {
  const samples = new Float32Array(Math.round(seconds * 16_000));
  let filled = 0;
  for await (const chunk of readSpeech(join(samplesFolder, `${stem}.opus`), {})) {
    const part = chunk.subarray(0, samples.length - filled);
    samples.set(part, filled);
    filled += part.length;
    if (filled === samples.length) break;
  }
  return samples.subarray(0, filled);
}
