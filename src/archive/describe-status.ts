import { statSync } from "node:fs";
import { join } from "node:path";
import { type ErrorInfo, toErrorInfo, toInnerMessage } from "../errors.ts";
import { checkDatabase, checkIndex, isIndexSound, repairIndex } from "../index/sqlite/check-index.ts";
import { countArchive } from "../index/sqlite/pending-index.ts";
import type { ResidentState } from "../index/sqlite/resident-vectors.ts";
import { indexFingerprint } from "../indexing/index-transcription.ts";
import { sentenceFingerprint } from "../language/cut-sentences.ts";
import { log } from "../log.ts";
import { makeNote, type Note } from "../messages/notes.ts";
import { quotePath } from "../messages/quote-path.ts";
import type { Holder } from "../process-owner.ts";
import { listStaleTrash } from "../recording/remove-recording.ts";
import { type LoadedSettings, type SettingOrigin, settingNames } from "../settings.ts";
import type { ArchiveFiles } from "../storage/archive-files.ts";
import { listBackupFolders } from "../storage/backup-folders.ts";
import { checkFiles } from "../storage/check-files.ts";
import { countDamagedSources } from "../storage/count-damaged-sources.ts";
import type { Database } from "../storage/database.ts";
import { describeDatabaseCopies } from "../storage/database-copies.ts";
import { listForgets } from "../storage/forgets.ts";
import { listFailures, type Stage } from "../storage/jobs.ts";
import { listDisplacedSidecars } from "../storage/list-sidecars.ts";
import { schemaVersion } from "../storage/migrate.ts";
import { listWorking } from "../storage/recording-states.ts";
import { findRecording } from "../storage/recordings.ts";
import { checkRecordingsFolder } from "../storage/recordings-folder.ts";
import { countDueSidecars } from "../storage/sidecars-due.ts";
import { findTranscription } from "../storage/transcriptions.ts";
import { noteAbsentFolder } from "../verification/note-absent-folder.ts";
import { noteReport } from "../verification/note-index-report.ts";
import { describeIncoming, type IncomingStatus } from "./describe-incoming.ts";
import { measureVectors } from "./measure-vectors.ts";

export type ArchiveStatus = {
  folder: string;
  readOnly: boolean;
  /** When the copy of data.db was made that is read in place of it (see `Archive.copyTakenAt`); else null. */
  copyTakenAt: string | null;
  schemaVersion: number;
  databaseByteLength: number;
  recordings: {
    count: number;
    durationSeconds: number;
    byteLength: number;
    transcribed: number;
    words: number;
    /** Recordings whose source was damaged or incomplete when it was imported: each says what was found. */
    damagedSources: number;
  };
  /** What `transcribe` would do; what failed too often is not in it. */
  waiting: {
    transcribe: number;
    index: number;
    embed: number;
    /** Recordings whose .json file beside the Opus file is older than data.db; they are written in the background. */
    sidecars: number;
  };
  /** `vectors` are those of the model that the settings choose; the others are out of date. */
  index: { passages: number; vectors: number; vectorsOutOfDate: number; embeddingModel: string };
  /** Only with `check`: the search in memory, and the share of the nearest hundred vectors that it finds; null: all are compared. */
  vectorSearch?: ResidentState | null;
  /** Uploads and live recordings that are no recordings yet. */
  incoming: IncomingStatus;
  /** Recordings that a process is transcribing now, and which. */
  working: { subject: string; holder: Holder }[];
  failures: ({ stage: Stage; subject: string; attempts: number; lastAttemptAt: string | null } & ErrorInfo)[];
  /** Where recordings/ or trash/ and data.db disagree. */
  problems: Note[];
  /** Only with `repair`: what of the index disagreed with the transcripts and was repaired. */
  repaired?: Note[];
  /** Backup folders of this archive, with the last snapshot in each; `.unfinished`: none was finished yet. */
  backups: { folder: string; lastSnapshot: string; lastAt: string }[];
  /** Copies of data.db from before an upgrade, a rebuild or a restore. None is deleted by itself. */
  databaseCopies: { path: string; byteLength: number; changedAt: string }[];
  settings: { name: string; value: unknown; origin: SettingOrigin }[];
};

type StatusParts = {
  db: Database;
  files: ArchiveFiles;
  loaded: LoadedSettings;
  /** Of the model that the settings choose; undefined when that model is not here. */
  embeddingFingerprint: string | undefined;
  /** Also read the whole of data.db and compare every index row with its source: seconds for a large archive. */
  check: boolean;
  /** With `check`: also repair the index where it disagrees with the transcripts. */
  repair?: boolean | undefined;
  /** Why sidecars could not be written; undefined when they could. */
  sidecarFailure?: unknown;
};

/** Counts of one instant; reads names and sizes of files, not their contents. */
export async function describeStatus({
  db,
  files,
  loaded,
  embeddingFingerprint,
  check,
  repair = false,
  sidecarFailure,
}: StatusParts): Promise<ArchiveStatus> {
  const incoming = await describeIncoming(files);
  // First, since what was repaired may have to be indexed again.
  const checked = check ? checkAll(db, repair) : undefined;
  const counts = countArchive(db, {
    indexFingerprint,
    embeddingFingerprint: embeddingFingerprint ?? "",
    sentenceFingerprint: sentenceFingerprint(embeddingFingerprint ?? ""),
  });
  const sidecars = countDueSidecars(db);
  return {
    folder: files.folder,
    readOnly: db.readOnly,
    copyTakenAt: db.copyTakenAt ?? null,
    schemaVersion: schemaVersion(db),
    databaseByteLength: statSync(files.database, { throwIfNoEntry: false })?.size ?? 0,
    recordings: {
      count: counts.recordings,
      durationSeconds: counts.durationSeconds,
      byteLength: counts.byteLength,
      transcribed: counts.transcribedRecordings,
      words: counts.words,
      damagedSources: countDamagedSources(db),
    },
    waiting: {
      transcribe: counts.toTranscribe - counts.transcribeFailed,
      index: counts.toIndex - counts.indexFailed,
      embed: counts.toEmbed - counts.embedFailed,
      sidecars,
    },
    index: {
      passages: counts.passages,
      vectors: counts.vectors,
      vectorsOutOfDate: counts.vectorsOutOfDate,
      embeddingModel: loaded.settings.embeddingModel,
    },
    ...(check && { vectorSearch: measureVectors(db) }),
    incoming: incoming.incoming,
    working: listWorking(db).map(({ filename, holder }) => ({ subject: filename, holder: holder! })),
    failures: listFailures(db).map(({ stage, subjectId, attempts, lastAttemptAt, lastError }) => ({
      stage,
      subject: nameSubject(db, stage, subjectId),
      attempts,
      lastAttemptAt,
      ...lastError!,
    })),
    problems: [
      // What is answered is still read from the file that is open.
      ...(db.isInPlace ? [] : [makeNote("database-gone", { path: files.database })]),
      ...findProblems(db, files),
      ...incoming.problems,
      ...(sidecarFailure !== undefined &&
      db.isInPlace &&
      sidecars > 0 &&
      checkRecordingsFolder(db, files) === "ready"
        ? [
            makeNote("sidecars-outdated", {
              count: sidecars,
              error: toInnerMessage(toErrorInfo(sidecarFailure)),
            }),
          ]
        : []),
      ...(checked?.problems ?? []),
    ],
    ...(checked && repair && { repaired: checked.repaired }),
    backups: listBackupFolders(db),
    databaseCopies: describeDatabaseCopies(files),
    settings: settingNames.map((name) => ({
      name,
      value: loaded.settings[name],
      origin: loaded.origins[name],
    })),
  };
}

function nameSubject(db: Database, stage: Stage, subjectId: number): string {
  const recordingId = stage === "transcribe" ? subjectId : findTranscription(db, subjectId)?.recordingId;
  const recording = recordingId === undefined ? undefined : findRecording(db, recordingId);
  return recording?.filename ?? `${stage} ${subjectId}`;
}

function findProblems(db: Database, files: ArchiveFiles): Note[] {
  const unfinished = new Set(listForgets(db).map(({ filename }) => filename));
  return [
    ...[...unfinished].map((filename) => makeNote("forget-unfinished", { filename })),
    // What is half forgotten must not be restored or imported again, which is what these advise.
    ...findFileProblems(db, files).filter(({ values }) => !unfinished.has(String(values.filename))),
    ...listStaleTrash({ db, files }).map(({ id, dataPath }) =>
      makeNote("trash-entry-stale", { recording: id, path: dataPath }),
    ),
  ];
}

/** A folder that is away is one problem, not one of each file. */
function findFileProblems(db: Database, files: ArchiveFiles): Note[] {
  const absent = noteAbsentFolder(db, files);
  if (absent) return [absent];
  const { missingFiles, changedFiles, orphanFiles } = checkFiles(db, files);
  return [
    ...missingFiles.map(({ filename }) => makeNote("file-missing", { filename })),
    ...changedFiles.map(({ filename, byteLength }) =>
      makeNote("file-changed", { filename, count: byteLength }),
    ),
    ...orphanFiles.map((filename) =>
      makeNote("file-orphaned", { filename, path: quotePath(join(files.recordings, filename)) }),
    ),
    ...listDisplacedSidecars(files).map(({ taken, filename, sidecar }) =>
      makeNote("sidecar-name-taken", { filename: taken, recording: filename, sidecar }),
    ),
  ];
}

/** Reads all of data.db; repairs the index, if asked to, where the file itself is whole. */
function checkAll(
  db: Database,
  repair: boolean,
): { problems: ArchiveStatus["problems"]; repaired: NonNullable<ArchiveStatus["repaired"]> } {
  // The index first: after another program's write, SQLite's own check takes what FTS5 has cached of its tables for damage
  // (3.53.4: "checksum mismatch"); reading the tables refreshes that.
  const found = checkIndex(db, indexFingerprint);
  const damage = checkDatabase(db);
  const isRepaired = repair && damage.length === 0 && !isIndexSound(found);
  if (isRepaired) {
    repairIndex(db, found, indexFingerprint);
    log("info", "index-repaired");
  }
  const problems = [
    ...damage.map((why) => makeNote("database-damaged", { why })),
    ...(isRepaired ? [] : noteReport(found, "index")),
  ];
  return { problems, repaired: isRepaired ? noteReport(found, "repaired") : [] };
}
