import { checkStems, type ExpectedStems } from "../index/sqlite/check-stems.ts";
import { listPassageFacts, type PassageFacts } from "../index/sqlite/passages.ts";
import { listIndexedTranscriptions, listPassagesOfOtherIndexes } from "../index/sqlite/pending-index.ts";
import { isAsCut, type PassageCut } from "../indexing/find-wrong-passages.ts";
import { cutForIndex, indexFingerprint } from "../indexing/index-transcription.ts";
import type { Database } from "../storage/database.ts";

export type PassagesReport = {
  /** Transcriptions whose passages are not what indexing makes of their words now. */
  wrongPassages: number[];
  /** Transcriptions some of whose stems are wrong in the word index. */
  wrongStems: number[];
  /** The word index has terms that belong to no passage. */
  hasStrayTerms: boolean;
};

/**
 * Cuts and analyses every transcript again, as indexing did, and compares the passages and the word index with that. What is
 * indexed by rules of another version is left out: it will be indexed again anyway.
 */
export function checkPassages(db: Database): PassagesReport {
  const wrongPassages: number[] = [];
  const transcriptionOf = new Map<number, number>();
  function* expected(): Generator<ExpectedStems> {
    for (const { id, recordingId } of listIndexedTranscriptions(db, indexFingerprint)) {
      const rows = listPassageFacts(db, id);
      const drafts = cutForIndex(db, id);
      if (rows.length !== drafts.length) wrongPassages.push(id);
      else if (rows.some((row, at) => !isAsIndexed(row, { ...drafts[at]!, recordingId })))
        wrongPassages.push(id);
      for (const [at, { id: rowid }] of rows.entries()) {
        transcriptionOf.set(rowid, id);
        yield { rowid, columns: [drafts[at]?.stems ?? ""] };
      }
    }
  }
  const unknown = new Set(listPassagesOfOtherIndexes(db, indexFingerprint));
  const { differing, hasStrayTerms } = checkStems(db, "passages_stems", expected(), unknown);
  const wrongStems = [...new Set(differing.map((id) => transcriptionOf.get(id)!))];
  return { wrongPassages, wrongStems, hasStrayTerms };
}

type Cut = PassageCut & Pick<PassageFacts, "recordingId" | "script">;

function isAsIndexed(row: PassageFacts, cut: Cut): boolean {
  return isAsCut(row, cut) && row.recordingId === cut.recordingId && row.script === cut.script;
}
