import { createHash } from "node:crypto";
import type { Segment, Transcription, Word } from "../domain.ts";

type HashedFacts = Pick<
  Transcription,
  "language" | "confidence" | "engine" | "model" | "createdAt" | "notes"
>;
type HashedSegment = Omit<Segment, "words"> & { wordCount: number };

/**
 * SHA-256 (hex) over what a transcription says: who made it and when, its notes, its segments and words with times. Whether it is
 * the current one is left out, since that changes. Times are hashed as they are stored: rounded to whole ms. Without notes and
 * channels it is the hash of versions that did not have them.
 */
export function hashTranscript(facts: HashedFacts, segments: readonly Segment[]): string {
  const hash = startTranscriptHash(facts);
  for (const segment of segments) {
    hash.addSegment({ ...segment, wordCount: segment.words.length });
    for (const word of segment.words) hash.addWord(word);
  }
  return hash.digest();
}

/** The same hash in steps, for a transcript that is read in slices: each segment is followed by its words. */
export function startTranscriptHash({ language, confidence, engine, model, createdAt, notes }: HashedFacts) {
  const hash = createHash("sha256");
  const add = (values: readonly unknown[]) => hash.update(`${JSON.stringify(values)}\n`);
  add([
    language,
    confidence,
    wellFormed(engine),
    wellFormed(model),
    createdAt,
    ...(notes.length > 0 ? [notes] : []),
  ]);
  return {
    addSegment({ startMs, endMs, speaker, language, channel, wordCount }: HashedSegment): void {
      const place = [Math.round(startMs), Math.round(endMs), wellFormed(speaker), language, wordCount];
      add(channel === null ? place : [...place, channel]);
    },
    addWord({ text, startMs, endMs, confidence, timing }: Word): void {
      add([
        wellFormed(text),
        Math.round(startMs),
        Math.round(endMs),
        confidence,
        timing === "interpolated" ? 1 : 0,
      ]);
    },
    digest: () => hash.digest("hex"),
  };
}

/** SQLite stores half of a surrogate pair as U+FFFD: what is read back must have the same hash. */
function wellFormed<Text extends string | null>(text: Text): string | null {
  return text === null ? null : text.toWellFormed();
}
