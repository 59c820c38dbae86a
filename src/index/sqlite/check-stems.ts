import type { Database } from "../../storage/database.ts";
import { findTotals, readVarints } from "./text-totals.ts";

/** A full-text table without content: only the index itself has the words, so they are compared with what they should be. */
type StemsTable = "passages_stems" | "recordings_stems";

/** The stems of a row, one text for each column of the table. */
export type ExpectedStems = { rowid: number; columns: readonly string[] };

/**
 * A sum over each row's terms with their places, in this many buckets by rowid: 4 MB whatever the size of the archive. Rows of
 * one bucket are reported together.
 */
const buckets = 1 << 20;
const rowsPerBatch = 500;

type StemsReport = {
  /** Rows whose terms, places or lengths differ from what is expected. */
  differing: number[];
  /** There are terms of rows that should not be there. */
  hasStrayTerms: boolean;
};

/**
 * Compares every term and place of a table with the stems expected, and the lengths that ranking uses; SQLite's own check cannot
 * know what a table without content should hold. What is expected is tokenised by SQLite in memory in the same way.
 * @param unknown rows of which nothing is expected: they were made by other rules
 */
export function checkStems(
  db: Database,
  table: StemsTable,
  expected: Iterable<ExpectedStems>,
  unknown: ReadonlySet<number> = new Set(),
): StemsReport {
  const { columns, definition } = describeTable(db, table);
  const sums = new Int32Array(buckets);
  const wrongLengths = new Set<number>();
  const expectedIds: number[] = [];
  withTemporaryTables(db, () => {
    db.exec(`create virtual table temp.expected_stems using ${definition}`);
    db.exec("create virtual table temp.expected_terms using fts5vocab(temp, expected_stems, instance)");
    db.exec(`create virtual table temp.stored_terms using fts5vocab(main, ${table}, instance)`);
    const insert = `insert into temp.expected_stems (rowid, ${columns.join(", ")})
      values (?, ${columns.map(() => "?").join(", ")})`;
    for (const batch of inBatches(expected)) {
      for (const { rowid, columns: texts } of batch) {
        db.run(insert, rowid, ...texts);
        expectedIds.push(rowid);
      }
      addTerms(db, "temp.expected_terms", sums, 1);
      for (const { id } of db.all<{ id: number }>(
        `select e.id from temp.expected_stems_docsize e left join main.${table}_docsize s using (id)
         where s.sz is not e.sz`,
      ))
        wrongLengths.add(id);
      db.exec("insert into temp.expected_stems (expected_stems) values ('delete-all')");
    }
    addTerms(db, "temp.stored_terms", sums, -1, unknown);
  });
  const differing = expectedIds.filter((id) => sums[bucketOf(id)] !== 0 || wrongLengths.has(id));
  const explained = new Set(differing.map(bucketOf));
  return { differing, hasStrayTerms: sums.some((sum, bucket) => sum !== 0 && !explained.has(bucket)) };
}

/** Adds the terms of a vocabulary table to the sums, or subtracts them. */
function addTerms(
  db: Database,
  vocabulary: string,
  sums: Int32Array,
  sign: 1 | -1,
  unknown?: ReadonlySet<number>,
): void {
  let lastTerm: string | undefined;
  let termHash = 0;
  for (const [term, rowid, column, offset] of db.iterate<[string, number, string, number]>(
    `select term, doc, col, "offset" from ${vocabulary}`,
  )) {
    if (unknown?.has(rowid)) continue;
    if (term !== lastTerm) {
      lastTerm = term;
      termHash = hashText(term, 2166136261);
    }
    const place = Math.imul(hashText(column, termHash) ^ offset, 2654435761);
    const bucket = bucketOf(rowid);
    sums[bucket] = (sums[bucket]! + sign * mix(place ^ rowid)) | 0;
  }
}

function bucketOf(rowid: number): number {
  return ((rowid % buckets) + buckets) % buckets;
}

/** FNV-1a over UTF-16 units. */
function hashText(text: string, start: number): number {
  let hash = start;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 16777619);
  return hash;
}

/** The finaliser of MurmurHash3: neighbouring places become numbers that do not cancel out in a sum. */
function mix(value: number): number {
  let hash = value;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return hash ^ (hash >>> 16);
}

/** The columns and the definition of a table, as it was created: the same tokenizer for what is expected. */
function describeTable(db: Database, table: StemsTable): { columns: string[]; definition: string } {
  const { sql } = db.get<{ sql: string }>("select sql from main.sqlite_schema where name = ?", table)!;
  const columns = db
    .all<{ name: string }>("select name from pragma_table_info(?, 'main')", table)
    .map(({ name }) => name);
  return { columns, definition: sql.slice(sql.indexOf("using ") + "using ".length) };
}

/** Temporary tables are in memory, also where the archive can only be read. */
function withTemporaryTables(db: Database, work: () => void): void {
  const { query_only: queryOnly } = db.get<{ query_only: number }>("pragma query_only")!;
  db.exec("pragma query_only = off");
  try {
    work();
  } finally {
    for (const name of ["stored_terms", "expected_terms", "expected_stems"])
      db.exec(`drop table if exists temp.${name}`);
    db.exec(`pragma query_only = ${queryOnly}`);
  }
}

function* inBatches<Item>(items: Iterable<Item>): Generator<Item[]> {
  let batch: Item[] = [];
  for (const item of items) {
    batch.push(item);
    if (batch.length < rowsPerBatch) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}

/**
 * True when the number of rows and terms that a full-text table keeps for ranking is what was put in; for a table of an earlier
 * version, at least that of its rows. SQLite checks it for tables with content only.
 */
export function areTotalsSound(db: Database, table: StemsTable): boolean {
  const { columns } = describeTable(db, table);
  const averages = db.get<{ block: Uint8Array }>(`select block from main.${table}_data where id = 1`);
  const stored = averages ? readVarints(averages.block) : [];
  const counted = findTotals(db, table);
  const places = [...columns.keys(), columns.length];
  if (counted) return places.every((place) => (stored[place] ?? 0) === (counted[place] ?? 0));
  const present = places.map(() => 0);
  for (const [size] of db.iterate<[Uint8Array]>(`select sz from main.${table}_docsize`)) {
    present[0]!++;
    for (const [column, terms] of readVarints(size).entries()) present[column + 1]! += terms;
  }
  return places.every((place) => (stored[place] ?? 0) >= present[place]!);
}
