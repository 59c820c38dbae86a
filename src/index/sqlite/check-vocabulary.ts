import { indexTerms } from "../../language/index-terms.ts";
import type { Database } from "../../storage/database.ts";
import { removeWords, type StoredWord } from "./vocabulary.ts";

/**
 * Spoken words, as transcripts have them, that the vocabulary lacks or cannot find by their sound; with the words to store.
 * Only of transcriptions indexed under `fingerprint`: the others are indexed again anyway. Each spoken word is analysed once,
 * whatever its number of passages: that of compounds over several words is not looked for.
 */
function findMissingWords(db: Database, fingerprint: string): Map<string, StoredWord[]> {
  const stems = new Map(db.lists<[word: string, stem: string]>("select word, stem from vocabulary"));
  const sounds = new Set(
    db.lists<[string]>("select sound_key || ' ' || word from vocabulary_sounds").map(([pair]) => pair),
  );
  const isStored = ({ word, stem, soundKeys }: StoredWord) => {
    const storedStem = stems.get(word);
    // Of two words that are folded to one, the first has given its stem and sounds.
    if (storedStem !== stem) return storedStem !== undefined;
    return soundKeys.every((key) => sounds.has(`${key} ${word}`));
  };
  const missing = new Map<string, StoredWord[]>();
  for (const [spoken] of db.lists<[string]>(
    `select distinct w.word from transcription_indexes x
     join transcriptions t on t.id = x.transcription_id and t.is_current = 1
     join transcription_words w on w.transcription_id = t.id
     where x.fingerprint_id = (select id from fingerprints where fingerprint = ?)`,
    fingerprint,
  )) {
    const lacking = indexTerms(spoken).words.filter((word) => !isStored(word));
    if (lacking.length > 0) missing.set(spoken, lacking);
  }
  return missing;
}

/** Transcriptions (ids, ascending) indexed under `fingerprint` with a word that the vocabulary lacks. */
export function listTranscriptionsWithMissingWords(db: Database, fingerprint: string): number[] {
  const missing = findMissingWords(db, fingerprint);
  if (missing.size === 0) return [];
  return db
    .all<{ id: number }>(
      `select distinct t.id from transcription_indexes x
       join transcriptions t on t.id = x.transcription_id and t.is_current = 1
       join transcription_words w on w.transcription_id = t.id
       where x.fingerprint_id = (select id from fingerprints where fingerprint = ?)
         and w.word in (select value from json_each(?)) order by t.id`,
      fingerprint,
      JSON.stringify([...missing.keys()]),
    )
    .map((row) => row.id);
}

/** Removes what the vocabulary has of incomplete words, so that indexing stores them whole. Part of the caller's transaction. */
export function removeIncompleteWords(db: Database, fingerprint: string): void {
  const lacking = [...findMissingWords(db, fingerprint).values()].flat();
  removeWords(db, [...new Set(lacking.map(({ word }) => word))]);
}
