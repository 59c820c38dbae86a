import assert from "node:assert/strict";
import { test } from "node:test";
import { openArchiveDatabase } from "../../../src/index/open-archive-database.ts";
import { refillVectorTable, setActiveEmbedding } from "../../../src/index/sqlite/index-tables.ts";
import { listPassagesToEmbed } from "../../../src/index/sqlite/passages.ts";
import type { Database } from "../../../src/storage/database.ts";
import { openSqliteIndex } from "../../support/sqlite-index.ts";
import {
  addSpokenRecording,
  embedding,
  indexByLine,
  inventTranscript,
  inventVector,
  openTempArchive,
} from "../../support/temp-archive.ts";

test("another embedding model makes every vector missing and never meets the old one's vectors", (t) => {
  const archive = openTempArchive(t);
  const { db, index } = archive;
  const { passageIds } = addSpokenRecording(archive, ["раз два", "три четыре"]);
  index.putVectors(new Map(passageIds.map((id) => [id, inventVector(id)])));
  const other = { fingerprint: "other-model@2", dimensions: 8 };

  assert.equal(setActiveEmbedding(db, other), true);
  assert.equal(setActiveEmbedding(db, other), false, "choosing the active one again changes nothing");
  assert.deepEqual(countVectors(db, other.fingerprint), {
    passages: 2,
    current: 0,
    outOfDate: 2,
    missing: 2,
  });
  assert.deepEqual(
    listPassagesToEmbed(db, other.fingerprint, { limit: 9 }).map((passage) => passage.id),
    passageIds,
  );

  // Same length, so only the fingerprint tells them apart.
  assert.deepEqual(index.findNearest(inventVector(1), 5), []);
  assert.equal(index.getVectors(passageIds).size, 0);
  assert.throws(() => index.putVectors(new Map([[passageIds[0]!, inventVector(1)]])), {
    code: "archive-busy",
  });

  const otherIndex = openSqliteIndex(db, other.fingerprint);
  assert.deepEqual(otherIndex.findNearest(inventVector(1), 5), []);
  otherIndex.putVectors(new Map([[passageIds[0]!, inventVector(3)]]));
  assert.deepEqual(
    otherIndex.findNearest(inventVector(3), 5).map((hit) => hit.passageId),
    [passageIds[0]],
  );
  assert.deepEqual(countVectors(db, other.fingerprint), {
    passages: 2,
    current: 1,
    outOfDate: 1,
    missing: 1,
  });

  // Back again: what was not replaced is still there.
  setActiveEmbedding(db, embedding);
  assert.deepEqual(
    index.findNearest(inventVector(3), 5).map((hit) => hit.passageId),
    [passageIds[1]],
  );
  assert.deepEqual(otherIndex.findNearest(inventVector(3), 5), []);
});

test("an embedding of another length changes the table, also for a connection that is open", (t) => {
  const archive = openTempArchive(t);
  const { passageIds } = addSpokenRecording(archive, ["раз два"]);
  archive.index.putVectors(new Map([[passageIds[0]!, inventVector(0)]]));
  const reader = openArchiveDatabase(archive.files.database, { readOnly: true });
  t.after(() => reader.close());
  const readerIndex = openSqliteIndex(reader);
  assert.equal(readerIndex.findNearest(inventVector(0), 5).length, 1);

  setActiveEmbedding(archive.db, { fingerprint: "wide", dimensions: 16 });
  openSqliteIndex(archive.db, "wide").putVectors(new Map([[passageIds[0]!, inventVector(9, 1, 16)]]));
  assert.equal(readerIndex.findNearest(inventVector(9, 1, 16), 5).length, 1);
  assert.throws(() => readerIndex.findNearest(inventVector(0), 5), TypeError);
});

test("a new stemmer keeps the vectors of passages that cover the same words", (t) => {
  const archive = openTempArchive(t);
  const { db, index } = archive;
  const { passageIds, transcriptionId } = addSpokenRecording(archive, ["раз два", "три четыре"]);
  index.putVectors(new Map([[passageIds[1]!, inventVector(2)]]));
  const again = indexByLine(
    archive,
    transcriptionId,
    inventTranscript(["раз два", "три четыре"]),
    "analyser 2",
  );
  assert.deepEqual(
    index.findNearest(inventVector(2), 5).map((hit) => hit.passageId),
    [again[1]],
  );
  assert.deepEqual(countVectors(db, embedding.fingerprint), {
    passages: 2,
    current: 1,
    outOfDate: 0,
    missing: 1,
  });

  const otherCut = indexByLine(
    archive,
    transcriptionId,
    inventTranscript(["раз два три", "четыре"]),
    "analyser 3",
  );
  assert.equal(index.getVectors(otherCut).size, 0, "another cut is another text");
});

test("the vec0 table is made again from the stored vectors", (t) => {
  const archive = openTempArchive(t);
  const { passageIds } = addSpokenRecording(archive, ["раз", "два", "три"]);
  archive.index.putVectors(new Map(passageIds.map((id, place) => [id, inventVector(place)])));
  const before = archive.index.findNearest(inventVector(1), 3);
  refillVectorTable(archive.db);
  assert.deepEqual(archive.index.findNearest(inventVector(1), 3), before);
});

/** Counts of vectors: `current` are searched, `outOfDate` were made by another embedding. */
function countVectors(db: Database, fingerprint: string) {
  const { passages, vectors, current } = db.get<{ passages: number; vectors: number; current: number }>(
    `select (select count(*) from passages) as passages, (select count(*) from passage_vectors) as vectors,
       (select count(*) from passage_vectors
        where fingerprint_id = (select id from fingerprints where fingerprint = ?)) as current`,
    fingerprint,
  )!;
  return { passages, current, outOfDate: vectors - current, missing: passages - current };
}
