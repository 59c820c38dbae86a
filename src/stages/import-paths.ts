/** Files and folders → recordings. Each file is reported; one bad file does not end the rest. */

import { basename, dirname, join, resolve } from "node:path";
import type { DateSource } from "../domain.ts";
import { hasAudioFileEnding, type Recording, type SourceTrack, type Transcription } from "../domain.ts";
import {
  type ArchiveError,
  archiveError,
  fromSystemError,
  internalError,
  isArchiveError,
  throwIfCancelled,
  toInnerMessage,
} from "../errors.ts";
import { makeNote, type Note } from "../messages/notes.ts";
import { quotePath } from "../messages/quote-path.ts";
import { importFile } from "../recording/import-file.ts";
import { listSoundFiles } from "../recording/list-sound-files.ts";
import { listTrackChoices, type TrackChoice } from "../recording/list-track-choices.ts";
import { addTrackName } from "../recording/source-track.ts";
import type { ArchiveFiles } from "../storage/archive-files.ts";
import type { Database } from "../storage/database.ts";
import { listRecordingsOfFile } from "../storage/recordings-like.ts";
import { isTranscriptName } from "../transcription/match-transcripts.ts";
import { storeTranscript } from "../transcription/store-transcript.ts";
import { type AttachedTranscript, attachBeside, TranscriptFolders } from "./attach-beside.ts";
import type { WorkOptions } from "./work-progress.ts";

export type ImportOutcome = FileOutcome & {
  /** Sound tracks of the file that have sound and are no recordings yet; absent if there are none. */
  otherTracks?: SourceTrack[];
};

type FileOutcome =
  | {
      status: "imported";
      path: string;
      recording: Recording;
      /** The current one of those that were attached. */
      transcription?: Transcription;
      transcripts?: AttachedTranscript[];
      /** It lay in recordings/ already and stays as it is. */
      adopted?: true;
      warnings: Note[];
    }
  /** A known recording whose file was missing or damaged has it again, also out of the trash. */
  | {
      status: "restored";
      path: string;
      recording: Recording;
      flaw: "missing" | "wrong-size" | "damaged";
      warnings: Note[];
      /** It was in the trash, without its sound. */
      fromTrash?: true;
      transcripts?: AttachedTranscript[];
    }
  /** The recording was removed and is in the trash: nothing is imported. */
  | { status: "trashed"; path: string; recording: Recording; removedAt: string; warnings: Note[] }
  /** It lies in recordings/ and is the file of a recording whose file was missing under its old name. */
  | { status: "renamed"; path: string; recording: Recording; previousFilename: string; warnings: Note[] }
  | {
      status: "duplicate";
      path: string;
      recording: Recording;
      reason: "same-file" | "same-sound";
      warnings: Note[];
      /** Transcripts that lie beside it now and did not when it was imported. */
      transcripts?: AttachedTranscript[];
    }
  /** A file of a folder that is not audio. */
  | { status: "skipped"; path: string; note: Note }
  | { status: "failed"; path: string; error: ArchiveError };

export type ImportOptions = WorkOptions & {
  /** When it was recorded; for a single file. ISO 8601, a bare time means local time. */
  date?: string | undefined;
  /** Where `date` is from. Default: a person gave it. */
  dateSource?: DateSource | undefined;
  /** Where the file was before it was sent here: its name and folders may tell the date. For a single file. */
  sourcePath?: string | undefined;
  /** Title; for a single file. */
  title?: string | undefined;
  /** Another program's transcript of the single file given. */
  transcript?: string | undefined;
  /**
   * Which of several sound tracks, from 1; `all`: each that has sound becomes a recording of its own. Default: the one that the
   * file marks as default if it has sound, else the first that has.
   */
  track?: number | "all" | undefined;
};

type ImportDeps = { db: Database; files: ArchiveFiles };

/** Errors of the archive, the disk or the installation: every other file would fail in the same way. */
const fatalCodes = [
  "cancelled",
  "disk-full",
  "disk-error",
  "archive-busy",
  "archive-damaged",
  "too-many-files",
  "native-module-missing",
] as const;

/**
 * Imports what the paths name. Files of a folder that are not audio are skipped. A file that the user named, or whose name
 * says audio, is a failure if it cannot be read. Transcripts beside an audio file of the same name (`talk.mp3`, `talk.srt`,
 * `talk.en.vtt`) are attached to it, also if it was imported before.
 * @throws ArchiveError `cancelled`, `disk-full`, `archive-busy`; what concerns one file is an outcome
 */
export async function* importPaths(
  deps: ImportDeps,
  paths: readonly string[],
  options: ImportOptions = {},
): AsyncGenerator<ImportOutcome> {
  const { date, title, transcript, signal } = options;
  if ((date ?? title ?? transcript) !== undefined && paths.length !== 1)
    throw archiveError("options-for-one-file", {});
  const folders = new TranscriptFolders();
  const given = new Set(paths.map((path) => resolve(path)));
  let done = 0;
  for await (const found of listSoundFiles(paths, deps.files)) {
    throwIfCancelled(signal, "import");
    if ("error" in found) {
      yield failed(found.path, found.error);
      continue;
    }
    if (await isReportedWithSound(found, folders, given)) continue;
    if ((date ?? title ?? transcript) !== undefined && (!found.explicit || ++done > 1))
      throw archiveError("options-not-for-a-folder", { path: paths[0]! });
    yield* importTracks(deps, found, options, folders);
  }
}

/** One file: the track asked for, each that has sound, or all of its recordings that have lost their files. */
async function* importTracks(
  deps: ImportDeps,
  found: { path: string; explicit: boolean },
  options: ImportOptions,
  folders: TranscriptFolders,
): AsyncGenerator<ImportOutcome> {
  const { track, signal } = options;
  if (track === "all") {
    for (const choice of await listTrackChoices(found.path, signal))
      yield await importOne(deps, found, options, folders, choice);
    return;
  }
  const restored = new Set<number>();
  for (;;) {
    const outcome = await importOne(deps, found, options, folders, { track });
    const id = outcome.status === "restored" ? outcome.recording.id : undefined;
    // The last look finds nothing more to restore.
    if (restored.size > 0 && (id === undefined || restored.has(id))) return;
    yield outcome;
    if (id === undefined || outcome.status !== "restored" || outcome.recording.sourceTracks.length === 0)
      return;
    restored.add(id);
  }
}

/** A transcript of a sound that is imported in the same call: the sound's outcome says what became of it. */
async function isReportedWithSound(
  { path, explicit }: { path: string; explicit: boolean },
  folders: TranscriptFolders,
  given: ReadonlySet<string>,
): Promise<boolean> {
  const sounds = await folders.listSounds(path);
  if (!explicit) return sounds.length > 0;
  return sounds.some((sound) => given.has(join(dirname(resolve(path)), sound)));
}

async function importOne(
  deps: ImportDeps,
  { path, explicit }: { path: string; explicit: boolean },
  options: ImportOptions,
  folders: TranscriptFolders,
  { track, tracks }: TrackChoice,
): Promise<ImportOutcome> {
  const { date, dateSource, sourcePath, title, transcript, signal, onProgress } = options;
  const report = (done: number, total: number | undefined) =>
    onProgress?.({ stage: "import", subject: basename(path), done, total: total ?? null, unit: "seconds" });
  try {
    const imported = await importFile(deps, path, {
      date,
      dateSource,
      sourcePath,
      // Each of several gets a title of its own.
      title: title && tracks && track ? addTrackName(title, tracks[track - 1]!) : title,
      track,
      tracks,
      signal,
      onProgress: report,
    });
    // A transcript is laid over one track of a file: the one asked for, else the first that was imported.
    const isFurther = isFurtherTrack(deps.db, imported.recording);
    if (transcript !== undefined && !(tracks && isFurther))
      return await attachGiven(deps, { ...imported, path }, transcript);
    if (imported.status === "trashed" || imported.status === "renamed") return { ...imported, path };
    if (imported.status === "imported" && imported.adopted) return { ...imported, path };
    if (isFurther) return { ...imported, path };
    // What lies beside a temporary copy is not the person's.
    const found = sourcePath === undefined ? await folders.find(path, deps.files) : [];
    const beside = await attachBeside(deps, imported.recording, found);
    const { recording, attached } = beside;
    const outcome = { ...imported, path, recording, warnings: [...imported.warnings, ...beside.notes] };
    if (attached.length === 0) return outcome;
    if (outcome.status !== "imported") return { ...outcome, transcripts: attached };
    return { ...outcome, transcription: attached[0]!.transcription, transcripts: attached };
  } catch (error) {
    if (fatalCodes.some((code) => isArchiveError(error, code))) throw error;
    if (!explicit && isArchiveError(error, "unsupported-audio") && !looksLikeAudio(path, error)) {
      const note = isTranscriptName(path)
        ? makeNote("transcript-without-audio", { path: quotePath(path) })
        : toSkippedNote(error);
      return { status: "skipped", path, note };
    }
    return failed(path, error);
  }
}

type Imported = Extract<ImportOutcome, { recording: Recording }>;

/** Attaches the transcript that a person named for the file. */
async function attachGiven(deps: ImportDeps, imported: Imported, transcript: string): Promise<ImportOutcome> {
  const { recording, warnings } = imported;
  if (imported.status !== "imported") {
    const values = { path: quotePath(transcript), recordingId: recording.id };
    warnings.push(makeNote("transcript-not-attached", values));
    return imported;
  }
  try {
    const attached = await storeTranscript({ ...deps, recording, path: transcript });
    warnings.push(...attached.warnings);
    const { transcription } = attached;
    return { ...imported, transcription, transcripts: [{ path: transcript, transcription }] };
  } catch (error) {
    if (!isArchiveError(error)) throw error;
    // The recording is imported; only its transcript is missing.
    warnings.push(makeNote("transcript-rejected", { path: transcript, error: toInnerMessage(error) }));
    return imported;
  }
}

/** Whether another sound track of the same file became a recording before this one. */
function isFurtherTrack(db: Database, { id, sourceSha256 }: Recording): boolean {
  return listRecordingsOfFile(db, sourceSha256)[0]?.id !== id;
}

/** A video without an audio track is no failure, whatever its name. */
function looksLikeAudio(path: string, { reason }: ArchiveError): boolean {
  return hasAudioFileEnding(path) && reason !== "no-audio-track";
}

function toSkippedNote(error: ArchiveError): Note {
  const { kind } = error.values;
  return kind === undefined
    ? makeNote("import-skipped", { error: toInnerMessage(error) })
    : makeNote("not-audio", { kind });
}

function failed(path: string, cause: unknown): ImportOutcome {
  const error = fromSystemError(cause, path);
  return { status: "failed", path, error: isArchiveError(error) ? error : internalError(error, path) };
}
