import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import type { Archive } from "../../src/fonoteka.ts";
import { listen } from "../../src/server/start-server.ts";
import { trashedRecordingSchema } from "../../src/server/trash-schemas.ts";
import { openTranscribed, stroll } from "./open-server.ts";

const opusFilesOf = ({ folder }: Archive) =>
  readdirSync(join(folder, "recordings")).filter((name) => name.endsWith(".opus"));

test("a removed recording is found nowhere, lies in the trash with everything known of it, and comes back as it was", async (t) => {
  const { archive, client, id } = await openTranscribed(t, {
    lines: ["We moved to Kubernetes.", "Мёд с липы."],
  });
  archive.update(id, { title: "Пасека", notes: "written by hand", tags: ["bees", "мёд"] });
  await client.attachTranscript(id, "two.srt", "1\n00:00:01,000 --> 00:00:03,000\nSecond Kubernetes text.\n");
  const before = archive.show(id);
  const earlier = archive.show(id, { transcriptionId: before.transcriptions.at(-1)!.id });
  const sound = readFileSync(archive.soundPath(id));

  assert.deepEqual(await client.removeRecording(id), { restorable: true });
  await assert.rejects(client.getRecording(id), { code: "not-found" });
  assert.deepEqual((await archive.search("kubernetes")).hits, []);
  assert.deepEqual(opusFilesOf(archive), []);
  const { recordings } = await client.listTrash();
  assert.deepEqual(trashedRecordingSchema.parse(recordings[0]), recordings[0]);
  assert.deepEqual([recordings[0]!.id, recordings[0]!.transcriptions], [id, 2]);
  assert.deepEqual((await client.status()).problems, []);

  const { recording } = await client.restoreRecording(id);
  assert.deepEqual({ ...recording, language: null, state: "transcribed" }, before.recording);
  assert.deepEqual(archive.show(id), before);
  assert.deepEqual(archive.show(id, { transcriptionId: earlier.transcription!.id }), earlier);
  assert.deepEqual(readFileSync(archive.soundPath(id)), sound);
  await archive.indexPending();
  assert.equal((await archive.search("kubernetes")).hits[0]?.recording.id, id);
  assert.deepEqual((await client.listTrash()).recordings, []);
  assert.deepEqual(readdirSync(join(archive.folder, "trash")), []);
  await assert.rejects(client.restoreRecording(id), { code: "not-found" });
});

test("a removal arrives over a real connection, where it has neither a body nor a length", async (t) => {
  const { server, id } = await openTranscribed(t);
  const { url, close } = await listen(server, { host: "127.0.0.1", port: 0 });
  t.after(close);
  const response = await fetch(new URL(`/api/recordings/${id}`, url), { method: "DELETE" });
  assert.deepEqual([response.status, await response.json()], [200, { restorable: true }]);
});

test("when its name is taken meanwhile a restored recording gets the next one", async (t) => {
  const { archive, client, id } = await openTranscribed(t);
  await client.removeRecording(id);
  // Another sound of the same moment: the same would be found in the trash.
  const { createdAt } = (await client.listTrash()).recordings[0]!.recording;
  const [again] = await Array.fromAsync(archive.import([stroll], { date: createdAt }));
  assert.ok(again?.status === "imported");
  assert.notEqual(again.recording.id, id);
  const { recording } = await client.restoreRecording(id);
  assert.equal(recording.filename, again.recording.filename.replace(".opus", "_2.opus"));
  assert.equal(archive.list().length, 2);
  assert.deepEqual((await client.status()).problems, []);
});

test("a recording whose sound is lost is removed all the same, and says so when it should come back", async (t) => {
  const { archive, client, id } = await openTranscribed(t, { path: stroll });
  rmSync(archive.soundPath(id));
  await client.removeRecording(id);
  await assert.rejects(client.restoreRecording(id), { code: "not-found" });
  assert.equal((await client.listTrash()).recordings.length, 1, "what is known of it stays");
});

test("a removal that was cut off before its rows went has changed nothing", async (t) => {
  const { archive, client, id } = await openTranscribed(t);
  const { readRecordingRows } = await import("../../src/storage/recording-rows.ts");
  const { putInTrash } = await import("../../src/storage/trash-files.ts");
  const { archiveFiles } = await import("../../src/storage/archive-files.ts");
  const { openArchiveDatabase } = await import("../../src/index/open-archive-database.ts");
  const { recording } = archive.describe(id);
  const db = openArchiveDatabase(archiveFiles(archive.folder).database, { readOnly: true });
  const tables = readRecordingRows(db, id);
  db.close();
  const data = JSON.stringify({
    format: "fonoteka-trash",
    version: 1,
    id,
    recording,
    removedAt: "",
    transcriptions: 1,
    tables,
  });
  putInTrash(archiveFiles(archive.folder), { id, filename: recording.filename, data });
  assert.deepEqual((await client.listTrash()).recordings, []);
  assert.equal((await client.getRecording(id)).recording.id, id);

  await assert.rejects(client.restoreRecording(id), { reason: "recording-not-in-trash" });
  assert.deepEqual(opusFilesOf(archive), [recording.filename], "no second file");
  const { problems } = await archive.status({ check: true });
  assert.deepEqual(
    problems.map(({ code, values }) => [code, values]),
    [["trash-entry-stale", { recording: id, path: join(archive.folder, "trash", entryOf(recording, id)) }]],
  );

  await client.removeRecording(id);
  assert.equal((await client.restoreRecording(id)).recording.filename, recording.filename);
  assert.ok(existsSync(archive.soundPath(id)));
  assert.deepEqual((await archive.status({ check: true })).problems, []);
});

test("a restore whose rows are damaged leaves no file in recordings/ and keeps the trash", async (t) => {
  const { archive, client, id } = await openTranscribed(t);
  const { recording } = archive.describe(id);
  await client.removeRecording(id);
  const dataPath = join(archive.folder, "trash", entryOf(recording, id));
  const data = JSON.parse(readFileSync(dataPath, "utf8"));
  delete data.tables.transcription_words;
  writeFileSync(dataPath, JSON.stringify(data));
  await assert.rejects(client.restoreRecording(id), { reason: "trash-rows-damaged" });
  assert.deepEqual(opusFilesOf(archive), []);
  assert.equal(readdirSync(join(archive.folder, "trash")).length, 2);
});

/** Name of a removed recording's data in trash/. */
function entryOf({ filename }: { filename: string }, id: number): string {
  return filename.replace(/\.opus$/, `.${id}.json`);
}
