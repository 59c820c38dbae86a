import { listPassageFacts, type PassageFacts } from "../index/sqlite/passages.ts";
import { listTranscriptionsWithPassages } from "../index/sqlite/pending-index.ts";
import type { Database } from "../storage/database.ts";
import { getTranscript } from "../storage/transcriptions.ts";
import { cutPassages } from "./cut-passages.ts";

/**
 * Current transcriptions, by id, whose passages are not those that the rules cut today: they have to be indexed again. A
 * generator, as it reads every transcript: a step is one of them. `verify` also compares their stems (`checkPassages`).
 */
export function* findWrongPassages(db: Database): Generator<number | undefined, void> {
  for (const id of listTranscriptionsWithPassages(db)) {
    const { segments, language } = getTranscript(db, id);
    const cuts = cutPassages(segments, language);
    const rows = listPassageFacts(db, id);
    const isRight = rows.length === cuts.length && rows.every((row, at) => isAsCut(row, cuts[at]!));
    yield isRight ? undefined : id;
  }
}

/** What the rules decide of a passage, apart from its text. */
export type PassageCut = Pick<
  PassageFacts,
  "position" | "startMs" | "endMs" | "firstWord" | "wordCount" | "language"
>;

/** Whether a stored passage is this one; times are stored in whole milliseconds. */
export function isAsCut(row: PassageCut, cut: PassageCut): boolean {
  return (
    row.position === cut.position &&
    row.startMs === Math.round(cut.startMs) &&
    row.endMs === Math.round(cut.endMs) &&
    row.firstWord === cut.firstWord &&
    row.wordCount === cut.wordCount &&
    row.language === cut.language
  );
}
