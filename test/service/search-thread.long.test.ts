import assert from "node:assert/strict";
import { once } from "node:events";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { Worker } from "node:worker_threads";
import type { Segment } from "../../src/domain.ts";
import { openArchive, type SearchAnswer } from "../../src/fonoteka.ts";
import { openArchiveDatabase } from "../../src/index/open-archive-database.ts";
import { indexTranscription } from "../../src/indexing/index-transcription.ts";
import { SearchThread } from "../../src/service/search-thread.ts";
import type { SearchReply } from "../../src/service/search-worker.ts";
import { insertTranscription } from "../../src/storage/transcriptions.ts";
import { tempFolder } from "../support/temp-folder.ts";
import { openTempService, talk } from "./open-temp-service.ts";

type Settled = PromiseSettledResult<SearchAnswer>;

/** Passages of some twenty words, most with words that the question asks for: the costly kind of archive. */
async function makeLargeArchive(t: TestContext, passages: number) {
  const folder = join(tempFolder(t), "archive");
  mkdirSync(folder);
  const archive = await openArchive(folder);
  const [outcome] = await Array.fromAsync(archive.import([talk]));
  assert.ok(outcome?.status === "imported");
  const segments: Segment[] = Array.from({ length: passages }, (_, index) => {
    const startMs = index * 60_000;
    const texts =
      `how many bees live in hive number ${index} and what honey did they make in summer ${index % 90}`.split(
        " ",
      );
    const words = texts.map((text, place) => ({
      text,
      startMs: startMs + place * 400,
      endMs: startMs + place * 400 + 390,
      confidence: null,
      timing: "measured" as const,
    }));
    return {
      startMs,
      endMs: startMs + texts.length * 400,
      speaker: null,
      language: "en",
      channel: null,
      words,
    };
  });
  const db = openArchiveDatabase(join(folder, "data.db"));
  const { id } = insertTranscription(db, {
    recordingId: outcome.recording.id,
    transcript: { language: "en", confidence: null, segments },
    engine: "import",
    model: "test",
    createdAt: "2026-01-01T00:00:00Z",
  });
  indexTranscription(db, id);
  db.close();
  return archive;
}

test("a search of 10 000 passages costs the main thread a few milliseconds: nothing else waits longer for it", async (t) => {
  const archive = await makeLargeArchive(t, 10_000);
  assert.equal((await archive.status()).index.passages, 10_000);
  const service = await openTempService(t, { archive });
  const query = "how many bees made honey in summer";
  await service.search(query, { mode: "keyword" });
  for (let time = 0; time < 5; time++) {
    const before = process.threadCpuUsage();
    const inPlaceMs = performance.now();
    const { hits } = await service.search(query, { mode: "keyword" });
    assert.equal(hits.length, 10);
    const { user, system } = process.threadCpuUsage(before);
    const mainMs = (user + system) / 1000;
    assert.ok(mainMs < 50, `${mainMs} ms of the main thread`);
    t.diagnostic(`main thread ${mainMs.toFixed(1)} ms of ${(performance.now() - inPlaceMs).toFixed(0)} ms`);
  }
});

test("a question that is cancelled while it waits is never asked, one in work is let go, and the next is answered", async (t) => {
  const archive = await makeLargeArchive(t, 500);
  const thread = new SearchThread(archive);
  t.after(() => thread.close());
  t.after(() => archive.close());
  const options = { mode: "keyword" } as const;
  const stop = new AbortController();
  const asked = [
    thread.search("honey", options, stop.signal),
    thread.search("bees", options, stop.signal),
    thread.search("summer hive", options),
  ];
  stop.abort();
  const [first, second, third] = (await Promise.allSettled(asked)) as [Settled, Settled, Settled];
  assert.equal(first.status === "rejected" && first.reason.code, "cancelled");
  assert.equal(second.status === "rejected" && second.reason.code, "cancelled");
  assert.ok(third.status === "fulfilled");
  assert.deepEqual(third.value.query.terms, ["summer", "hive"]);
  await assert.rejects(thread.search("", options), { code: "invalid-input", name: "ArchiveError" });
});

test("a question that is cancelled in work ends in the thread as well", async (t) => {
  const archive = await makeLargeArchive(t, 10);
  t.after(() => archive.close());
  await assert.rejects(archive.search("honey", { mode: "keyword", signal: AbortSignal.abort() }), {
    code: "cancelled",
  });
  const url = new URL("../../src/service/search-worker.ts", import.meta.url);
  const settings = { ...archive.settings, languages: [...archive.settings.languages] };
  const worker = new Worker(url, { workerData: { folder: archive.folder, settings } });
  t.after(() => worker.terminate());
  // It is cancelled while the model is loaded for it.
  worker.postMessage({ id: 1, query: "honey", options: { mode: "semantic" } });
  worker.postMessage({ cancel: 1 });
  worker.postMessage({ cancel: 777 });
  const [reply] = (await once(worker, "message")) as [SearchReply];
  assert.ok("error" in reply && "code" in reply.error, JSON.stringify(reply));
  assert.deepEqual([reply.id, reply.error.code], [1, "cancelled"]);
  const thread = new SearchThread(archive);
  t.after(() => thread.close());
  const stop = new AbortController();
  const asked = thread.search("honey", { mode: "semantic", signal: stop.signal });
  stop.abort();
  await assert.rejects(asked, { code: "cancelled" });
});

test("what is added while the thread is open is found by it", async (t) => {
  const archive = await makeLargeArchive(t, 10);
  const service = await openTempService(t, { archive });
  assert.deepEqual((await service.search("propolis", { mode: "keyword" })).hits, []);
  const path = join(tempFolder(t), "a.srt");
  writeFileSync(path, "1\n00:00:01,000 --> 00:00:03,000\nPropolis.\n");
  await service.attachTranscript(1, path);
  assert.equal((await service.search("propolis", { mode: "keyword" })).hits.length, 1);
});

test("a search thread that ends is replaced by the next question", async (t) => {
  const archive = await makeLargeArchive(t, 10);
  const { rename } = await import("node:fs/promises");
  const thread = new SearchThread(archive);
  t.after(() => thread.close());
  t.after(() => archive.close());
  const path = join(archive.folder, "data.db");
  await rename(path, `${path}.away`);
  await assert.rejects(thread.search("honey", { mode: "keyword" }), { code: "engine-failed" });
  await rename(`${path}.away`, path);
  assert.equal((await thread.search("honey", { mode: "keyword" })).hits.length > 0, true);
});
