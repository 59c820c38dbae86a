import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestContext } from "node:test";
import { type Archive, isArchiveError } from "../../src/fonoteka.ts";
import { samplesFolder } from "../support/run-fonoteka.ts";
import { type OpenSite, openSite } from "./open-page.ts";

export type TalkWord = { word: string; start: number; end: number; probability: number };

type SampleTruth = { turns: { start_ms: number; end_ms: number; text: string }[] };

/** Words of a sample's true text, where their times divide the time of a turn by the lengths of its words. */
function turnsOf(name: string): TalkWord[][] {
  const truth = JSON.parse(readFileSync(join(samplesFolder, `${name}.words.json`), "utf8")) as SampleTruth;
  return truth.turns.map(({ start_ms, end_ms, text }) => layWords(text, start_ms, end_ms));
}

/** A site whose archive has one sample, its id 1, with the words of its true text. */
export async function openTalk(t: TestContext, name: string): Promise<OpenSite & { words: TalkWord[] }> {
  const site = await openSite(t, { name: `talk ${name}`, fill: (archive) => addTalk(archive, name) });
  return { ...site, words: turnsOf(name).flat() };
}

async function addTalk(archive: Archive, name: string): Promise<void> {
  const [outcome] = await Array.fromAsync(archive.import([join(samplesFolder, `${name}.opus`)]));
  if (outcome?.status !== "imported") throw new Error(`${name} was not imported`);
  await withWhisperFile(turnsOf(name), (path) => archive.attachTranscript(outcome.recording.id, path));
}

/**
 * Attaches a made-up transcript of 20 words every 8 seconds. It is stored but not embedded, which would take minutes.
 * @param hours ten have 90 000 words
 */
export async function attachLongTranscript(archive: Archive, id: number, hours: number): Promise<void> {
  const text =
    "Мы говорим о том, как зимой подо льдом ловится рыба, and then the meeting was moved to Friday again.";
  const sentences = Array.from({ length: hours * 450 }, (_, index) =>
    layWords(text, index * 8000, index * 8000 + 7000),
  );
  const enough = new AbortController();
  const attach = (path: string) =>
    archive.attachTranscript(id, path, {
      force: true,
      signal: enough.signal,
      onProgress: () => enough.abort(),
    });
  await withWhisperFile(sentences, attach).catch((error: unknown) => {
    if (!isArchiveError(error, "cancelled") && !enough.signal.aborted) throw error;
  });
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

async function withWhisperFile(
  sentences: TalkWord[][],
  use: (path: string) => Promise<unknown>,
): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "fonoteka-transcript-"));
  const path = join(folder, "whisper.json");
  const segments = sentences.map((words, id) => ({
    id,
    start: words[0]?.start,
    end: words.at(-1)?.end,
    text: words.map(({ word }) => word).join(""),
    words,
  }));
  writeFileSync(path, JSON.stringify({ text: "", language: "ru", segments }));
  try {
    await use(path);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
