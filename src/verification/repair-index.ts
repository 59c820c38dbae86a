/** Makes again what is derived and damaged; what has to be indexed or embedded is only marked. */

import { isIndexSound, repairIndex } from "../index/sqlite/check-index.ts";
import { recreateTextTables, refillRecordingsText, refillVectorTable } from "../index/sqlite/index-tables.ts";
import {
  markNotIndexed,
  recountVectors,
  removeDamagedVectors,
  removeFingerprints,
  removeOrphanRows,
  removeSentences,
} from "../index/sqlite/repair-rows.ts";
import { indexFingerprint } from "../indexing/index-transcription.ts";
import { makeNote, type Note } from "../messages/notes.ts";
import { type Database, transaction } from "../storage/database.ts";
import { rebuildDatabaseIndexes } from "../storage/repair-rows.ts";
import { readGreatestIds, reserveIds } from "../storage/reserve-ids.ts";
import { removeWaveforms } from "../storage/waveforms.ts";
import type { DatabaseReport } from "./check-database.ts";

/** SQLite's words for an index that does not follow its table: it can be made again from that. */
const indexDamage = /missing from index|wrong # of entries in index|non-unique entry in index/;
/** A value of a row is of another kind than its column: a row can be written again. */
const rowDamage = / value in |CHECK constraint failed/;
/** A row of the index refers to nothing: it goes, and is made again. */
const orphanDamage =
  /^(passages|passage_vectors|sentence_vectors|transcription_indexes|active_embedding|vector_counts|waveforms|checkpoints|checkpoint_segments|vectors_next): row .* refers to nothing$/;
const textDamage =
  /fts5|transcriptions_fts|passages_stems|recordings_fts|recordings_stems|PRIMARY KEY order for vocabulary/i;

/** True when SQLite finds the tables themselves damaged: then nothing is written to this database. */
export function areTablesDamaged({ damage, changedSchema, errors }: DatabaseReport): boolean {
  const repairable = [indexDamage, rowDamage, orphanDamage, textDamage];
  const isTableDamage = (why: string) => !repairable.some((form) => form.test(why));
  const isChanged = changedSchema.length > 0;
  return isChanged || damage.some(isTableDamage) || errors.some(({ part }) => part === "source");
}

/** SQLite's own indexes and counters: before rows are written, since an update looks for the old entry in each index. */
export function repairStructure(db: Database, report: DatabaseReport): Note[] {
  const notes: Note[] = [];
  if (report.damage.some((why) => indexDamage.test(why))) {
    rebuildDatabaseIndexes(db);
    notes.push(makeNote("repaired-database-indexes", {}));
  }
  if (report.reusedNumbers.length > 0) reserveIds(db, readGreatestIds(db));
  for (const table of report.reusedNumbers) notes.push(makeNote("repaired-numbers", { table }));
  return notes;
}

/** @returns what was done; `indexPending` does the rest */
export function repairDerived(db: Database, report: DatabaseReport): Note[] {
  return transaction(db, () => [
    ...removeOrphans(db, report),
    ...repairText(db, report),
    ...repairVectors(db, report),
    ...repairWaveforms(db, report),
  ]);
}

function removeOrphans(db: Database, { damage }: DatabaseReport): Note[] {
  if (!damage.some((why) => orphanDamage.test(why))) return [];
  const count = removeOrphanRows(db);
  return count > 0 ? [makeNote("repaired-orphan-rows", { count })] : [];
}

function repairText(db: Database, report: DatabaseReport): Note[] {
  const { index, passages, words, wrongRecordingStems } = report;
  const fingerprints = words?.damagedFingerprints ?? [];
  if (fingerprints.length > 0) removeFingerprints(db, fingerprints);
  const transcriptions = new Set(passages?.wrongPassages);
  const isWhole =
    report.errors.some(({ part }) => part === "index") ||
    report.damage.some((why) => textDamage.test(why) || orphanDamage.test(why)) ||
    report.areTotalsWrong ||
    // Where a segment of FTS5's is damaged, deleting a row from it leaves terms behind.
    (passages?.wrongStems.length ?? 0) > 0 ||
    passages?.hasStrayTerms === true ||
    (words?.damagedWords.length ?? 0) > 0;
  if (isWhole) {
    recreateTextTables(db);
    return [makeNote("repaired-text-index", { count: report.transcripts?.transcriptions ?? 0 })];
  }
  if (index && !isIndexSound(index)) {
    repairIndex(db, index, indexFingerprint);
    for (const id of [...index.missingPassages, ...index.missingWords]) transcriptions.add(id);
  }
  markNotIndexed(db, [...transcriptions]);
  if (wrongRecordingStems.length > 0) refillRecordingsText(db);
  const isChanged = transcriptions.size + wrongRecordingStems.length + fingerprints.length > 0;
  return isChanged || (index && !isIndexSound(index))
    ? [makeNote("repaired-text-index", { count: transcriptions.size })]
    : [];
}

function repairVectors(db: Database, { vectors, errors, damage }: DatabaseReport): Note[] {
  if (!vectors) {
    if (errors.some(({ part }) => part === "index")) refillVectorTable(db);
    return [];
  }
  // Which of two different copies is right is known by the checksum; without one neither can be trusted.
  const removed = [...new Set([...vectors.damaged, ...vectors.unproved])];
  const notes: Note[] = [];
  if (removed.length > 0) {
    removeDamagedVectors(db, removed);
    notes.push(makeNote("repaired-vectors", { count: removed.length }));
  }
  if (vectors.damagedSentences.length > 0) {
    removeSentences(db, vectors.damagedSentences);
    notes.push(makeNote("repaired-vectors", { count: vectors.damagedSentences.length }));
  }
  const hadOrphans = damage.some((why) => orphanDamage.test(why));
  if (vectors.differing.length + vectors.contradictions > 0 || hadOrphans) {
    refillVectorTable(db);
    notes.push(makeNote("repaired-vector-copies", {}));
  }
  if (vectors.areCountsWrong) recountVectors(db);
  return notes;
}

function repairWaveforms(db: Database, { damagedWaveforms }: DatabaseReport): Note[] {
  if (damagedWaveforms.length === 0) return [];
  removeWaveforms(db, damagedWaveforms);
  return [makeNote("repaired-waveforms", { count: damagedWaveforms.length })];
}
