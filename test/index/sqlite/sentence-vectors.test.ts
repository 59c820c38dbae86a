import assert from "node:assert/strict";
import { test } from "node:test";
import { removeAllVectors, setActiveEmbedding } from "../../../src/index/sqlite/index-tables.ts";
import { listPassagesToEmbed, removePassages } from "../../../src/index/sqlite/passages.ts";
import { replacePassages } from "../../../src/index/sqlite/replace-passages.ts";
import {
  countSentenceCodes,
  findSentenceCodes,
  putSentenceCodes,
} from "../../../src/index/sqlite/sentence-vectors.ts";
import { openSqliteIndex } from "../../support/sqlite-index.ts";
import {
  addSpokenRecording,
  embedding,
  inventVector,
  openTempArchive,
  type TempArchive,
} from "../../support/temp-archive.ts";

const sentences = "sentences 1";
const fingerprints = { embedding: embedding.fingerprint, sentences };
const someCodes = (value: number) => new Uint8Array(14).fill(value);

/** Three passages, each with a vector and sentences. */
function addEmbedded(archive: TempArchive) {
  const added = addSpokenRecording(archive, ["раз два", "три", "четыре пять"]);
  archive.index.putVectors(new Map(added.passageIds.map((id, axis) => [id, inventVector(axis)])));
  putSentenceCodes(archive.db, new Map(added.passageIds.map((id) => [id, someCodes(id)])), fingerprints);
  return added;
}

const rowCount = ({ db }: TempArchive): number =>
  db.get<{ count: number }>("select count(*) as count from sentence_vectors")!.count;

test("sentences come back under the fingerprint they were stored with, and under no other", (t) => {
  const archive = openTempArchive(t);
  const { passageIds } = addEmbedded(archive);
  const found = findSentenceCodes(archive.db, [...passageIds, 999], sentences);
  assert.deepEqual([...found.keys()].sort(), passageIds.toSorted());
  assert.deepEqual(found.get(passageIds[1]!), someCodes(passageIds[1]!));
  assert.equal(countSentenceCodes(archive.db, sentences), 3);
  assert.equal(findSentenceCodes(archive.db, passageIds, "sentences 2").size, 0);
  assert.equal(countSentenceCodes(archive.db, "sentences 2"), 0);
});

test("sentences are stored only beside a vector of the embedding they were made with", (t) => {
  const archive = openTempArchive(t);
  const { db, index } = archive;
  const { passageIds } = addSpokenRecording(archive, ["раз два", "три"]);
  index.putVectors(new Map([[passageIds[0]!, inventVector(0)]]));
  const all = new Map(passageIds.map((id) => [id, someCodes(1)]));
  putSentenceCodes(db, all, { embedding: "another model", sentences });
  assert.equal(rowCount(archive), 0);
  putSentenceCodes(db, all, fingerprints);
  assert.deepEqual([...findSentenceCodes(db, passageIds, sentences).keys()], [passageIds[0]]);
});

test("sentences go with the vector they differ from: replaced, removed, forgotten", (t) => {
  const archive = openTempArchive(t);
  const { db, index } = archive;
  const { passageIds, transcriptionId } = addEmbedded(archive);
  const [first, second] = passageIds as [number, number];
  index.putVectors(new Map([[first, inventVector(5)]]));
  assert.equal(findSentenceCodes(db, [first], sentences).size, 0);
  assert.equal(rowCount(archive), 2);
  db.run("update passage_vectors set vector = ? where passage_id = ?", new Uint8Array(32), second);
  assert.equal(rowCount(archive), 1);
  removePassages(db, transcriptionId);
  assert.equal(rowCount(archive), 0);
  addEmbedded(archive);
  removeAllVectors(db);
  assert.equal(rowCount(archive), 0);
});

test("another model's vectors take the old sentences with them, and going back finds what is left", (t) => {
  const archive = openTempArchive(t);
  const { db } = archive;
  const { passageIds } = addEmbedded(archive);
  const other = { fingerprint: "other-model@1", dimensions: 8 };
  setActiveEmbedding(db, other);
  const index = openSqliteIndex(db, other.fingerprint);
  index.putVectors(new Map([[passageIds[0]!, inventVector(3)]]));
  assert.deepEqual(findSentenceCodes(db, passageIds, "other sentences"), new Map());
  setActiveEmbedding(db, embedding);
  assert.deepEqual([...findSentenceCodes(db, passageIds, sentences).keys()], passageIds.slice(1));
});

test("a passage with a vector and no sentences is still to be embedded", (t) => {
  const archive = openTempArchive(t);
  const { db, index } = archive;
  const { passageIds } = addSpokenRecording(archive, ["раз два", "три"]);
  index.putVectors(new Map(passageIds.map((id) => [id, inventVector(0)])));
  const toEmbed = (more: { sentences?: string }) =>
    listPassagesToEmbed(db, embedding.fingerprint, { limit: 9, ...more }).map(({ id }) => id);
  assert.deepEqual(toEmbed({}), []);
  assert.deepEqual(toEmbed({ sentences }), passageIds);
  putSentenceCodes(db, new Map([[passageIds[0]!, new Uint8Array()]]), fingerprints);
  assert.deepEqual(toEmbed({ sentences }), passageIds.slice(1));
});

test("cut again, passages that cover the same words keep their sentences", (t) => {
  const archive = openTempArchive(t);
  const { db } = archive;
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
  const made = replacePassages(db, {
    transcriptionId,
    fingerprint: "analyser 2",
    passages: [place(0, 2, "раз два"), place(2, 3, "три четыре пять")],
  });
  const ids = made.map(({ id }) => id);
  assert.deepEqual([...findSentenceCodes(db, ids, sentences).keys()], [ids[0]]);
  assert.equal(rowCount(archive), 1);
});
