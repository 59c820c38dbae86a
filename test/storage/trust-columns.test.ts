/** What migration 4 added: hashes, notes of the import, and the mark of an outdated sidecar. */
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFileSync, truncateSync } from "node:fs";
import { cp } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import fc from "fast-check";
import { openArchive } from "../../src/fonoteka.ts";
import { hashTranscript } from "../../src/storage/hash-transcript.ts";
import { findRecording, removeRecording, updateRecording } from "../../src/storage/recordings.ts";
import { getTranscript, listTranscriptions, makeCurrent } from "../../src/storage/transcriptions.ts";
import {
  addSpokenRecording,
  openTempArchive,
  type TempArchive,
  tempFolder,
} from "../support/temp-archive.ts";

const sample = join(import.meta.dirname, "../../samples/2026-04-17_12-05-44.opus");

test("the hash of the stored Opus file and what was found at import are kept with the recording", async (t) => {
  const folder = tempFolder(t);
  const cutOff = join(folder, "cut off.opus");
  await cp(sample, cutOff);
  truncateSync(cutOff, 20_000);
  await using archive = await openArchive(join(folder, "archive"));
  for await (const outcome of archive.import([cutOff])) {
    assert.equal(outcome.status, "imported");
    if (outcome.status !== "imported") return;
    const stored = archive.describe(outcome.recording.id).recording;
    const bytes = readFileSync(archive.soundPath(stored.id));
    assert.equal(stored.opusSha256, createHash("sha256").update(bytes).digest("hex"));
    assert.equal(stored.opusSha256From, "import");
    assert.ok(outcome.warnings.length > 0);
    assert.deepEqual(stored.importNotes, outcome.warnings);
  }
});

test("a transcription's checksum is that of what is read back, and any change of a word changes it", (t) => {
  const archive = openTempArchive(t);
  const id = addSpokenRecording(archive, ["раз два", "three four"]).transcriptionId;
  const { checksum } = checksumOf(archive, id);
  assert.equal(hashOfRows(archive, id), checksum);
  fc.assert(
    fc.property(
      fc.constantFrom("word", "start_ms", "end_ms", "confidence", "interpolated"),
      fc.nat(3),
      (column, position) => {
        archive.db.exec("savepoint try");
        const changes: Record<string, string> = {
          word: "word || 'x'",
          confidence: "0.5",
          interpolated: "1 - interpolated",
        };
        archive.db.run(
          `update transcription_words set ${column} = ${changes[column] ?? `${column} + 1`} where position = ?`,
          position,
        );
        assert.notEqual(hashOfRows(archive, id), checksum);
        archive.db.exec("rollback to try; release try");
      },
    ),
  );
});

test("notes and channels are part of the checksum; without them it is that of earlier versions", () => {
  const facts = { language: "ru", confidence: null, engine: "import", model: "srt", createdAt: "2026-03-02" };
  const segment = { startMs: 0, endMs: 400, speaker: null, language: "ru", channel: null, words: [] };
  const note = { code: "transcript-ends-early", values: { end: "0:02" }, text: "it ends early" };
  const hash = (notes = [] as (typeof note)[], channel: number | null = null) =>
    hashTranscript({ ...facts, notes }, [{ ...segment, channel }]);
  const lines = [
    ["ru", null, "import", "srt", "2026-03-02"],
    [0, 400, null, "ru", 0],
  ];
  const earlier = createHash("sha256").update(lines.map((line) => `${JSON.stringify(line)}\n`).join(""));
  assert.equal(hash(), earlier.digest("hex"));
  const all = [hash(), hash([note]), hash([], 1), hash([], 2), hash([note], 1)];
  assert.equal(new Set(all).size, all.length);
});

test("every change marks the sidecar of its recording, and no other, as outdated", (t) => {
  const archive = openTempArchive(t);
  const { db } = archive;
  const first = addSpokenRecording(archive, ["раз"]);
  const second = addSpokenRecording(archive, ["два"]);
  const [one, two] = [first.recording.id, second.recording.id];
  const settle = () => db.run("delete from sidecars_due");
  const due = () => db.all<{ id: number }>("select recording_id as id from sidecars_due").map(({ id }) => id);
  assert.deepEqual(due(), [one, two]);
  settle();
  updateRecording(db, one, { title: "Новое имя" });
  assert.deepEqual(due(), [one]);
  const token = () => db.get<{ token: number }>("select token from sidecars_due")!.token;
  const before = token();
  updateRecording(db, one, { title: "Ещё одно" });
  assert.notEqual(token(), before);
  settle();
  // Another program's change.
  db.run("update recordings set notes = 'x' where id = ?", two);
  assert.deepEqual(due(), [two]);
  settle();
  const [newest] = listTranscriptions(db, two);
  db.run("update transcriptions set is_current = 0 where id = ?", newest!.id);
  settle();
  makeCurrent(db, newest!.id);
  assert.deepEqual(due(), [two]);
  removeRecording(db, two);
  assert.deepEqual(due(), []);
  assert.ok(findRecording(db, one));
});

function checksumOf({ db }: TempArchive, id: number) {
  return db.get<{ checksum: string }>("select checksum from transcriptions where id = ?", id)!;
}

function hashOfRows({ db }: TempArchive, id: number): string {
  const transcription = db.get<{ recordingId: number }>(
    "select recording_id as recordingId from transcriptions where id = ?",
    id,
  )!;
  const facts = listTranscriptions(db, transcription.recordingId).find((found) => found.id === id)!;
  return hashTranscript(facts, getTranscript(db, id).segments);
}
