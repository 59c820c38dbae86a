import assert from "node:assert/strict";
import { test } from "node:test";
import { openArchiveDatabase } from "../../../src/index/open-archive-database.ts";
import { checkIndex } from "../../../src/index/sqlite/check-index.ts";
import { findRecordingsByText } from "../../../src/index/sqlite/recording-texts.ts";
import { indexFingerprint } from "../../../src/indexing/index-transcription.ts";
import { type Database, readTransaction } from "../../../src/storage/database.ts";
import { readRecordingRows } from "../../../src/storage/recording-rows.ts";
import { findRecording, removeRecording } from "../../../src/storage/recordings.ts";
import { insertTranscription, makeCurrent } from "../../../src/storage/transcriptions.ts";
import { runScript } from "../../support/run-script.ts";
import {
  addSpokenRecording,
  indexByLine,
  inventRecording,
  inventTranscript,
  openTempArchive,
} from "../../support/temp-archive.ts";

const words = (term: string) => ({ query: { terms: [term], phrases: [], excluded: [] }, limit: 5 });

/** Changes an archive in a process that is killed right after the index heard of the change, before the commit. */
async function killInTheMiddle(databasePath: string, change: string): Promise<void> {
  const { code, stdout, stderr } = await runScript(`
    import { openArchiveDatabase } from "../../src/index/open-archive-database.ts";
    import { restoreRecordingRows } from "../../src/storage/recording-rows.ts";
    import { insertRecording, removeRecording, updateRecording } from "../../src/storage/recordings.ts";
    import { insertTranscription, makeCurrent } from "../../src/storage/transcriptions.ts";
    const db = openArchiveDatabase(${JSON.stringify(databasePath)});
    const listener = db.listener;
    const killed = (name) => (...values) => {
      listener[name](...values);
      console.log("index written");
      process.kill(process.pid, "SIGKILL");
    };
    db.listener = Object.fromEntries(Object.keys(listener).map((name) => [name, killed(name)]));
    ${change}
    console.log("committed");
  `).done;
  assert.deepEqual({ code, stdout, stderr }, { code: null, stdout: "index written\n", stderr: "" });
}

test("a process killed between source and index leaves neither a title nor its stems", async (t) => {
  const archive = openTempArchive(t);
  const { recording } = addSpokenRecording(archive, ["о пчёлах"], { title: "Пасека" });
  await killInTheMiddle(archive.files.database, `updateRecording(db, ${recording.id}, { title: "Огород" });`);
  const db = openArchiveDatabase(archive.files.database);
  t.after(() => db.close());
  assert.equal(findRecording(db, recording.id)?.title, "Пасека");
  assert.equal(findRecordingsByText(db, words("пасек")).length, 1);
  assert.equal(findRecordingsByText(db, words("огород")).length, 0);
});

test("a process killed while it removes a recording leaves the recording and all that finds it", async (t) => {
  const archive = openTempArchive(t);
  const { recording, passageIds } = addSpokenRecording(archive, ["мёд и воск", "прополис"], {
    title: "Улей",
  });
  await killInTheMiddle(archive.files.database, `removeRecording(db, ${recording.id});`);
  const db = openArchiveDatabase(archive.files.database);
  t.after(() => db.close());
  assert.ok(findRecording(db, recording.id));
  assert.equal(archive.index.findByText(words("прополис").query, 5)[0]?.passageId, passageIds[1]);
  assert.deepEqual(
    Object.values(checkIndex(db, indexFingerprint)).filter((ids) => ids.length > 0),
    [],
  );
});

/** All that a change may touch, in source and index. */
function snapshot(db: Database): unknown {
  return [
    db.all("select id, title from recordings"),
    db.all("select id, is_current from transcriptions"),
    db.all("select id, transcription_id from passages"),
    db.all("select rowid, title from recordings_fts"),
    db.all("select transcription_id from transcription_indexes"),
    checkIndex(db, indexFingerprint),
  ];
}

for (const name of ["insertRecording", "insertTranscription", "makeCurrent", "restoreRecordingRows"]) {
  test(`a process killed in ${name} leaves source and index as they were`, async (t) => {
    const archive = openTempArchive(t);
    const { db } = archive;
    const made = { engine: "test", model: "test", createdAt: "2026-03-02T09:00:00Z" };
    const gone = addSpokenRecording(archive, ["воск"], { title: "Улей" });
    const rows = readRecordingRows(db, gone.recording.id);
    removeRecording(db, gone.recording.id);
    const { recording, transcriptionId } = addSpokenRecording(archive, ["мёд"]);
    const transcript = inventTranscript(["докер"]);
    const next = insertTranscription(db, { recordingId: recording.id, transcript, ...made });
    indexByLine(archive, next.id, transcript);
    const before = snapshot(db);
    const changes: Record<string, string> = {
      insertRecording: `insertRecording(db, ${JSON.stringify(inventRecording())})`,
      insertTranscription: `insertTranscription(db, ${JSON.stringify({ recordingId: recording.id, transcript, ...made })})`,
      makeCurrent: `makeCurrent(db, ${transcriptionId})`,
      restoreRecordingRows: `restoreRecordingRows(db, ${JSON.stringify(rows)}, "again.opus")`,
    };
    await killInTheMiddle(archive.files.database, changes[name]!);
    const again = openArchiveDatabase(archive.files.database);
    t.after(() => again.close());
    assert.deepEqual(snapshot(again), before);
  });
}

test("the index is told of a change inside the transaction that makes it, or not at all", (t) => {
  const archive = openTempArchive(t);
  const { db } = archive;
  const { recording, transcriptionId } = addSpokenRecording(archive, ["мёд"], { title: "Улей" });
  const before = snapshot(db);
  const tell = [
    () => db.listener.recordingWritten({ ...recording, title: "Огород" }),
    () => db.listener.recordingRemoved(recording.id),
    () => db.listener.transcriptionRetired(transcriptionId),
  ];
  for (const work of tell) {
    assert.throws(work, TypeError);
    assert.throws(() => readTransaction(db, work), TypeError);
  }
  assert.deepEqual(snapshot(db), before);
});

test("what is removed or retired is found no more, from that instant on", (t) => {
  const archive = openTempArchive(t);
  const { db, index } = archive;
  const old = addSpokenRecording(archive, ["кубернетис"], { title: "Созвон" });
  removeRecording(db, old.recording.id);
  assert.deepEqual(index.findByText(words("кубернетис").query, 5), []);
  assert.equal(findRecordingsByText(db, words("созвон")).length, 0);
  assert.deepEqual(index.count(), { passages: 0, vectors: 0 });
  const kept = addSpokenRecording(archive, ["докер"]);
  makeCurrent(db, kept.transcriptionId);
  assert.equal(index.findByText(words("докер").query, 5).length, 1, "the current one stays");
  indexByLine(archive, kept.transcriptionId, inventTranscript(["докер"]));
});
