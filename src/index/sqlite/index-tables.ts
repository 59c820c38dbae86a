import { log } from "../../log.ts";
import { type Database, transaction } from "../../storage/database.ts";
import { fingerprintId } from "./fingerprints.ts";
import { areRecordingStemsCurrent, fillRecordingTexts } from "./recording-texts.ts";
import { startTotals } from "./text-totals.ts";
import { clearVocabulary } from "./vocabulary.ts";

/** The embedding whose vectors are searched: everything that shapes a vector, and its length. */
type ActiveEmbedding = { fingerprint: string; dimensions: number };

/** Those of the bundled model: a new archive gets the table before a model is chosen. */
const defaultDimensions = 384;

/**
 * vec0 stores vectors in blobs of this many. The time inside one grows with chunk size × k: of 100 000 × 384, k = 1000 takes
 * 354 ms with vec0's default of 1024 and 78 ms with 64, and k = 10 only 4 ms more. Small archives also take less disk.
 */
const vectorsPerChunk = 64;

/**
 * FTS5 merges this many segments of a full-text table into one; each transaction adds a segment. Its default of 4 takes a
 * sixth more time to write (stems: 59 µs of CPU a passage against 50); a search reads fewer than twice as many segments.
 */
const maxSegments = 8;

/** Words as spoken, for other programs; our own search uses the stems. й keeps its breve, é loses its accent. */
const spokenWords = "unicode61 remove_diacritics 2";

/** Stems are made by `language/`: every character except a space belongs to a stem, so `c++` is not `c`. */
const readyStems = "unicode61 remove_diacritics 0 categories 'L* M* N* P* S* Co'";

/** Full text of passages, as spoken and as stems. */
export const textTables: Record<string, string> = {
  transcriptions_fts: `fts5(text, recording_id unindexed, tokenize="${spokenWords}")`,
  passages_stems: `fts5(stems, content='', contentless_delete=1, tokenize="${readyStems}")`,
};
const recordingTables: Record<string, string> = {
  recordings_fts: `fts5(title, notes, tags, tokenize="${spokenWords}")`,
  recordings_stems: `fts5(title, tags, notes, content='', contentless_delete=1, tokenize="${readyStems}")`,
};

/** Creates missing FTS5 and vec0 tables, and fills the tables of titles again if another analyser filled them. */
export function ensureIndexTables(db: Database): void {
  if (missingIndexTables(db).length === 0 && areRecordingStemsCurrent(db)) return;
  // A new archive has none yet: nothing is repaired.
  const isNew = db.get("select 1 from recordings limit 1") === undefined;
  if (!isNew) log("info", "index-tables-repaired", { missing: missingIndexTables(db).length });
  transaction(db, () => {
    const missing = new Set(missingIndexTables(db));
    for (const [name, module] of Object.entries(textTables)) {
      if (missing.has(name)) createTextTable(db, name, module);
    }
    const lacksText = Object.keys(recordingTables).some((name) => missing.has(name));
    if (lacksText || !areRecordingStemsCurrent(db)) refillRecordingsText(db);
    if (missing.has("transcription_embeddings")) refillVectorTable(db);
    // Passages whose text went with the table are indexed again by `indexPending`.
    if (missing.has("transcriptions_fts") || missing.has("passages_stems")) markTextMissing(db);
  });
}

/** Names of the index tables this archive lacks. */
export function missingIndexTables(db: Database): string[] {
  const wanted = [...Object.keys(textTables), ...Object.keys(recordingTables), "transcription_embeddings"];
  const found = db.all<{ name: string }>("select name from sqlite_schema where type = 'table'");
  const names = new Set(found.map((row) => row.name));
  return wanted.filter((name) => !names.has(name));
}

/** The embedding whose vectors are searched, if one was chosen; with a `fingerprint` only if it is that one. */
export function findActiveEmbedding(
  db: Database,
  fingerprint?: string,
): (ActiveEmbedding & { fingerprintId: number }) | undefined {
  const row = db.get<{ fingerprint_id: number; fingerprint: string; dimensions: number }>(
    `select a.fingerprint_id, f.fingerprint, a.dimensions
     from active_embedding a join fingerprints f on f.id = a.fingerprint_id`,
  );
  if (!row || (fingerprint !== undefined && row.fingerprint !== fingerprint)) return undefined;
  return { fingerprintId: row.fingerprint_id, fingerprint: row.fingerprint, dimensions: row.dimensions };
}

/**
 * Chooses the embedding whose vectors are searched. Vectors of other embeddings stay in passage_vectors until they are
 * replaced, count as missing and are never searched; going back to a model uses those that are still there. Returns false
 * if it is the active one already.
 */
export function setActiveEmbedding(db: Database, { fingerprint, dimensions }: ActiveEmbedding): boolean {
  const isActive = () => {
    const active = findActiveEmbedding(db);
    return active?.fingerprint === fingerprint && active.dimensions === dimensions;
  };
  if (isActive()) return false;
  return transaction(db, () => {
    if (isActive()) return false;
    db.run(
      "insert or replace into active_embedding (only, fingerprint_id, dimensions) values (1, ?, ?)",
      fingerprintId(db, fingerprint),
      dimensions,
    );
    refillVectorTable(db);
    return true;
  });
}

/** Recreates the vec0 table from the stored vectors of the active embedding: repairs it and frees unused space. */
export function refillVectorTable(db: Database): void {
  transaction(db, () => {
    const active = findActiveEmbedding(db);
    db.exec("drop table if exists transcription_embeddings");
    db.exec(
      `create virtual table transcription_embeddings
       using vec0(embedding float[${active?.dimensions ?? defaultDimensions}], chunk_size=${vectorsPerChunk})`,
    );
    if (!active) return;
    db.run(
      `insert into transcription_embeddings (rowid, embedding)
       select passage_id, vector from passage_vectors where fingerprint_id = ? order by passage_id`,
      active.fingerprintId,
    );
  });
}

/** Removes every vector: `indexPending` embeds all passages again. */
export function removeAllVectors(db: Database): void {
  transaction(db, () => {
    db.exec("delete from passage_vectors");
    refillVectorTable(db);
  });
}

/** Removes every passage from the index; every transcription then counts as not indexed. */
export function clearIndexTables(db: Database): void {
  transaction(db, () => {
    recreateTextTables(db);
    db.exec("delete from passages");
    refillVectorTable(db);
  });
}

/**
 * Marks every transcription as not indexed: `indexPending` cuts and stems one after the other and keeps the vectors of
 * passages that cover the same words. The existing index is searched meanwhile.
 */
export function markTextMissing(db: Database): void {
  db.run("delete from transcription_indexes");
}

/** Recreates the full-text tables, empty, and marks every transcription as not indexed: for a damaged index. */
export function recreateTextTables(db: Database): void {
  transaction(db, () => {
    recreateTables(db, textTables);
    clearVocabulary(db);
    refillRecordingsText(db);
    markTextMissing(db);
  });
}

/**
 * Merges the segments of each full-text table into one, which is worth it after a rebuild. In steps of some 20 ms, each a
 * transaction, so that other processes can write between them.
 */
export function optimizeTextTables(db: Database): void {
  for (const _ of mergeTextTables(db));
}

/** The same as a generator, for a caller with other work between the steps. */
export function mergeTextTables(db: Database): Generator<undefined, void> {
  return mergeTables(db, Object.keys({ ...textTables, ...recordingTables }));
}

export function* mergeTables(db: Database, names: readonly string[]): Generator<undefined, void> {
  for (const name of names) {
    // The first, negative number merges all segments whatever their size; it is done when fewer than two rows change
    // (https://sqlite.org/fts5.html#the_merge_command).
    for (let pages = -pagesMerged, isDone = false; !isDone; pages = pagesMerged) {
      const before = totalChanges(db);
      db.run(`insert into ${name} (${name}, rank) values ('merge', ?)`, BigInt(pages));
      isDone = totalChanges(db) - before < 2;
      yield;
    }
  }
}

/** Pages merged in a step, of 4 KB each. */
const pagesMerged = 100;

function totalChanges(db: Database): number {
  return db.get<{ changes: number }>("select total_changes() as changes")!.changes;
}

/** Recreates recordings_fts and recordings_stems from titles, notes and tags. */
export function refillRecordingsText(db: Database): void {
  transaction(db, () => {
    recreateTables(db, recordingTables);
    fillRecordingTexts(db);
  });
}

export function createTextTable(db: Database, name: string, module: string): void {
  db.exec(`create virtual table ${name} using ${module}`);
  db.exec(`insert into ${name} (${name}, rank) values ('automerge', ${maxSegments})`);
  if (module.includes("content=''")) startTotals(db, name);
}

function recreateTables(db: Database, tables: Record<string, string>): void {
  for (const [name, module] of Object.entries(tables)) {
    db.exec(`drop table if exists ${name}`);
    createTextTable(db, name, module);
  }
}
