import type { Recording } from "../domain.ts";
import { type Database, transaction } from "./database.ts";
import { getRecording, type RecordingRow, recordingColumns, toRecording } from "./recordings.ts";

/** What is known of an Opus file by reading it. */
export type OpusFacts = {
  /** Of its bytes. */
  opusSha256: string;
  /** Of its Opus packets. */
  soundSha256: string;
  byteLength: number;
  durationSeconds: number;
};

/**
 * The recordings that an Opus file may be the file of, the most certain first: same bytes, made from the same bytes, same packets.
 * A recording of an earlier version has no hash of its file; its size in bytes and its length to the sample stand in. The
 * source of a recording of which a stretch was forgotten still has that stretch: it is not the file of that recording.
 */
export function findRecordingsLike(db: Database, facts: OpusFacts): Recording[] {
  return db
    .all<RecordingRow>(
      `select ${recordingColumns} from recordings r
       where r.opus_sha256 = :opusSha256 or r.source_sha256 = :opusSha256 or r.sound_sha256 = :soundSha256
         or (r.opus_sha256 is null and r.byte_length = :byteLength and abs(r.duration - :durationSeconds) < 1e-5)
       order by r.opus_sha256 is :opusSha256 desc, r.source_sha256 = :opusSha256 desc,
         r.sound_sha256 = :soundSha256 desc, r.id`,
      { ...facts },
    )
    .map(toRecording)
    .filter(
      (recording) =>
        !hasForgottenStretch(recording) ||
        recording.opusSha256 === facts.opusSha256 ||
        recording.soundSha256 === facts.soundSha256,
    );
}

/** Whether a stretch of it was forgotten: its sound must never come back from its source. */
export function hasForgottenStretch({ importNotes }: Pick<Recording, "importNotes">): boolean {
  return importNotes.some(({ code }) => code === "stretch-forgotten");
}

/**
 * The recording that was made from a file with these bytes, else the one whose own file has them.
 * @param track only a recording of this sound track of the file; null: of one whose track is not known, or of a file with a
 *   single track. Default: of any track, the oldest first. Two tracks of one file are two recordings.
 */
export function findRecordingByFileHash(
  db: Database,
  sha256: string,
  track?: number | null,
): Recording | undefined {
  const row = (condition: string, ...values: (number | null)[]) =>
    db.get<RecordingRow>(
      `select ${recordingColumns} from recordings r where ${condition} order by r.id limit 1`,
      sha256,
      ...values,
    );
  const ofSource =
    track === undefined
      ? row("r.source_sha256 = ?")
      : row("r.source_sha256 = ? and r.source_track is ?", track);
  // A recording's own file has one track, whichever track of the source it was.
  const found = ofSource ?? row("r.opus_sha256 = ?");
  return found && toRecording(found);
}

/** Every recording that was made from a file with these bytes, the oldest first: one for each track that was imported. */
export function listRecordingsOfFile(db: Database, sourceSha256: string): Recording[] {
  const sql = `select ${recordingColumns} from recordings r where r.source_sha256 = ? order by r.id`;
  return db.all<RecordingRow>(sql, sourceSha256).map(toRecording);
}

/**
 * Stores that a recording's file is now another one with the same sound. Throws `not-found`.
 * @param facts of the file that has its name and its place already
 */
export function replaceRecordingFile(
  db: Database,
  id: number,
  facts: Pick<Recording, "filename" | "opusSha256" | "byteLength" | "durationSeconds"> & {
    /** Where it is known anew; default: as before. */
    soundSha256?: string | undefined;
  },
): Recording {
  return transaction(db, () => {
    db.run(
      `update recordings set filename = :filename, opus_sha256 = :opusSha256, opus_sha256_from = 'import',
         byte_length = :byteLength, duration = :durationSeconds,
         sound_sha256 = coalesce(:soundSha256, sound_sha256) where id = :id`,
      { ...facts, soundSha256: facts.soundSha256 ?? null, id },
    );
    const recording = getRecording(db, id);
    db.listener.recordingWritten(recording);
    return recording;
  });
}
