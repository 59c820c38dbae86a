import { listPassages } from "../index/sqlite/passages.ts";
import { listTranscriptionsWithPassages } from "../index/sqlite/pending-index.ts";
import type { Database } from "../storage/database.ts";
import { getTranscript } from "../storage/transcriptions.ts";
import { cutPassages } from "./cut-passages.ts";

/**
 * Current transcriptions, by id, whose passages are not those that the rules cut today: they have to be indexed again. A
 * generator, as it reads every transcript: a step is one of them.
 */
export function* findWrongPassages(db: Database): Generator<number | undefined, void> {
  for (const id of listTranscriptionsWithPassages(db)) {
    const { segments, language } = getTranscript(db, id);
    const wanted = cutPassages(segments, language).map((passage) => placeOf(passage));
    const stored = listPassages(db, id).map((passage) => placeOf(passage));
    yield wanted.join("\n") === stored.join("\n") ? undefined : id;
  }
}

function placeOf({
  position,
  firstWord,
  wordCount,
  startMs,
  endMs,
  language,
}: {
  position: number;
  firstWord: number;
  wordCount: number;
  startMs: number;
  endMs: number;
  language: string | null;
}): string {
  return [position, firstWord, wordCount, Math.round(startMs), Math.round(endMs), language].join(" ");
}
