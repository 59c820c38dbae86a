import assert from "node:assert/strict";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { TestContext } from "node:test";
import { openArchiveDatabase } from "../../src/index/open-archive-database.ts";
import { indexMissing } from "../../src/stages/index-missing.ts";
import { type ArchiveFiles, archiveFiles, createArchiveFolders } from "../../src/storage/archive-files.ts";
import type { Database } from "../../src/storage/database.ts";
import { insertRecording } from "../../src/storage/recordings.ts";
import { insertTranscription } from "../../src/storage/transcriptions.ts";
import { writeDueSidecars } from "../../src/storage/write-sidecars.ts";
import { inventRecording, inventTranscript, tempFolder } from "./temp-archive.ts";

const lines = [
  "мы говорили о пчёлах и о мёде весной",
  "the honey from the heather is dark and strong",
  "завтра поедем на дачу смотреть ульи",
];

/** Six recordings, five with a transcript, all with a sidecar; their sound is none, which nothing here reads. */
export async function inventArchive(t: TestContext): Promise<{ files: ArchiveFiles; db: Database }> {
  const files = archiveFiles(tempFolder(t));
  createArchiveFolders(files);
  const db = openArchiveDatabase(files.database, { create: true });
  t.after(() => db.close());
  for (let index = 0; index < 6; index++) {
    const id = addRecording({ files, db });
    if (index < 5)
      addTranscript(db, id, [lines[index % 3]!, `${lines[(index + 1) % 3]}${" ещё".repeat(index)}`]);
  }
  await indexMissing({ db }, {});
  await writeDueSidecars(db, files);
  return { files, db };
}

/** A recording with notes of its import and a file that is no sound. */
export function addRecording({ files, db }: { files: ArchiveFiles; db: Database }): number {
  const importNotes = [{ code: "audio-reading-stopped", values: {}, text: "the rest is lost" }];
  const recording = insertRecording(
    db,
    inventRecording({
      importNotes,
      opusSha256: "ab",
      opusSha256From: "import",
      sourceTrack: 2,
      sourceTracks: [{ number: 2, codec: "aac", channels: 1, sampleRate: 44_100, isDefault: true }],
      dateCandidates: [
        { source: "file-name", value: "2026-03-01", date: "2026-03-01T00:00:00+03:00", hasTime: false },
      ],
    }),
  );
  writeFileSync(join(files.recordings, recording.filename), `sound ${recording.id}`);
  return recording.id;
}

/** A transcript with a note, a speaker, a channel, a word without confidence and one whose times are interpolated; returns its number. */
export function addTranscript(db: Database, recordingId: number, text: string[]): number {
  const transcript = inventTranscript(text);
  transcript.segments[0]!.speaker = "Анна";
  transcript.segments[0]!.channel = 2;
  transcript.notes = [{ code: "test", values: {}, text: "the left channel was chosen" }];
  transcript.segments[0]!.words[0]!.confidence = null;
  transcript.segments[0]!.words[0]!.timing = "interpolated";
  const createdAt = "2026-03-02T09:00:00+03:00";
  return insertTranscription(db, { recordingId, transcript, engine: "test", model: "m", createdAt }).id;
}

/** Every row of the source tables, and the numbers that are taken. */
export function dumpRows(db: Database) {
  return {
    recordings: db.all("select * from recordings order by id"),
    transcriptions: db.all("select * from transcriptions order by id"),
    segments: db.all("select * from transcription_segments order by transcription_id, position"),
    words: db.all("select * from transcription_words order by transcription_id, position"),
    sequence: db.all(
      "select name, seq from sqlite_sequence where name in ('recordings', 'transcriptions') order by name",
    ),
  };
}

export function findFilename(db: Database, id: number): string {
  return db.get<{ filename: string }>("select filename from recordings where id = ?", id)!.filename;
}

/** The Opus file beside a sidecar. */
export function soundOf(sidecar: string): string {
  return sidecar.replace(/json$/, "opus");
}

/** Changes a text file; fails when there was nothing to change. */
export function editText(path: string, change: (text: string) => string): void {
  const text = readFileSync(path, "utf8");
  assert.notEqual(change(text), text);
  writeFileSync(path, change(text));
}

/** What a rebuild may not leave in the archive's folder: unfinished files and logs of data.db. */
export function listLeftovers(files: ArchiveFiles): string[] {
  return readdirSync(files.folder).filter((name) => name.includes(".part") || /^data\.db-/.test(name));
}
