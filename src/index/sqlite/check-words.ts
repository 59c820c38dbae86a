import type { Database } from "../../storage/database.ts";
import { rowChecksum } from "../../storage/row-checksum.ts";
import { wordChecksum } from "./vocabulary.ts";

export type WordsReport = {
  /** Words of the vocabulary whose row or sound keys are not what was stored. */
  damagedWords: string[];
  /** Fingerprints (by number) that are not what was stored, or not of the kind that their rows need. */
  damagedFingerprints: number[];
};

type VocabularyRow = [
  word: string,
  stem: string,
  script: string,
  checksum: number | null,
  keys: string | null,
];

/** Compares the vocabulary and the fingerprints with their checksums; rows of earlier versions have none. */
export function checkWords(db: Database): WordsReport {
  const damagedWords: string[] = [];
  for (const [word, stem, script, checksum, keys] of db.iterate<VocabularyRow>(
    `select v.word, v.stem, v.script, v.checksum, s.keys from vocabulary v
     left join (select word, json_group_array(sound_key) as keys from vocabulary_sounds group by word) s using (word)`,
  )) {
    const soundKeys = JSON.parse(keys ?? "[]") as string[];
    if (checksum !== null && wordChecksum({ word, stem, script, soundKeys }) !== checksum)
      damagedWords.push(word);
  }
  const stray = db.all<{ word: string }>(
    "select distinct word from vocabulary_sounds where word not in (select word from vocabulary)",
  );
  damagedWords.push(...stray.map(({ word }) => word));
  return { damagedWords, damagedFingerprints: listDamagedFingerprints(db) };
}

function listDamagedFingerprints(db: Database): number[] {
  const rows = db.all<{ id: number; fingerprint: string; checksum: number | null }>(
    "select id, fingerprint, checksum from fingerprints",
  );
  const damaged = rows
    .filter(({ fingerprint, checksum }) => checksum !== null && rowChecksum(fingerprint) !== checksum)
    .map(({ id }) => id);
  // A transcript that counts as indexed under the fingerprint of an embedding.
  const misplaced = db.all<{ id: number }>(
    `select distinct x.fingerprint_id as id from transcription_indexes x where x.fingerprint_id in (
       select fingerprint_id from passage_vectors union select fingerprint_id from sentence_vectors
       union select fingerprint_id from active_embedding)`,
  );
  return [...new Set([...damaged, ...misplaced.map(({ id }) => id)])];
}
