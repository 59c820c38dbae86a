import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import fc from "fast-check";
import { openArchiveDatabase } from "../../../src/index/open-archive-database.ts";
import {
  findActiveEmbedding,
  refillVectorTable,
  setActiveEmbedding,
} from "../../../src/index/sqlite/index-tables.ts";
import { type ResidentOptions, ResidentVectors } from "../../../src/index/sqlite/resident-vectors.ts";
import { transaction } from "../../../src/storage/database.ts";
import { removeRecording } from "../../../src/storage/recordings.ts";
import type { SqliteIndex } from "../../support/sqlite-index.ts";
import { openSqliteIndex } from "../../support/sqlite-index.ts";
import {
  addSpokenRecording,
  embedding,
  openTempArchive,
  type TempArchive,
} from "../../support/temp-archive.ts";
import { inventVectors } from "../../vectors/invent-vectors.ts";

const vectors = inventVectors(60, { dimensions: embedding.dimensions, seed: 3 });

/** An archive with an index in memory over it, and an exact one beside it. */
function openResident(t: TestContext, options: ResidentOptions = { minVectors: 0 }) {
  const archive = openTempArchive(t);
  const resident = new ResidentVectors(archive.db, options);
  t.after(() => resident.close());
  return { ...archive, resident, inMemory: indexOver(archive, resident), exact: archive.index };
}

function indexOver({ db }: Pick<TempArchive, "db">, resident: ResidentVectors): SqliteIndex {
  return openSqliteIndex(db, embedding.fingerprint, resident);
}

function addWithVectors(archive: TempArchive, first: number, count: number, language = "ru") {
  const lines = Array.from({ length: count }, (_, at) => `слово ${first + at}`);
  const added = addSpokenRecording(archive, lines, { language });
  const pairs = added.passageIds.map((id, at): [number, Float32Array] => [id, vectors[(first + at) % 60]!]);
  archive.index.putVectors(new Map(pairs));
  return added;
}

/** As if a passage had changed so often. */
function writeChanges({ db }: Pick<TempArchive, "db">, passageId: number, count: number): void {
  db.run(
    `insert into passage_changes (passage_id, kind)
     select ?, 'vector' from (with recursive n(i) as (select 1 union all select i + 1 from n where i < ?) select i from n)`,
    passageId,
    count,
  );
}

test("any run of changes, by this program or another, undone or not, is found as vec0 finds it", (t) => {
  const archive = openResident(t);
  const { db, resident, inMemory, exact } = archive;
  const { passageIds } = addWithVectors(archive, 0, 20);
  const other = openArchiveDatabase(archive.files.database);
  t.after(() => other.close());
  const elsewhere = openSqliteIndex(other, embedding.fingerprint);
  resident.load(findActiveEmbedding(db)!);
  const change = fc.record({
    kind: fc.constantFrom("put", "put", "remove", "undone", "elsewhere", "model", "refill"),
    ids: fc.uniqueArray(fc.constantFrom(...passageIds), { minLength: 1, maxLength: 4 }),
    vector: fc.nat(59),
  });
  const apply = ({ kind, ids, vector }: { kind: string; ids: number[]; vector: number }) => {
    const put = (index: SqliteIndex) => index.putVectors(new Map(ids.map((id) => [id, vectors[vector]!])));
    if (kind === "put") put(archive.index);
    if (kind === "remove") archive.index.remove(ids);
    if (kind === "elsewhere") put(elsewhere);
    if (kind === "refill") refillVectorTable(db);
    if (kind === "model") {
      setActiveEmbedding(db, { fingerprint: "another", dimensions: 8 });
      openSqliteIndex(db, "another").putVectors(new Map(ids.map((id) => [id, vectors[vector]!])));
      assert.deepEqual(inMemory.findNearest(vectors[0]!, 5), []);
      setActiveEmbedding(db, embedding);
    }
    if (kind !== "undone") return;
    const undo = new Error("undo");
    const work = () =>
      transaction(db, () => {
        put(archive.index);
        archive.index.remove([passageIds[0]!]);
        // Inside, one's own changes are seen; outside they have never been.
        assert.deepEqual(inMemory.findNearest(vectors[vector]!, 7), exact.findNearest(vectors[vector]!, 7));
        throw undo;
      });
    assert.throws(work, undo);
  };
  fc.assert(
    fc.property(fc.array(change, { maxLength: 12 }), (changes) => {
      for (const one of changes) {
        apply(one);
        const question = vectors[(one.vector + 17) % 60]!;
        const found = inMemory.findNearest(question, 7);
        assert.deepEqual(found, exact.findNearest(question, 7));
        assert.deepEqual(inMemory.findNearest(question, 7), found);
      }
      const { vectors: count } = exact.count();
      assert.equal(inMemory.findNearest(vectors[0]!, 99).length, count);
      assert.equal(resident.describe()?.vectors, count, "it was the index in memory that answered");
    }),
    { numRuns: 20 },
  );
});

test("a recording that is deleted takes its vectors out of memory", (t) => {
  const archive = openResident(t);
  addWithVectors(archive, 0, 5);
  const gone = addWithVectors(archive, 5, 5);
  archive.resident.load(findActiveEmbedding(archive.db)!);
  removeRecording(archive.db, gone.recording.id);
  const found = archive.inMemory.findNearest(vectors[6]!, 99);
  assert.equal(found.length, 5);
  assert.deepEqual(found, archive.exact.findNearest(vectors[6]!, 99));
});

test("filters by date, language and recording are answered in memory as vec0 answers them", (t) => {
  const archive = openResident(t);
  const { db, inMemory, exact, resident } = archive;
  const added = ["ru", "en", "ru", "de"].map((language, at) => addWithVectors(archive, at * 9, 9, language));
  db.run("update recordings set created_ms = ? where id = ?", Date.UTC(2020, 5, 1), added[2]!.recording.id);
  resident.load(findActiveEmbedding(db)!);
  const filters = [
    { to: "2021-01-01" },
    { from: "2021-01-01", languages: ["ru"] },
    { languages: ["en", "de"] },
    { recordingIds: [added[0]!.recording.id, added[3]!.recording.id] },
    { recordingIds: [added[0]!.recording.id], languages: ["en"] },
    { recordingIds: [987_654] },
    { languages: [] },
  ];
  for (const filter of filters) {
    for (const question of vectors.slice(40, 50)) {
      assert.deepEqual(inMemory.findNearest(question, 6, filter), exact.findNearest(question, 6, filter));
    }
  }
  assert.equal(resident.describe()?.vectors, 36);
  assert.throws(() => inMemory.findNearest(vectors[0]!, 5, { from: "yesterday" }), { code: "invalid-input" });
});

test("who has missed more changes than the log keeps reads all vectors again", async (t) => {
  const archive = openResident(t, { minVectors: 0, delayMs: 1 });
  const { db, resident, inMemory, exact } = archive;
  addWithVectors(archive, 0, 10);
  resident.load(findActiveEmbedding(db)!);
  addWithVectors(archive, 10, 10);
  db.run("delete from passage_changes where seq <= (select max(seq) from passage_changes) - 3");
  assert.deepEqual(inMemory.findNearest(vectors[15]!, 5), exact.findNearest(vectors[15]!, 5));
  assert.equal(resident.describe(), undefined, "what has missed something is not asked");
  while (!resident.describe()) await wait(5);
  assert.equal(resident.describe()!.vectors, 20);
  assert.deepEqual(inMemory.findNearest(vectors[15]!, 5), exact.findNearest(vectors[15]!, 5));
});

test("a flood of changes is read between other work; vec0 answers meanwhile", async (t) => {
  const archive = openResident(t);
  const { db, resident, inMemory, exact } = archive;
  const { passageIds } = addWithVectors(archive, 0, 10);
  resident.load(findActiveEmbedding(db)!);
  writeChanges(archive, passageIds[0]!, 5000);
  addWithVectors(archive, 10, 10);
  assert.deepEqual(inMemory.findNearest(vectors[15]!, 5), exact.findNearest(vectors[15]!, 5));
  assert.equal(resident.describe()!.vectors, 10, "nobody waits for 5000 changes to be read");
  while (resident.describe()?.vectors !== 20) await wait(5);
  assert.deepEqual(inMemory.findNearest(vectors[15]!, 5), exact.findNearest(vectors[15]!, 5));
});

test("the first question begins loading; what is written meanwhile is there when it is done", async (t) => {
  const archive = openResident(t, { minVectors: 5, delayMs: 1 });
  const { resident, inMemory, exact } = archive;
  addWithVectors(archive, 0, 4);
  assert.equal(inMemory.findNearest(vectors[1]!, 3).length, 3);
  await wait(20);
  assert.equal(resident.describe(), undefined, "a small archive stays in the table");
  addWithVectors(archive, 4, 20);
  assert.equal(resident.describe(), undefined);
  assert.equal(inMemory.findNearest(vectors[1]!, 3).length, 3);
  addWithVectors(archive, 24, 5);
  while (resident.describe()?.recall == null) await wait(5);
  assert.equal(resident.describe()!.vectors, 29);
  assert.equal(resident.describe()!.recall, 1);
  assert.deepEqual(inMemory.findNearest(vectors[1]!, 9), exact.findNearest(vectors[1]!, 9));
});

test("a database that is closed while vectors are loaded harms nobody", async (t) => {
  const archive = openResident(t, { minVectors: 0, delayMs: 1 });
  addWithVectors(archive, 0, 5);
  archive.inMemory.findNearest(vectors[1]!, 3);
  archive.db.close();
  await wait(20);
  assert.equal(archive.resident.describe(), undefined);
});

test("the log of changes keeps a bounded number of rows", (t) => {
  const archive = openTempArchive(t);
  const { passageIds } = addWithVectors(archive, 0, 2);
  writeChanges(archive, passageIds[0]!, 70_000);
  archive.index.putVectors(new Map([[passageIds[1]!, vectors[9]!]]));
  const { rows } = archive.db.get<{ rows: number }>("select count(*) as rows from passage_changes")!;
  assert.ok(rows >= 50_000 && rows < 51_000, `${rows}`);
});
