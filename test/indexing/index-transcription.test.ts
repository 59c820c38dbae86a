import assert from "node:assert/strict";
import { after, before, beforeEach, describe, it } from "node:test";
import type { Embedder } from "../../src/embedding/embedder.ts";
import { archiveError, isArchiveError } from "../../src/errors.ts";
import { countIndex } from "../../src/index/sqlite/count-index.ts";
import { findByText } from "../../src/index/sqlite/find-by-text.ts";
import { listPassages } from "../../src/index/sqlite/passages.ts";
import { listTranscriptionsToIndex } from "../../src/index/sqlite/pending-index.ts";
import { embedPassages } from "../../src/indexing/embed-passages.ts";
import { indexFingerprint, indexTranscription } from "../../src/indexing/index-transcription.ts";
import { type InventedArchive, inventArchive, openEmbedder, store } from "../search/invent-archive.ts";

const lines = Array.from({ length: 9 }, (_, at) => `Пчела номер ${at} летит домой.`);

describe("indexing a transcription", () => {
  let archive: InventedArchive;
  beforeEach(async () => {
    archive = await inventArchive([]);
  });

  it("makes passages that are found by stems, and nothing is missing after it", () => {
    using held = archive;
    const { db } = held;
    const id = store(db, { title: "Пасека", passages: lines });
    assert.equal(listTranscriptionsToIndex(db, indexFingerprint, { limit: 10 }).length, 1);
    const passages = indexTranscription(db, id);
    assert.deepEqual(passages, listPassages(db, id));
    assert.equal(passages.length, 9);
    assert.equal(passages[3]!.text, lines[3]);
    assert.deepEqual(listTranscriptionsToIndex(db, indexFingerprint, { limit: 10 }), []);
    assert.equal(countIndex(db).passages, 9);
    const found = findByText(db, { query: { terms: ["пчел"], phrases: [], excluded: [] }, limit: 100 });
    assert.equal(found.length, 9);
  });

  it("done again replaces what was there", () => {
    using held = archive;
    const { db } = held;
    const id = store(db, { title: "Пасека", passages: lines });
    indexTranscription(db, id);
    indexTranscription(db, id);
    assert.equal(countIndex(db).passages, 9);
  });

  it("of a recording without a word makes no passages and counts as done", () => {
    using held = archive;
    const { db } = held;
    const id = store(db, { title: "Тишина", passages: [] });
    assert.deepEqual(indexTranscription(db, id), []);
    assert.deepEqual(listTranscriptionsToIndex(db, indexFingerprint, { limit: 10 }), []);
  });

  it("that is not there is not found", () => {
    using held = archive;
    assert.throws(
      () => indexTranscription(held.db, 77),
      (error) => isArchiveError(error, "not-found"),
    );
  });
});

describe("embedding passages", () => {
  let embedder: Embedder;
  before(async () => {
    embedder = await openEmbedder();
  });
  after(() => embedder.close());

  /** An archive of nine passages that all lack a vector. */
  async function unembedded(): Promise<InventedArchive> {
    const archive = await inventArchive([], embedder);
    indexTranscription(archive.db, store(archive.db, { title: "Пасека", passages: lines }));
    return archive;
  }

  it("makes what is missing, tells how far it is, and then has nothing to do", async () => {
    using archive = await unembedded();
    const progress: unknown[] = [];
    const made = await embedPassages(
      { ...archive, embedder },
      { batchSize: 4, onProgress: (one) => progress.push(one) },
    );
    assert.equal(made, 9);
    assert.deepEqual(progress, [
      { done: 4, total: 9 },
      { done: 8, total: 9 },
      { done: 9, total: 9 },
    ]);
    assert.equal(countIndex(archive.db).vectors, 9);
    assert.equal(await embedPassages({ ...archive, embedder }), 0);
  });

  it("cut off by a failure or a cancel keeps the batches that were done and goes on from there", async () => {
    using archive = await unembedded();
    let calls = 0;
    const failing: Embedder = {
      ...embedder,
      embedPassages(texts, options) {
        if (++calls === 2) return Promise.reject(archiveError("engine-error", { why: "the engine died" }));
        return embedder.embedPassages(texts, options);
      },
    };
    await assert.rejects(embedPassages({ ...archive, embedder: failing }, { batchSize: 4 }), (error) =>
      isArchiveError(error, "engine-failed"),
    );
    assert.equal(countIndex(archive.db).vectors, 4);

    const stop = new AbortController();
    const cut = embedPassages(
      { ...archive, embedder },
      { batchSize: 3, signal: stop.signal, onProgress: () => stop.abort() },
    );
    await assert.rejects(cut, (error) => isArchiveError(error, "cancelled"));
    assert.equal(countIndex(archive.db).vectors, 7);
    assert.equal(await embedPassages({ ...archive, embedder }), 2);
  });

  it("of one transcription leaves the others alone", async () => {
    using archive = await unembedded();
    const { db } = archive;
    const id = store(db, { title: "Ещё", passages: lines.slice(0, 2) });
    indexTranscription(db, id);
    assert.equal(await embedPassages({ db, embedder }, { transcriptionId: id }), 2);
    assert.equal(countIndex(db).vectors, 2);
  });

  it("survives indexing again: passages with the same words keep their vectors", async () => {
    using archive = await unembedded();
    await embedPassages({ ...archive, embedder });
    indexTranscription(archive.db, 1);
    assert.equal(countIndex(archive.db).vectors, 9);
  });
});
