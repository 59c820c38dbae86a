import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { TestContext } from "node:test";
import { type Archive, isArchiveError } from "../../src/fonoteka.ts";
import { samplesFolder } from "../support/run-fonoteka.ts";
import { tempFolder } from "../support/temp-folder.ts";

export type TalkWord = { word: string; start: number; end: number; probability: number };

type SampleTruth = { turns: { start_ms: number; end_ms: number; text: string }[] };

/** Imports a sample with its true text. Word times divide the time of a turn by the lengths of its words. */
export async function addTalk(
  t: TestContext,
  archive: Archive,
  name: string,
): Promise<{ id: number; words: TalkWord[] }> {
  const [outcome] = await Array.fromAsync(archive.import([join(samplesFolder, `${name}.opus`)]));
  if (outcome?.status !== "imported") throw new Error(`${name} was not imported`);
  const truth = JSON.parse(readFileSync(join(samplesFolder, `${name}.words.json`), "utf8")) as SampleTruth;
  const turns = truth.turns.map(({ start_ms, end_ms, text }) => layWords(text, start_ms, end_ms));
  await archive.attachTranscript(outcome.recording.id, writeWhisperFile(t, turns));
  return { id: outcome.recording.id, words: turns.flat() };
}

/** Attaches a made-up transcript of 90 000 words in ten hours. It is stored but not embedded, which would take minutes. */
export async function attachLongTranscript(t: TestContext, archive: Archive, id: number): Promise<void> {
  const text =
    "Мы говорим о том, как зимой подо льдом ловится рыба, and then the meeting was moved to Friday again.";
  const sentences = Array.from({ length: 4500 }, (_, index) =>
    layWords(text, index * 8000, index * 8000 + 7000),
  );
  const enough = new AbortController();
  try {
    await archive.attachTranscript(id, writeWhisperFile(t, sentences), {
      force: true,
      signal: enough.signal,
      onProgress: () => enough.abort(),
    });
  } catch (error) {
    if (!isArchiveError(error, "cancelled") && !enough.signal.aborted) throw error;
  }
}

function layWords(text: string, startMs: number, endMs: number): TalkWord[] {
  const parts = text.split(/\s+/u);
  const perCharacter = (endMs - startMs) / parts.reduce((sum, part) => sum + part.length + 1, 0);
  let atMs = startMs;
  return parts.map((part) => {
    const start = Math.round(atMs);
    atMs += (part.length + 1) * perCharacter;
    return { word: ` ${part}`, start: start / 1000, end: Math.round(atMs) / 1000, probability: 0.9 };
  });
}

function writeWhisperFile(t: TestContext, sentences: TalkWord[][]): string {
  const folder = tempFolder(t);
  mkdirSync(folder, { recursive: true });
  const path = join(folder, "whisper.json");
  const segments = sentences.map((words, id) => ({
    id,
    start: words[0]?.start,
    end: words.at(-1)?.end,
    text: words.map(({ word }) => word).join(""),
    words,
  }));
  writeFileSync(path, JSON.stringify({ text: "", language: "ru", segments }));
  return path;
}
