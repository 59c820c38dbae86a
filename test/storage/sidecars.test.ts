/** Sidecars: what they hold, when they are written, and what they never overwrite. */
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import fc from "fast-check";
import { moveToTrash, restoreFromTrash } from "../../src/recording/remove-recording.ts";
import { compareSidecar } from "../../src/storage/compare-sidecar.ts";
import { transaction } from "../../src/storage/database.ts";
import { parseSidecar, readSidecar } from "../../src/storage/read-sidecar.ts";
import { readRecordingRows } from "../../src/storage/recording-rows.ts";
import { getRecording, updateRecording } from "../../src/storage/recordings.ts";
import { renderSidecar } from "../../src/storage/render-sidecar.ts";
import { findSidecar, isSidecarFile } from "../../src/storage/sidecar-files.ts";
import { SidecarWriter } from "../../src/storage/sidecar-writer.ts";
import { countDueSidecars, findDueToken } from "../../src/storage/sidecars-due.ts";
import { getTranscript, insertTranscription, listTranscriptions } from "../../src/storage/transcriptions.ts";
import { writeDueSidecars } from "../../src/storage/write-sidecars.ts";
import { addSpokenRecording, openTempArchive, type TempArchive } from "../support/temp-archive.ts";

test("a sidecar holds every column of a recording and its transcriptions, under its own checksum", async (t) => {
  const archive = openTempArchive(t);
  const { db, files } = archive;
  const note = { code: "audio-ends-early", values: { seconds: 2, totalSeconds: 9 }, text: "ends early" };
  const { recording } = addWithSound(archive, ["раз два", "three “four” \u0001\\ five"], {
    title: 'Имя "в кавычках"',
    tags: ["a", "б"],
    importNotes: [note],
    sourceTrack: 2,
    sourceTracks: [
      { number: 1, codec: "aac", channels: 2, sampleRate: 48_000, isDefault: true, durationSeconds: 61.5 },
      {
        number: 2,
        codec: "opus",
        channels: 1,
        sampleRate: 48_000,
        language: "rus",
        title: "Гость",
        isDefault: false,
      },
    ],
    dateCandidates: [
      { source: "tag", value: "2026-03-01T07:00:00Z", date: "2026-03-01T10:00:00+03:00", hasTime: true },
    ],
    opusSha256: "ab",
    opusSha256From: "import",
  });
  insertTranscription(db, {
    recordingId: recording.id,
    engine: "import",
    model: "srt",
    createdAt: "2026-03-03T09:00:00+03:00",
    transcript: {
      language: null,
      confidence: null,
      notes: [note],
      segments: [
        { startMs: 0, endMs: 10, speaker: "Анна", language: "ru", channel: 2, words: [] },
        {
          startMs: 20,
          endMs: 900,
          speaker: null,
          language: null,
          channel: null,
          words: [{ text: "да\ud800", startMs: 20.4, endMs: 900, confidence: null, timing: "interpolated" }],
        },
      ],
    },
  });
  assert.equal(await writeDueSidecars(db, files), 1);
  assert.equal(countDueSidecars(db), 0);
  const path = join(files.recordings, recording.filename.replace(".opus", ".json"));
  const read = await readSidecar(path);
  assert.equal(read.state, "whole");
  if (read.state !== "whole") return;
  assert.deepEqual(read.sidecar.recording, getRecording(db, recording.id));
  const stored = listTranscriptions(db, recording.id).reverse();
  assert.equal(read.sidecar.transcriptions.length, 2);
  for (const [index, { segments, checksum, ...facts }] of read.sidecar.transcriptions.entries()) {
    const { recordingId, wordCount, ...expected } = stored[index]!;
    assert.deepEqual(facts, expected);
    assert.equal(segments.flatMap(({ words }) => words).length, wordCount);
    assert.deepEqual(segments, getTranscript(db, facts.id).segments);
    assert.equal(checksum, checksumOf(archive, facts.id));
  }
  // Its checksum can be tested without this program: head -n -2 X.json | sha256sum
  const lines = readFileSync(path, "utf8").split("\n");
  const before = `${lines.slice(0, -3).join("\n")}\n`;
  assert.equal(lines.at(-3), `"sha256": "${createHash("sha256").update(before).digest("hex")}"`);
  assert.deepEqual(JSON.parse(lines.join("\n")).version, 1);
  assert.equal((await compareSidecar(db, files, recording)).state, "equal");
});

test("any changed byte of a sidecar is noticed", async (t) => {
  const archive = openTempArchive(t);
  const { recording } = addWithSound(archive, ["раз два три"]);
  const { pieces } = (await renderSidecar(archive.db, recording.id))!;
  const bytes = Buffer.from(pieces.join(""));
  assert.equal(parseSidecar(bytes).state, "whole");
  fc.assert(
    fc.property(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), (at, difference) => {
      const changed = Buffer.from(bytes);
      changed[at] = changed[at]! ^ difference;
      assert.notEqual(parseSidecar(changed).state, "whole");
      assert.notEqual(parseSidecar(changed.subarray(0, at)).state, "whole");
    }),
  );
});

test("each change is written in the background, and closing waits for it", async (t) => {
  const archive = openTempArchive(t);
  const { db, files } = archive;
  const writer = new SidecarWriter(db, files);
  writer.start();
  const { recording } = addWithSound(archive, ["раз"]);
  await waitFor(() => countDueSidecars(db) === 0);
  assert.equal((await compareSidecar(db, files, recording)).state, "equal");
  updateRecording(db, recording.id, { title: "Новое имя" });
  assert.equal((await compareSidecar(db, files, recording)).state, "outdated");
  await writer.close();
  const read = await readSidecar(findSidecar(files, recording)!);
  assert.equal(read.state === "whole" && read.sidecar.recording.title, "Новое имя");
  assert.equal(db.onCommitted, undefined);
  assert.deepEqual(partsIn(archive), []);
});

test("what changes now is written before the many that were outdated when the archive was opened", async (t) => {
  const archive = openTempArchive(t);
  const { db, files } = archive;
  const ids = transaction(db, () =>
    Array.from({ length: 70 }, () => addWithSound(archive, ["раз"]).recording.id),
  );
  const writer = new SidecarWriter(db, files);
  writer.start();
  const wake = db.onCommitted!;
  const marks: { isLastDue: boolean; count: number }[] = [];
  db.onCommitted = () => {
    wake();
    marks.push({ isLastDue: findDueToken(db, ids.at(-1)!) !== undefined, count: countDueSidecars(db) });
    // Before the writer chooses the next ones.
    if (marks.length === 1) queueMicrotask(() => updateRecording(db, ids.at(-1)!, { title: "Новое имя" }));
  };
  await waitFor(() => countDueSidecars(db) === 0);
  await writer.close();
  assert.deepEqual(marks.slice(0, 3), [
    { isLastDue: true, count: 54 },
    { isLastDue: true, count: 54 },
    { isLastDue: false, count: 53 },
  ]);
});

test("a mark of a recording that is not there does not keep the writer at work for ever", async (t) => {
  const archive = openTempArchive(t);
  const { db, files } = archive;
  const { recording } = addWithSound(archive, ["раз"]);
  db.run("insert into sidecars_due (recording_id) values (?)", recording.id + 1000);
  const writer = new SidecarWriter(db, files);
  writer.start();
  await writer.close();
  assert.ok(findSidecar(files, recording));
  assert.equal(countDueSidecars(db), 0);
});

test("a change made while a sidecar is written is not lost, and an older state never replaces a newer one", async (t) => {
  const archive = openTempArchive(t);
  const { db, files } = archive;
  const { recording } = addWithSound(archive, [
    Array.from({ length: 9000 }, (_, at) => `слово${at}`).join(" "),
  ]);
  const writing = writeDueSidecars(db, files);
  updateRecording(db, recording.id, { title: "Во время записи" });
  assert.equal(await writing, 1);
  assert.equal((await compareSidecar(db, files, recording)).state, "equal");
  // Another process has written a newer state between the rows' reading and the rename.
  updateRecording(db, recording.id, { title: "Третье" });
  const slow = writeDueSidecars(db, files);
  updateRecording(db, recording.id, { title: "Четвёртое" });
  await writeDueSidecars(db, files);
  await slow;
  const read = await readSidecar(findSidecar(files, recording)!);
  assert.equal(read.state === "whole" && read.sidecar.recording.title, "Четвёртое");
  assert.deepEqual(partsIn(archive), []);
});

test("another program's file of that name stays as it is", async (t) => {
  const archive = openTempArchive(t);
  const { db, files } = archive;
  const { recording } = addWithSound(archive, ["раз"]);
  const taken = join(files.recordings, recording.filename.replace(".opus", ".json"));
  writeFileSync(taken, '{"segments": []}');
  await writeDueSidecars(db, files);
  assert.equal(readFileSync(taken, "utf8"), '{"segments": []}');
  const path = findSidecar(files, recording)!;
  assert.equal(path, taken.replace(/json$/, "fonoteka.json"));
  assert.ok(isSidecarFile(path));
  assert.ok(!isSidecarFile(taken));
  updateRecording(db, recording.id, { title: "b" });
  await writeDueSidecars(db, files);
  assert.equal(findSidecar(files, recording), path);
  assert.equal(readdirSync(files.recordings).length, 3);
});

test("damaged rows do not replace the whole transcription that the sidecar has", async (t) => {
  const archive = openTempArchive(t);
  const { db, files } = archive;
  const { recording, transcriptionId } = addWithSound(archive, ["раз два"]);
  await writeDueSidecars(db, files);
  const segments = getTranscript(db, transcriptionId).segments;
  db.run("update transcription_words set word = 'рас' where position = 0");
  updateRecording(db, recording.id, { title: "Новое" });
  await writeDueSidecars(db, files);
  const read = await readSidecar(findSidecar(files, recording)!);
  assert.equal(read.state, "whole");
  if (read.state !== "whole") return;
  assert.equal(read.sidecar.recording.title, "Новое");
  assert.deepEqual(read.sidecar.transcriptions[0]!.segments, segments);
  const compared = await compareSidecar(db, files, recording);
  assert.deepEqual([compared.state, compared.damagedTranscriptions], ["different", [transcriptionId]]);
});

test("the sidecar of a removed recording goes with it, and comes back with it", async (t) => {
  const archive = openTempArchive(t);
  const { db, files } = archive;
  const { recording } = addWithSound(archive, ["раз"], { title: "Первое" });
  await writeDueSidecars(db, files);
  const rows = readRecordingRows(db, recording.id);
  moveToTrash(archive, recording.id);
  assert.deepEqual(readdirSync(files.recordings), []);
  await restoreFromTrash(archive, recording.id);
  await writeDueSidecars(db, files);
  assert.deepEqual(readRecordingRows(db, recording.id), rows);
  assert.equal((await compareSidecar(db, files, recording)).state, "equal");
});

test("a transcription of an earlier version gets its checksum with its sidecar", async (t) => {
  const archive = openTempArchive(t);
  const { db, files } = archive;
  const { transcriptionId } = addWithSound(archive, ["раз"]);
  const checksum = checksumOf(archive, transcriptionId);
  db.run("update transcriptions set checksum = null");
  await writeDueSidecars(db, files);
  assert.equal(checksumOf(archive, transcriptionId), checksum);
  assert.equal(countDueSidecars(db), 0);
});

test("where sound and sidecar are away nothing is written: another disk may lie there", async (t) => {
  const archive = openTempArchive(t);
  const { db, files } = archive;
  addSpokenRecording(archive, ["раз"]);
  await assert.rejects(writeDueSidecars(db, files), { reason: "recordings-not-mounted" });
  assert.equal(countDueSidecars(db), 1);
  // One of several: its file alone is gone.
  addWithSound(archive, ["два"]);
  assert.equal(await writeDueSidecars(db, files), 1);
  assert.equal(countDueSidecars(db), 1);
  assert.equal(readdirSync(files.recordings).length, 2);
});

function addWithSound(
  archive: TempArchive,
  ...rest: Parameters<typeof addSpokenRecording> extends [unknown, ...infer R] ? R : never
) {
  const added = addSpokenRecording(archive, ...rest);
  writeFileSync(join(archive.files.recordings, added.recording.filename), "sound");
  return added;
}

function checksumOf({ db }: TempArchive, id: number): string | null {
  return db.get<{ checksum: string | null }>("select checksum from transcriptions where id = ?", id)!
    .checksum;
}

function partsIn({ files }: TempArchive): string[] {
  return readdirSync(files.recordings).filter((name) => name.endsWith(".part"));
}

async function waitFor(isTrue: () => boolean): Promise<void> {
  while (!isTrue()) await new Promise((resolve) => setTimeout(resolve, 5));
}
