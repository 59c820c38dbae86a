import type { Passage } from "../domain.ts";
import { replacePassagesOfMany } from "../index/sqlite/replace-passages.ts";
import { analyserVersion } from "../language/analyse-text.ts";
import { detectScript } from "../language/detect-script.ts";
import { indexTerms } from "../language/index-terms.ts";
import { type Database, transaction } from "../storage/database.ts";
import { getTranscript } from "../storage/transcriptions.ts";
import { cutPassages } from "./cut-passages.ts";
import { passageRulesVersion } from "./passage-rules.ts";

/** Everything that shapes passages and stems: a transcription indexed under another fingerprint is indexed again. */
export const indexFingerprint = `passages ${passageRulesVersion}, analyser ${analyserVersion}`;

/**
 * Cuts one transcription into passages and writes them with their text and stems, replacing what was there, all in one
 * transaction. Vectors of passages that cover the same words as before are kept; the others are missing until
 * `embedPassages`. Returns the passages: none for a transcription without words, or one that is no longer current.
 * Throws `not-found`.
 */
export function indexTranscription(db: Database, transcriptionId: number): Passage[] {
  return indexTranscriptions(db, [transcriptionId])[0]!;
}

/**
 * As `indexTranscription` for several, written in one transaction, all or none; `alsoWrite` runs inside it. They are cut
 * before it begins.
 */
export function indexTranscriptions(
  db: Database,
  transcriptionIds: readonly number[],
  alsoWrite: () => void = () => {},
): Passage[][] {
  const transcriptions = transcriptionIds.map((transcriptionId) => ({
    transcriptionId,
    passages: cutForIndex(db, transcriptionId),
  }));
  return transaction(db, () => {
    alsoWrite();
    return replacePassagesOfMany(db, { fingerprint: indexFingerprint, transcriptions });
  });
}

/** The passages of a transcription as they are to be indexed. Throws `not-found`. */
export function cutForIndex(db: Database, transcriptionId: number) {
  const { segments, language } = getTranscript(db, transcriptionId);
  return cutPassages(segments, language).map((draft) => ({
    ...draft,
    ...indexTerms(draft.text),
    script: detectScript(draft.text),
  }));
}
