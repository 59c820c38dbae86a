import assert from "node:assert/strict";
import { test } from "node:test";
import { removeAllVectors, setActiveEmbedding } from "../../../src/index/sqlite/index-tables.ts";
import { listPassagesToEmbed, removePassages } from "../../../src/index/sqlite/passages.ts";
import { countPieceCodes, findPieceCodes, putPieceCodes } from "../../../src/index/sqlite/piece-vectors.ts";
import { replacePassages } from "../../../src/index/sqlite/replace-passages.ts";
import { createSqlitePassageIndex } from "../../../src/index/sqlite/sqlite-passage-index.ts";
import {
  addSpokenRecording,
  embedding,
  inventVector,
  openTempArchive,
  type TempArchive,
} from "../../support/temp-archive.ts";

const pieces = "pieces 1";
const fingerprints = { embedding: embedding.fingerprint, pieces };
const someCodes = (value: number) => new Uint8Array(14).fill(value);

/** Three passages, each with a vector and pieces. */
function addEmbedded(archive: TempArchive) {
  const added = addSpokenRecording(archive, ["раз два", "три", "четыре пять"]);
  archive.index.putVectors(new Map(added.passageIds.map((id, axis) => [id, inventVector(axis)])));
  putPieceCodes(archive.db, new Map(added.passageIds.map((id) => [id, someCodes(id)])), fingerprints);
  return added;
}

const rowCount = ({ db }: TempArchive): number =>
  db.get<{ count: number }>("select count(*) as count from piece_vectors")!.count;

test("pieces come back under the fingerprint they were stored with, and under no other", (t) => {
  const archive = openTempArchive(t);
  const { passageIds } = addEmbedded(archive);
  const found = findPieceCodes(archive.db, [...passageIds, 999], pieces);
  assert.deepEqual([...found.keys()].sort(), passageIds.toSorted());
  assert.deepEqual(found.get(passageIds[1]!), someCodes(passageIds[1]!));
  assert.equal(countPieceCodes(archive.db, pieces), 3);
  assert.equal(findPieceCodes(archive.db, passageIds, "pieces 2").size, 0);
  assert.equal(countPieceCodes(archive.db, "pieces 2"), 0);
});

test("pieces are stored only beside a vector of the embedding they were made with", (t) => {
  const archive = openTempArchive(t);
  const { db, index } = archive;
  const { passageIds } = addSpokenRecording(archive, ["раз два", "три"]);
  index.putVectors(new Map([[passageIds[0]!, inventVector(0)]]));
  const all = new Map(passageIds.map((id) => [id, someCodes(1)]));
  putPieceCodes(db, all, { embedding: "another model", pieces });
  assert.equal(rowCount(archive), 0);
  putPieceCodes(db, all, fingerprints);
  assert.deepEqual([...findPieceCodes(db, passageIds, pieces).keys()], [passageIds[0]]);
});

test("pieces go with the vector they differ from: replaced, removed, forgotten", (t) => {
  const archive = openTempArchive(t);
  const { db, index } = archive;
  const { passageIds, transcriptionId } = addEmbedded(archive);
  const [first, second] = passageIds as [number, number];
  index.putVectors(new Map([[first, inventVector(5)]]));
  assert.equal(findPieceCodes(db, [first], pieces).size, 0);
  assert.equal(rowCount(archive), 2);
  db.run("update passage_vectors set vector = ? where passage_id = ?", new Uint8Array(32), second);
  assert.equal(rowCount(archive), 1);
  removePassages(db, transcriptionId);
  assert.equal(rowCount(archive), 0);
  addEmbedded(archive);
  removeAllVectors(db);
  assert.equal(rowCount(archive), 0);
});

test("another model's vectors take the old pieces with them, and going back finds what is left", (t) => {
  const archive = openTempArchive(t);
  const { db } = archive;
  const { passageIds } = addEmbedded(archive);
  const other = { fingerprint: "other-model@1", dimensions: 8 };
  setActiveEmbedding(db, other);
  const index = createSqlitePassageIndex(db, other.fingerprint);
  index.putVectors(new Map([[passageIds[0]!, inventVector(3)]]));
  assert.deepEqual(findPieceCodes(db, passageIds, "other pieces"), new Map());
  setActiveEmbedding(db, embedding);
  assert.deepEqual([...findPieceCodes(db, passageIds, pieces).keys()], passageIds.slice(1));
});

test("a passage with a vector and no pieces is still to be embedded", (t) => {
  const archive = openTempArchive(t);
  const { db, index } = archive;
  const { passageIds } = addSpokenRecording(archive, ["раз два", "три"]);
  index.putVectors(new Map(passageIds.map((id) => [id, inventVector(0)])));
  const toEmbed = (more: { pieces?: string }) =>
    listPassagesToEmbed(db, embedding.fingerprint, { limit: 9, ...more }).map(({ id }) => id);
  assert.deepEqual(toEmbed({}), []);
  assert.deepEqual(toEmbed({ pieces }), passageIds);
  putPieceCodes(db, new Map([[passageIds[0]!, new Uint8Array()]]), fingerprints);
  assert.deepEqual(toEmbed({ pieces }), passageIds.slice(1));
});

test("cut again, passages that cover the same words keep their pieces", (t) => {
  const archive = openTempArchive(t);
  const { db, index } = archive;
  const { transcriptionId } = addEmbedded(archive);
  const place = (firstWord: number, wordCount: number, text: string) => ({
    startMs: firstWord * 500,
    endMs: (firstWord + wordCount) * 500,
    firstWord,
    wordCount,
    language: "ru",
    text,
    stems: text,
    script: "cyrillic" as const,
  });
  const made = replacePassages(db, index, {
    transcriptionId,
    fingerprint: "analyser 2",
    passages: [place(0, 2, "раз два"), place(2, 3, "три четыре пять")],
  });
  const ids = made.map(({ id }) => id);
  assert.deepEqual([...findPieceCodes(db, ids, pieces).keys()], [ids[0]]);
  assert.equal(rowCount(archive), 1);
});
