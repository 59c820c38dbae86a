import { createHash } from "node:crypto";
import type { Segment, Transcription } from "../domain.ts";

type HashedFacts = Pick<Transcription, "language" | "confidence" | "engine" | "model" | "createdAt">;

/**
 * SHA-256 (hex) over what a transcription says: who made it and when, its segments and words with times. Whether it is the
 * current one is left out, since that changes. Times are hashed as they are stored: rounded to whole ms.
 */
export function hashTranscript(facts: HashedFacts, segments: readonly Segment[]): string {
  const hash = createHash("sha256");
  const add = (values: readonly (string | number | null)[]) => hash.update(`${JSON.stringify(values)}\n`);
  const { language, confidence, engine, model, createdAt } = facts;
  add([language, confidence, wellFormed(engine), wellFormed(model), createdAt]);
  for (const segment of segments) {
    const { startMs, endMs, speaker, words } = segment;
    add([Math.round(startMs), Math.round(endMs), wellFormed(speaker), segment.language, words.length]);
    for (const word of words)
      add([
        wellFormed(word.text),
        Math.round(word.startMs),
        Math.round(word.endMs),
        word.confidence,
        word.timing === "interpolated" ? 1 : 0,
      ]);
  }
  return hash.digest("hex");
}

/** SQLite stores half of a surrogate pair as U+FFFD: what is read back must have the same hash. */
function wellFormed<Text extends string | null>(text: Text): string | null {
  return text === null ? null : text.toWellFormed();
}
