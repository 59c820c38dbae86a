import { type ArchiveFiles, findRecordingFile, listRecordingsFolder } from "./archive-files.ts";
import type { Database } from "./database.ts";

/** Differences between recordings/ and the table of recordings. */
type FilesReport = {
  /** Recordings whose file is missing. */
  missingFiles: { id: number; filename: string }[];
  /** Recordings whose file has another size than it had when it was imported. */
  changedFiles: { id: number; filename: string; byteLength: number }[];
  /** Opus files that belong to no recording. */
  orphanFiles: string[];
};

/** Compares recordings/ with the table; reads names and sizes only. */
export function checkFiles(db: Database, files: ArchiveFiles): FilesReport {
  const rows = db.all<{ id: number; filename: string; byte_length: number }>(
    "select id, filename, byte_length from recordings order by id",
  );
  const known = new Set(rows.map((row) => row.filename));
  const names = listRecordingsFolder(files);
  const missingFiles: FilesReport["missingFiles"] = [];
  const changedFiles: FilesReport["changedFiles"] = [];
  for (const { id, filename, byte_length } of rows) {
    const found = findRecordingFile(files, filename);
    if (!found) missingFiles.push({ id, filename });
    else if (found.byteLength !== byte_length) {
      changedFiles.push({ id, filename, byteLength: found.byteLength });
    }
  }
  return {
    missingFiles,
    changedFiles,
    orphanFiles: names.filter((name) => name.endsWith(".opus") && !known.has(name)),
  };
}
