import type { Passage } from "../domain.ts";
import { analyserVersion, indexStems } from "../language/analyse-text.ts";
import type { Database } from "../storage/database.ts";
import type { PassageIndex } from "../storage/passage-index.ts";
import { replacePassages } from "../storage/replace-passages.ts";
import { getTranscript } from "../storage/transcriptions.ts";
import { cutPassages } from "./cut-passages.ts";
import { passageRulesVersion } from "./passage-rules.ts";

/** What shapes passages and stems: a transcription indexed under another fingerprint is indexed again. */
export const indexFingerprint = `passages ${passageRulesVersion}, analyser ${analyserVersion}`;

/**
 * Cuts one transcription into passages and writes them with their text and stems, replacing what was there, all in one
 * transaction. Vectors of passages that cover the same words as before are kept; the others are missing until
 * `embedPassages`. Returns the passages: none for a transcription without words, or one that is no longer current.
 * Throws `not-found`.
 */
export function indexTranscription(db: Database, index: PassageIndex, transcriptionId: number): Passage[] {
  const { segments, language } = getTranscript(db, transcriptionId);
  const passages = cutPassages(segments, language).map(({ text, ...place }) => ({
    ...place,
    stems: indexStems(text),
  }));
  return replacePassages(db, index, { transcriptionId, fingerprint: indexFingerprint, passages });
}
