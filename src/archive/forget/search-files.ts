import { relative } from "node:path";
import { listWrittenTexts } from "../../index/sqlite/written-elsewhere.ts";
import type { WorkOptions } from "../../stages/work-progress.ts";
import type { Database } from "../../storage/database.ts";
import { findInFiles } from "../../storage/find-in-files.ts";

export type SearchedFiles = {
  texts: number;
  files: number;
  byteLength: number;
  /** Files that still have one of the texts, relative to the folder. */
  foundIn: string[];
};

/**
 * Reads every file below a folder for texts. One that a recording of the database has, perhaps inside of a longer word,
 * proves nothing and is left out.
 */
export async function searchFiles(
  db: Database,
  folder: string,
  texts: readonly string[],
  { signal, onProgress }: WorkOptions,
): Promise<SearchedFiles> {
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
  const paths = found.filter(({ text }) => !elsewhere.has(text)).map(({ path }) => relative(folder, path));
  return {
    texts: texts.filter((text) => !elsewhere.has(text)).length,
    files: fileCount,
    byteLength,
    foundIn: [...new Set(paths)],
  };
}
