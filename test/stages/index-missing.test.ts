import assert from "node:assert/strict";
import { test } from "node:test";
import { listTranscriptionsToIndex } from "../../src/index/sqlite/pending-index.ts";
import { indexFingerprint } from "../../src/indexing/index-transcription.ts";
import { indexMissing } from "../../src/stages/index-missing.ts";
import { findAttempts, listFailures, startAttempt } from "../../src/storage/jobs.ts";
import { insertRecording } from "../../src/storage/recordings.ts";
import { insertTranscription } from "../../src/storage/transcriptions.ts";
import {
  inventRecording,
  inventTranscript,
  openTempArchive,
  type TempArchive,
} from "../support/temp-archive.ts";

function store({ db }: TempArchive, line: string): number {
  const { id: recordingId } = insertRecording(db, inventRecording());
  const transcript = inventTranscript([line]);
  const createdAt = "2026-03-02T09:00:00+03:00";
  return insertTranscription(db, { recordingId, transcript, engine: "test", model: "test", createdAt }).id;
}

/** How many transactions wrote passages: each adds one piece to the full-text table. */
function pieces({ db }: TempArchive): number {
  return db.get<{ count: number }>("select count(distinct segid) as count from passages_stems_idx")!.count;
}

test("small transcriptions are indexed together, in one transaction", async (t) => {
  const archive = openTempArchive(t);
  for (let number = 0; number < 20; number++) store(archive, `заметка ${number}`);
  const done = await indexMissing(archive, {});
  assert.deepEqual(done, { transcriptions: 20, passages: 20, failed: 0 });
  assert.equal(pieces(archive), 1);
  assert.equal(archive.index.documentFrequency(["заметк"]).get("заметк"), 20);
  assert.equal(listTranscriptionsToIndex(archive.db, indexFingerprint, { limit: 9 }).length, 0);
  assert.equal(archive.db.get<{ count: number }>("select count(*) as count from jobs")!.count, 0);
});

test("long transcriptions are indexed one by one", async (t) => {
  const archive = openTempArchive(t);
  for (let number = 0; number < 3; number++) store(archive, "слово ".repeat(9000).trim());
  const { transcriptions, failed } = await indexMissing(archive, {});
  assert.deepEqual([transcriptions, failed], [3, 0]);
  assert.ok(pieces(archive) >= 3);
});

test("of several together the one that fails is found, counted and left; the others are indexed", async (t) => {
  const archive = openTempArchive(t);
  const ids = [store(archive, "раз"), store(archive, "беда"), store(archive, "три")];
  const wrong = ids[1]!;
  archive.db.exec(`create trigger wrong before insert on passages when new.transcription_id = ${wrong}
    begin select raise(abort, 'this one cannot be indexed'); end`);
  assert.deepEqual(await indexMissing(archive, {}), { transcriptions: 2, passages: 2, failed: 1 });
  assert.deepEqual(
    listFailures(archive.db).map(({ subjectId, attempts }) => [subjectId, attempts]),
    [[wrong, 1]],
  );
  assert.equal(findAttempts(archive.db, "index", ids[0]!), undefined);

  archive.db.exec("drop trigger wrong");
  assert.deepEqual(await indexMissing(archive, {}), { transcriptions: 1, passages: 1, failed: 0 });
  assert.deepEqual(listFailures(archive.db), []);
});

test("what was being indexed when the program died is tried alone", async (t) => {
  const archive = openTempArchive(t);
  const ids = ["раз", "два", "три", "четыре"].map((line) => store(archive, line));
  startAttempt(archive.db, "index", ids[1]!);
  assert.equal((await indexMissing(archive, {})).transcriptions, 4);
  // One and three and four without it, and it alone.
  assert.equal(pieces(archive), 2);
});

test("a cancel is heard between transactions, and nothing half done stays", async (t) => {
  const archive = openTempArchive(t);
  store(archive, "раз");
  const signal = AbortSignal.abort();
  await assert.rejects(indexMissing(archive, { signal }), { code: "cancelled" });
  assert.equal(archive.index.count().passages, 0);
  assert.equal(archive.db.get<{ count: number }>("select count(*) as count from jobs")!.count, 0);
});
