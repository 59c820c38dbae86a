import { relative, sep } from "node:path";
import { isArchiveError } from "../../errors.ts";
import { listWrittenTexts } from "../../index/sqlite/written-elsewhere.ts";
import type { WorkOptions } from "../../stages/work-progress.ts";
import type { ArchiveFiles } from "../../storage/archive-files.ts";
import { type Database, openDatabase } from "../../storage/database.ts";
import { listDatabaseCopies } from "../../storage/database-copies.ts";
import { findInFiles } from "../../storage/find-in-files.ts";
import { isWordOfFormat } from "../../storage/format-words.ts";
import { findRecordingByFilename } from "../../storage/recordings.ts";
import { stemOf } from "../../storage/sidecar-files.ts";

export type SearchedFiles = {
  texts: number;
  files: number;
  byteLength: number;
  /** Files that still have one of the texts, relative to the folder. */
  foundIn: string[];
};

/**
 * Reads every file below an archive's folder for texts. One that a recording of the database has, perhaps inside of a longer
 * word, proves nothing and is left out; so is one that is part of the formats, and in a copy of the database one that a
 * recording of the copy has. A file of another recording says what that one says, whatever is forgotten.
 */
export async function searchFiles(
  db: Database,
  { folder, ...files }: ArchiveFiles,
  recordingId: number,
  allTexts: readonly string[],
  { signal, onProgress }: WorkOptions,
): Promise<SearchedFiles> {
  const texts = allTexts.filter((text) => !isWordOfFormat(text));
  const { found, fileCount, byteLength } = await findInFiles(folder, texts, {
    signal,
    onProgress: (done) =>
      onProgress?.({ stage: "forget", subject: folder, done, total: null, unit: "bytes" }),
  });
  const elsewhere = new Set(
    found.length === 0
      ? []
      : listWrittenTexts(
          db,
          found.map(({ text }) => text),
        ),
  );
  const copies = new Set(listDatabaseCopies({ folder, ...files }));
  const paths = found
    .filter(({ text }) => !elsewhere.has(text))
    .filter(({ path, text }) => !copies.has(path) || !isWrittenInCopy(path, text))
    .map(({ path }) => relative(folder, path))
    .filter((path) => !isOfAnother(db, path, recordingId));
  return {
    texts: texts.filter((text) => !elsewhere.has(text)).length,
    files: fileCount,
    byteLength,
    foundIn: [...new Set(paths)],
  };
}

/** Whether a file is another recording's: its sound or sidecar, or what trash/ and damaged/ have of it. */
function isOfAnother(db: Database, path: string, recordingId: number): boolean {
  const [inner, name] = path.split(sep);
  if (name === undefined) return false;
  const id =
    inner === "recordings"
      ? findRecordingByFilename(db, `${stemOf(name)}.opus`)?.id
      : Number(/\.(\d{1,15})(?:_\d+)?(?:\.[a-z0-9-]+)?\.(?:json|opus)$/.exec(name)?.[1] ?? recordingId);
  return id !== undefined && id !== recordingId;
}

function isWrittenInCopy(path: string, text: string): boolean {
  try {
    using copy = openDatabase(path, { readOnly: true });
    return listWrittenTexts(copy, [text]).length > 0;
  } catch (error) {
    // Of a version without these tables, or damaged.
    if (isArchiveError(error)) return false;
    throw error;
  }
}
