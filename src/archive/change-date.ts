import type { DateSource, Recording } from "../domain.ts";
import { archiveError } from "../errors.ts";
import { findDateChoice, withGivenDate } from "../recording/date-choices.ts";
import type { Database } from "../storage/database.ts";
import { updateRecording as writeRecording } from "../storage/recordings.ts";
import { checkKeys } from "./check-arguments.ts";
import { type RecordingReference, resolveRecording } from "./resolve-recording.ts";

export type ChangeDateOptions = {
  /** The source to believe: tags, name of the file or its folder, the file's time, or the last date that a person gave. */
  from: DateSource;
  /** Only say what would change. Default false. */
  dryRun?: boolean | undefined;
};

export type ChangedDate = {
  /** As it is now; with `dryRun`, as it would be. */
  recording: Recording;
  previous: Pick<Recording, "createdAt" | "dateSource">;
  changed: boolean;
};

const sources: readonly DateSource[] = ["given", "tag", "file-name", "file-time"];

/**
 * Gives a recording the date that one of its sources says; its file keeps its name. The way back is the same with another source.
 * @throws ArchiveError `not-found`, `invalid-input` (the source says no date, or is not known of this recording); TypeError
 */
export function changeDate(
  db: Database,
  reference: RecordingReference,
  options: ChangeDateOptions,
): ChangedDate {
  checkKeys(options, ["from", "dryRun"], "options");
  const { from, dryRun = false } = options;
  if (!sources.includes(from)) throw new TypeError(`from: not one of ${sources.join(", ")}`);
  const recording = resolveRecording(db, reference);
  const { id, createdAt, dateSource } = recording;
  const previous = { createdAt, dateSource };
  const date = findDateChoice(recording, from);
  if (date === undefined) throw noDate(recording, from);
  if (date === createdAt && from === dateSource) return { recording, previous, changed: false };
  const changes = { createdAt: date, dateSource: from, dateCandidates: withGivenDate(recording) };
  if (dryRun) return { recording: { ...recording, ...changes }, previous, changed: true };
  return { recording: writeRecording(db, id, changes), previous, changed: true };
}

/** Versions before the sources were kept stored only the date that won. */
function noDate({ id, filename, dateCandidates }: Recording, source: DateSource) {
  const values = { recording: filename, recordingId: id, source };
  return dateCandidates.length === 0 && source !== "file-name"
    ? archiveError("date-source-not-kept", values)
    : archiveError("date-source-silent", values);
}
