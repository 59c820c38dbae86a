/** New vectors are made beside the old ones, which answer until all of the new ones are there. */

import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import type { Embedder } from "../../src/embedding/embedder.ts";
import { findNearest } from "../../src/index/sqlite/find-nearest.ts";
import { findActiveEmbedding } from "../../src/index/sqlite/index-tables.ts";
import { countArchive } from "../../src/index/sqlite/pending-index.ts";
import { putVectors } from "../../src/index/sqlite/put-vectors.ts";
import { indexFingerprint, indexTranscription } from "../../src/indexing/index-transcription.ts";
import { sentenceFingerprint } from "../../src/language/cut-sentences.ts";
import { indexAndEmbed } from "../../src/stages/index-and-embed.ts";
import { renewVectors } from "../../src/stages/renew-vectors.ts";
import { insertRecording } from "../../src/storage/recordings.ts";
import { insertTranscription } from "../../src/storage/transcriptions.ts";
import { inventRecording, inventTranscript, inventVector, openTempArchive } from "../support/temp-archive.ts";

const texts = Array.from({ length: 20 }, (_, number) => `разговор о пчёлах номер${number}`);

/** A model at the seam: the vector of a text is its length's, turned by `turn`. It counts the texts it is given. */
function model(fingerprint: string, turn: number, before = (_count: number) => {}) {
  let count = 0;
  const vectorOf = (text: string) => inventVector(text.length + turn, 0.9);
  const embedder: Embedder = {
    fingerprint,
    dimensions: 8,
    model: "test-model",
    similarityFloor: 0,
    embedQuery: async (text) => vectorOf(text),
    embedPassages: async (given) => {
      count += given.length;
      before(count);
      return given.map(vectorOf);
    },
    close: async () => {},
    [Symbol.asyncDispose]: async () => {},
  };
  return { embedder, count: () => count };
}

async function openWithVectors(t: TestContext) {
  const { db } = openTempArchive(t);
  for (const text of texts) add(text);
  const old = model("old", 0);
  await indexAndEmbed({ db, embedder: old.embedder });
  function add(text: string): void {
    const { id: recordingId } = insertRecording(db, inventRecording());
    const transcript = inventTranscript([text]);
    const facts = { engine: "x", model: "x", createdAt: "2026-03-02T09:00:00Z" };
    indexTranscription(db, insertTranscription(db, { recordingId, transcript, ...facts }).id);
  }
  const nearest = (fingerprint: string) =>
    findNearest(db, { vector: inventVector(3, 0.9), limit: 50, fingerprint }).length;
  const counts = (embeddingFingerprint: string) =>
    countArchive(db, {
      indexFingerprint,
      embeddingFingerprint,
      sentenceFingerprint: sentenceFingerprint(embeddingFingerprint),
    });
  return { db, old, nearest, counts, add };
}

test("after a change of model the old vectors answer until all new ones are made; cut off, the work goes on", async (t) => {
  const { db, nearest, counts } = await openWithVectors(t);
  assert.equal(nearest("old"), 20);
  const stop = new AbortController();
  const stopped = model("new", 1, (count) => {
    assert.equal(nearest("old"), 20);
    if (count >= 8) stop.abort();
  });
  const cutOff = indexAndEmbed({ db, embedder: stopped.embedder }, { signal: stop.signal });
  await assert.rejects(cutOff, { code: "cancelled" });
  assert.equal(findActiveEmbedding(db)?.fingerprint, "old");
  assert.deepEqual([nearest("old"), nearest("new")], [20, 0]);
  assert.equal(counts("new").toEmbed, 20 - stopped.count());

  const rest = model("new", 1);
  const done = await indexAndEmbed({ db, embedder: rest.embedder });
  assert.equal(rest.count(), 20 - stopped.count(), "what was made was not made again");
  assert.equal(done.embedded, rest.count());
  assert.equal(findActiveEmbedding(db)?.fingerprint, "new");
  assert.deepEqual([nearest("old"), nearest("new")], [0, 20]);
  assert.deepEqual([counts("new").vectors, counts("new").toEmbed], [20, 0]);
  assert.equal(db.get("select 1 from vectors_next"), undefined);
});

test("vectors of the same model are made again beside the old ones, and what comes meanwhile keeps its own", async (t) => {
  const { db, nearest, counts, add } = await openWithVectors(t);
  let isAdded = false;
  const again = model("old", 5, (count) => {
    assert.equal(nearest("old"), isAdded ? 21 : 20);
    if (count < 8 || isAdded) return;
    isAdded = true;
    add("шмели, пришедшие позже всех");
    // Another process embeds it at once.
    const { id } = db.get<{ id: number }>("select max(id) as id from passages")!;
    putVectors(db, new Map([[id, inventVector(0, 0.9)]]), "old");
  });
  assert.deepEqual(await renewVectors({ db, embedder: again.embedder }, {}), { done: 21, failed: 0 });
  assert.equal(nearest("old"), 21);
  assert.equal(counts("old").toEmbed, 0);
  const made = db.get<{ vector: Uint8Array }>("select vector from passage_vectors where passage_id = 1")!;
  assert.deepEqual(new Float32Array(made.vector.slice().buffer), inventVector(texts[0]!.length + 5, 0.9));
});

test("a passage that cannot be embedded does not keep the others from the new model", async (t) => {
  const { db, nearest, counts } = await openWithVectors(t);
  const failing = model("new", 1);
  const { embedPassages } = failing.embedder;
  failing.embedder.embedPassages = async (given, options) => {
    if (given.some((text) => text.endsWith("номер4"))) throw new Error("out of memory");
    return embedPassages(given, options);
  };
  const { failed } = await indexAndEmbed({ db, embedder: failing.embedder });
  assert.equal(failed, 1);
  assert.equal(nearest("new"), 19);
  assert.equal(counts("new").vectors, 19);
});
