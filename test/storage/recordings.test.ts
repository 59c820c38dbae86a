import assert from "node:assert/strict";
import { test } from "node:test";
import { checkIndex, isIndexSound } from "../../src/index/sqlite/check-index.ts";
import { indexFingerprint } from "../../src/indexing/index-transcription.ts";
import { findAttempts, startAttempt } from "../../src/storage/jobs.ts";
import { takeLease } from "../../src/storage/leases.ts";
import {
  findRecording,
  findRecordingByFilename,
  findRecordingBySoundHash,
  findRecordings,
  getRecording,
  insertRecording,
  listRecordings,
  removeRecording,
  updateRecording,
} from "../../src/storage/recordings.ts";
import { findRecordingByFileHash } from "../../src/storage/recordings-like.ts";
import { findWaveform, putWaveform } from "../../src/storage/waveforms.ts";
import {
  addSpokenRecording,
  inventRecording,
  inventVector,
  openTempArchive,
} from "../support/temp-archive.ts";

test("a recording comes back as it was stored", (t) => {
  const { db } = openTempArchive(t);
  const facts = inventRecording({
    title: "Пчёлы «и» 'quotes'",
    notes: "a\nb\0c",
    tags: ["улей", "a,b"],
    durationSeconds: 0.02,
  });
  const stored = insertRecording(db, facts);
  assert.deepEqual(stored, { ...facts, id: stored.id });
  for (const found of [
    getRecording(db, stored.id),
    findRecordingByFilename(db, facts.filename),
    findRecordingByFileHash(db, facts.sourceSha256),
    findRecordingBySoundHash(db, facts.soundSha256),
    findRecordings(db, [999, stored.id]).get(stored.id),
  ]) {
    assert.deepEqual(found, stored);
  }
  assert.equal(findRecording(db, 999), undefined);
  assert.throws(() => getRecording(db, 999), { code: "not-found" });
});

test("two tracks of one source file are two recordings", (t) => {
  const { db } = openTempArchive(t);
  const add = (sourceTrack: number | null, sourceSha256 = "talk.mkv", opusSha256: string | null = null) =>
    insertRecording(db, inventRecording({ sourceTrack, sourceSha256, opusSha256 })).id;
  const [second, first, unknown] = [add(2), add(1), add(null)];
  const own = add(1, "other.mkv", "own file");
  const find = (track?: number | null, sha256 = "talk.mkv") => findRecordingByFileHash(db, sha256, track)?.id;
  assert.deepEqual([find(1), find(2), find(3)], [first, second, undefined]);
  assert.equal(find(null), unknown, "not known, or the only one: no track in particular");
  assert.equal(find(), second, "of any track: the oldest");
  assert.deepEqual([find(1, "own file"), find(2, "own file"), find(undefined, "own file")], [own, own, own]);
});

test("a time without offset is no instant", (t) => {
  const { db } = openTempArchive(t);
  assert.throws(() => insertRecording(db, inventRecording({ createdAt: "2026-03-01T10:00:00" })), TypeError);
});

test("lists by instant, newest first", (t) => {
  const { db } = openTempArchive(t);
  // The same instant in two zones, and equal instants: the id decides.
  const times = [
    "2026-03-01T10:00:00+03:00",
    "2026-03-01T09:30:00Z",
    "2026-03-01T07:00:00Z",
    "2026-03-01T07:00:00Z",
    "1969-12-31T23:00:00Z",
  ];
  const ids = times.map((createdAt) => insertRecording(db, inventRecording({ createdAt })).id);
  const expected = [ids[1], ids[3], ids[2], ids[0], ids[4]];
  assert.deepEqual(
    listRecordings(db).map((recording) => recording.id),
    expected,
  );
});

test("filters by day on this machine's clock, by language of the current transcript, and by id", (t) => {
  const archive = openTempArchive(t);
  const at = (local: string) => new Date(local).toISOString();
  const first = addSpokenRecording(archive, ["раз"], { createdAt: at("2026-03-01T00:00:00") }).recording.id;
  const second = addSpokenRecording(archive, ["one"], {
    createdAt: at("2026-03-01T23:59:59"),
    language: "en",
  }).recording.id;
  const third = insertRecording(archive.db, inventRecording({ createdAt: at("2026-03-02T00:00:00") })).id;
  const listed = (filter: object) => listRecordings(archive.db, filter).map((recording) => recording.id);
  assert.deepEqual(listed({ from: "2026-03-01", to: "2026-03-01" }), [second, first]);
  assert.deepEqual(listed({ from: "2026-03-02" }), [third]);
  assert.deepEqual(listed({ to: "2026-03-01T00:00:00" }), [first]);
  assert.deepEqual(listed({ languages: ["en", "ru"] }), [second, first]);
  assert.deepEqual(listed({ languages: ["en"], recordingIds: [first, second, third] }), [second]);
  assert.deepEqual(listed({ recordingIds: [] }), []);
  assert.throws(() => listed({ from: "tomorrow" }), { code: "invalid-input" });
});

test("what a person writes is found in recordings_fts at once, and the old words are not", (t) => {
  const { db } = openTempArchive(t);
  const { id } = insertRecording(db, inventRecording({ title: "Встреча", tags: ["работа"] }));
  const found = (match: string) =>
    db.all<{ rowid: number }>("select rowid from recordings_fts where recordings_fts match ?", match).length;
  const changed = updateRecording(db, id, {
    title: "Собрание",
    notes: "про бюджет",
    tags: ["дача", "лето"],
    createdAt: "2020-01-01T00:00:00Z",
    dateSource: "given",
  });
  assert.deepEqual(getRecording(db, id), changed);
  assert.equal(found("встреча"), 0);
  assert.equal(found("собрание AND бюджет AND tags:лето"), 1);
  updateRecording(db, id, { notes: undefined });
  assert.equal(getRecording(db, id).notes, "про бюджет");
  assert.equal(listRecordings(db, { to: "2020-12-31" }).length, 1);
  assert.throws(() => updateRecording(db, 999, { title: "x" }), { code: "not-found" });
});

test("removing a recording leaves nothing of it in any table", (t) => {
  const archive = openTempArchive(t);
  const { db, index } = archive;
  const kept = addSpokenRecording(archive, ["остаётся здесь"]);
  index.putVectors(new Map([[kept.passageIds[0]!, inventVector(0)]]));
  // passage_changes says only that passages of these numbers changed, and only of the newest.
  const counts = () =>
    Object.fromEntries(
      db
        .all<{ name: string }>(
          `select name from pragma_table_list where schema = 'main' and type in ('table', 'virtual')
             and name not like 'sqlite_%' and name <> 'passage_changes'`,
        )
        .map(({ name }) => [name, db.get<{ count: number }>(`select count(*) as count from ${name}`)!.count]),
    );
  const before = counts();
  const gone = addSpokenRecording(archive, ["уходит отсюда", "и это тоже"], { title: "Прощай" });
  index.putVectors(new Map(gone.passageIds.map((id) => [id, inventVector(1)])));
  startAttempt(db, "transcribe", gone.recording.id);
  startAttempt(db, "embed", gone.transcriptionId);
  const lease = { owner: "me", nowMs: 0, durationMs: 1000, isGone: () => false };
  takeLease(db, { ...lease, stage: "transcribe", subjectId: gone.recording.id });
  takeLease(db, { ...lease, stage: "embed", subjectId: gone.transcriptionId });
  startAttempt(db, "transcribe", kept.recording.id);
  putWaveform(db, gone.recording.id, { peaksPerSecond: 10, peaks: new Int8Array([-3, 4]) });

  assert.equal(removeRecording(db, gone.recording.id).title, "Прощай");
  assert.deepEqual(counts(), { ...before, jobs: 1 });
  assert.equal(findAttempts(db, "transcribe", kept.recording.id)!.attempts, 1);
  assert.deepEqual(
    index.findNearest(inventVector(1), 9).map((hit) => hit.passageId),
    kept.passageIds,
  );
  assert.ok(isIndexSound(checkIndex(db, indexFingerprint)));
  assert.throws(() => removeRecording(db, gone.recording.id), { code: "not-found" });
});

test("a waveform is kept and replaced", (t) => {
  const { db } = openTempArchive(t);
  const { id } = insertRecording(db, inventRecording());
  assert.equal(findWaveform(db, id), undefined);
  putWaveform(db, id, { peaksPerSecond: 20, peaks: new Int8Array([-1, 1]) });
  putWaveform(db, id, { peaksPerSecond: 50, peaks: new Int8Array([-128, 127, 0, 0]) });
  assert.deepEqual(findWaveform(db, id), { peaksPerSecond: 50, peaks: new Int8Array([-128, 127, 0, 0]) });
});
