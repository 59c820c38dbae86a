import { readdir, realpath, stat } from "node:fs/promises";
import { join } from "node:path";
import { type ArchiveError, archiveError, fromSystemError } from "../errors.ts";
import { readPartName } from "../storage/archive-files.ts";
import { isSidecarFile } from "../storage/sidecar-files.ts";

/** A file found under the given paths; `explicit` when the path of the file itself was given. */
export type FoundFile =
  | { path: string; explicit: boolean }
  | { path: string; explicit: boolean; error: unknown };

/**
 * Walks files and folders in order of name. Hidden files, sidecars of an archive, the archive's own folder and folders
 * already visited (circular links) are skipped; if the archive itself is given, its recordings are walked. What cannot be
 * read is yielded with its error, and the walk continues.
 */
export async function* listSoundFiles(
  paths: readonly string[],
  { folder, recordings }: { folder: string; recordings: string },
): AsyncIterable<FoundFile> {
  const visited = new Set<string>();
  // The path to the archive may contain symbolic links.
  const archive = await realpath(folder).catch(() => folder);
  for (const path of paths) {
    const isArchive = (await realpath(path).catch(() => path)) === archive;
    yield* walk(isArchive ? recordings : path, true, archive, visited);
  }
}

async function* walk(
  path: string,
  explicit: boolean,
  exclude: string,
  visited: Set<string>,
): AsyncIterable<FoundFile> {
  try {
    const real = await realpath(path);
    const info = await stat(real);
    if (!info.isDirectory()) {
      const isWanted = explicit || (info.isFile() && !(path.endsWith(".json") && isSidecarFile(path)));
      if (isWanted) yield { path, explicit };
      return;
    }
    if (visited.has(real) || real === exclude) return;
    visited.add(real);
    const names = (await readdir(real)).filter((name) => !isPassedOver(name)).sort();
    for (const name of names) yield* walk(join(path, name), false, exclude, visited);
  } catch (error) {
    yield {
      path,
      explicit,
      error: path.includes("\ufffd") ? unreadableName(path) : fromSystemError(error, path),
    };
  }
}

/** Hidden files, and what another archive is just writing in its recordings/. */
function isPassedOver(name: string): boolean {
  return name.startsWith(".") || readPartName(name) !== undefined;
}

/** A name that is not valid text (from an old disk or archive) cannot be passed back to the system. */
function unreadableName(path: string): ArchiveError {
  return archiveError("name-not-utf8", { path });
}
