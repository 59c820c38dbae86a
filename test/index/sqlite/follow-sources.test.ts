import assert from "node:assert/strict";
import { test } from "node:test";
import { openArchiveDatabase } from "../../../src/index/open-archive-database.ts";
import { checkIndex } from "../../../src/index/sqlite/check-index.ts";
import { findRecordingsByText } from "../../../src/index/sqlite/recording-texts.ts";
import { indexFingerprint } from "../../../src/indexing/index-transcription.ts";
import { findRecording, removeRecording } from "../../../src/storage/recordings.ts";
import { makeCurrent } from "../../../src/storage/transcriptions.ts";
import { runScript } from "../../support/run-script.ts";
import {
  addSpokenRecording,
  indexByLine,
  inventTranscript,
  openTempArchive,
} from "../../support/temp-archive.ts";

const words = (term: string) => ({ query: { terms: [term], phrases: [], excluded: [] }, limit: 5 });

/** Changes an archive in a process that is killed right after the index heard of the change, before the commit. */
async function killInTheMiddle(databasePath: string, change: string): Promise<void> {
  const { code, stdout, stderr } = await runScript(`
    import { openArchiveDatabase } from "../../src/index/open-archive-database.ts";
    import { removeRecording, updateRecording } from "../../src/storage/recordings.ts";
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
