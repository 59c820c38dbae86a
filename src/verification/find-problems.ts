import { statSync } from "node:fs";
import type { ArchiveFiles } from "../storage/archive-files.ts";
import type { Database } from "../storage/database.ts";
import type { DatabaseReport } from "./check-database.ts";
import { checkRecordings, type PartOf } from "./check-recordings.ts";
import { checkTrash } from "./check-trash.ts";
import { describeDatabase } from "./describe-database.ts";
import type { Finding } from "./finding.ts";
import { runDatabaseCheck } from "./run-database-check.ts";

/** Progress of a check: bytes of files, or transcripts of data.db. */
export type VerifyProgress = {
  stage: "verify";
  /** File that is being read. */
  subject: string;
  done: number;
  total: number;
  unit: "bytes" | "transcriptions";
};

export type CheckOptions = {
  /** Also check every page of every file and decode all of it. */
  deep?: boolean | undefined;
  /** Read only the files of part `part` of `of`; everything else is checked each time. */
  part?: PartOf | undefined;
  signal?: AbortSignal | undefined;
  onProgress?: ((progress: VerifyProgress) => void) | undefined;
};

/** What was looked at, and how much of it. */
export type VerifyScope = {
  recordings: number;
  /** Files that were read whole, and their bytes; of the others name and size were compared. */
  filesRead: number;
  bytesRead: number;
  sidecars: number;
  /** Files of an earlier version whose hash was stored now: nothing before this moment can be proved. */
  firstSeen: number;
  databaseByteLength: number;
  transcriptions: number;
  words: number;
  vectors: number;
  trashEntries: number;
};

export type VerifyFindings = { scope: VerifyScope; findings: Finding[]; database: DatabaseReport };

/**
 * Compares everything in the archive's folder with what was stored of it. Writes nothing but what is due anyway: outdated
 * sidecars, and hashes of files that have none.
 * @throws ArchiveError `cancelled`
 */
export async function findProblems(
  { db, files }: { db: Database; files: ArchiveFiles },
  { deep = false, part, signal, onProgress }: CheckOptions,
): Promise<VerifyFindings> {
  const database = await runDatabaseCheck(files.database, {
    signal,
    onProgress: (done, total) =>
      onProgress?.({ stage: "verify", subject: "data.db", done, total, unit: "transcriptions" }),
  });
  const recordings = await checkRecordings(db, files, {
    deep,
    part,
    signal,
    onProgress: (subject, done, total) =>
      onProgress?.({ stage: "verify", subject, done, total, unit: "bytes" }),
  });
  const trash = await checkTrash(db, files, signal);
  return {
    scope: {
      recordings: recordings.recordings,
      filesRead: recordings.filesRead,
      bytesRead: recordings.bytesRead,
      sidecars: recordings.sidecars,
      firstSeen: recordings.firstSeen,
      databaseByteLength: statSync(files.database).size,
      transcriptions: database.transcripts?.transcriptions ?? 0,
      words: database.transcripts?.words ?? 0,
      vectors: database.vectors?.vectors ?? 0,
      trashEntries: trash.entries,
    },
    findings: [...recordings.findings, ...describeDatabase(db, database), ...trash.findings],
    database,
  };
}
