import { readdir, realpath, stat } from "node:fs/promises";
import { join } from "node:path";
import { fromSystemError } from "../errors.ts";

/** A file found below what the user named; `explicit` when the user named the file itself. */
export type FoundFile =
  | { path: string; explicit: boolean }
  | { path: string; explicit: boolean; error: unknown };

/**
 * Walks files and folders in order of name. Hidden files, the archive's own folder (`exclude`) and folders already
 * visited (links that go round) are passed over. What cannot be read is yielded with its error: the walk goes on.
 */
export async function* listSoundFiles(paths: readonly string[], exclude: string): AsyncIterable<FoundFile> {
  const visited = new Set<string>();
  for (const path of paths) yield* walk(path, true, exclude, visited);
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
      if (info.isFile() || explicit) yield { path, explicit };
      return;
    }
    if (visited.has(real) || (real === exclude && !explicit)) return;
    visited.add(real);
    const names = (await readdir(real)).filter((name) => !name.startsWith(".")).sort();
    for (const name of names) yield* walk(join(path, name), false, exclude, visited);
  } catch (error) {
    yield { path, explicit, error: fromSystemError(error, path) };
  }
}
