import { type Database, readTransaction, transaction } from "../../storage/database.ts";
import { fingerprintId } from "./fingerprints.ts";
import { areRecordingStemsCurrent, fillRecordingTexts } from "./recording-texts.ts";
import { clearVocabulary } from "./vocabulary.ts";

/** The embedding whose vectors are searched: everything that shapes a vector, and its length. */
export type ActiveEmbedding = { fingerprint: string; dimensions: number };

/** Of the bundled model: a new archive has the table before it has a model. */
const defaultDimensions = 384;

/**
 * Vectors lie in blobs of this many. The search inside one costs chunk size × k: 100 000 × 384, k = 1000 takes 354 ms
 * with vec0's default of 1024 and 78 ms with 64, and k = 10 only 4 ms more. A small archive is small on disk, too.
 */
const vectorsPerChunk = 64;

/**
 * FTS5 merges this many segments of a full-text table into one; each transaction adds one. Merging by FTS5's 4 takes a sixth
 * of the time of writing (stems: 59 µs of CPU a passage against 50), and a question looks into fewer than twice as many.
 */
const maxSegments = 8;

/** Words as spoken, for other programs; our own search uses the stems. й keeps its breve, é loses its accent. */
const spokenWords = "unicode61 remove_diacritics 2";

/** Stems come cut and folded from `language/`: every character but a space belongs to its stem, so that `c++` is no `c`. */
const readyStems = "unicode61 remove_diacritics 0 categories 'L* M* N* P* S* Co'";

const textTables: Record<string, string> = {
  transcriptions_fts: `fts5(text, recording_id unindexed, tokenize="${spokenWords}")`,
  passages_stems: `fts5(stems, content='', contentless_delete=1, tokenize="${readyStems}")`,
};
const recordingTables: Record<string, string> = {
  recordings_fts: `fts5(title, notes, tags, tokenize="${spokenWords}")`,
  recordings_stems: `fts5(title, tags, notes, content='', contentless_delete=1, tokenize="${readyStems}")`,
};

/** Makes the FTS5 and vec0 tables that are not there, and stems of titles that another analyser made. */
export function ensureIndexTables(db: Database): void {
  if (missingIndexTables(db).length === 0 && areRecordingStemsCurrent(db)) return;
  transaction(db, () => {
    const missing = new Set(missingIndexTables(db));
    for (const [name, module] of Object.entries(textTables)) {
      if (missing.has(name)) createTextTable(db, name, module);
    }
    const lacksText = Object.keys(recordingTables).some((name) => missing.has(name));
    if (lacksText || !areRecordingStemsCurrent(db)) refillRecordingsText(db);
    if (missing.has("transcription_embeddings")) refillVectorTable(db);
    // Passages whose text went with the table are made again by the indexing job.
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

/** The embedding whose vectors are searched, if one was chosen; with a `fingerprint`, only if it is that one. */
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
 * Chooses the embedding whose vectors are searched. Vectors of others stay in passage_vectors until theirs are replaced,
 * count as missing, and are never searched; going back to a model finds the vectors that are still there. Nothing
 * happens when it is the active one already. Returns whether it changed.
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

/** Makes the vec0 table anew from the stored vectors of the active embedding: mends it and gives back its free space. */
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

/** Forgets every vector: the embedding job makes them all again. */
export function removeAllVectors(db: Database): void {
  transaction(db, () => {
    db.exec("delete from passage_vectors");
    refillVectorTable(db);
  });
}

/** Empties the index: no passage is left, and every transcription counts as not indexed. */
export function clearIndexTables(db: Database): void {
  transaction(db, () => {
    recreateTextTables(db);
    db.exec("delete from passages");
    refillVectorTable(db);
  });
}

/**
 * Marks every transcription as not indexed: the indexing job makes passages and stems again, one transcription after
 * the other, and vectors of passages that come out the same are kept. What is there is searched meanwhile.
 */
export function markTextMissing(db: Database): void {
  db.run("delete from transcription_indexes");
}

/** Makes the full-text tables anew and empty, and marks every transcription as not indexed: for a damaged index. */
export function recreateTextTables(db: Database): void {
  transaction(db, () => {
    recreateTables(db, textTables);
    clearVocabulary(db);
    refillRecordingsText(db);
    markTextMissing(db);
  });
}

/**
 * Merges the full-text tables' segments into one each: worth it after a rebuild. In steps of some 20 ms, each a transaction,
 * so that others can write meanwhile.
 */
export function optimizeTextTables(db: Database): void {
  for (const _ of mergeTextTables(db));
}

/** The same, for a caller that has other work between the steps. */
export function* mergeTextTables(db: Database): Generator<undefined, void> {
  for (const name of Object.keys({ ...textTables, ...recordingTables })) {
    // The first, negative, number has all segments merged, whatever their size; nothing is left to do when hardly a row
    // changes (https://sqlite.org/fts5.html#the_merge_command).
    for (let pages = -pagesMerged, isDone = false; !isDone; pages = pagesMerged) {
      const before = totalChanges(db);
      db.run(`insert into ${name} (${name}, rank) values ('merge', ?)`, BigInt(pages));
      isDone = totalChanges(db) - before < 2;
      yield;
    }
  }
}

/** Of 4 KB. */
const pagesMerged = 100;

function totalChanges(db: Database): number {
  return db.get<{ changes: number }>("select total_changes() as changes")!.changes;
}

/** How far the vectors are: `current` are searched, `outOfDate` were made by another embedding. */
export function countVectors(
  db: Database,
  fingerprint: string,
): { passages: number; current: number; outOfDate: number; missing: number } {
  return readTransaction(db, () => {
    const row = db.get<{ passages: number; vectors: number; current: number }>(
      `select (select count(*) from passages) as passages, (select count(*) from passage_vectors) as vectors,
         (select count(*) from passage_vectors
          where fingerprint_id = (select id from fingerprints where fingerprint = ?)) as current`,
      fingerprint,
    )!;
    const { passages, vectors, current } = row;
    return { passages, current, outOfDate: vectors - current, missing: passages - current };
  });
}

/** Makes recordings_fts and recordings_stems anew from what people wrote. */
export function refillRecordingsText(db: Database): void {
  transaction(db, () => {
    recreateTables(db, recordingTables);
    fillRecordingTexts(db);
  });
}

function createTextTable(db: Database, name: string, module: string): void {
  db.exec(`create virtual table ${name} using ${module}`);
  db.exec(`insert into ${name} (${name}, rank) values ('automerge', ${maxSegments})`);
}

function recreateTables(db: Database, tables: Record<string, string>): void {
  for (const [name, module] of Object.entries(tables)) {
    db.exec(`drop table if exists ${name}`);
    createTextTable(db, name, module);
  }
}
