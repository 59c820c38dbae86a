import { existsSync, mkdtempSync, renameSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/**
 * A folder that all processes of one test run share. The first of them makes it, which is the test runner itself, since
 * `seed-properties.ts` imports this file in every process; when that one ends, the folder goes. A test file that is run
 * by itself has a folder of its own.
 */
export const runFolder = process.env.FONOTEKA_TEST_RUN ?? makeRunFolder();

function makeRunFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "fonoteka-run-"));
  process.env.FONOTEKA_TEST_RUN = folder;
  process.once("exit", () => rmSync(folder, { recursive: true, force: true, maxRetries: 3 }));
  return folder;
}

const made = new Map<string, Promise<string>>();

/**
 * A folder that is costly to fill and only read: filled once per run, whichever test file needs it first. Two files that
 * need it at the same instant both fill one, and the first that is complete is kept.
 * @param name unique for its content
 * @returns its path
 */
export function makeOnce(name: string, fill: (folder: string) => Promise<void>): Promise<string> {
  let path = made.get(name);
  if (!path) {
    path = makeShared(name, fill);
    made.set(name, path);
  }
  return path;
}

async function makeShared(name: string, fill: (folder: string) => Promise<void>): Promise<string> {
  const shared = join(runFolder, name);
  if (existsSync(shared)) return shared;
  const own = mkdtempSync(`${shared}-`);
  await fill(own);
  try {
    renameSync(own, shared);
  } catch (error) {
    // Another process was first.
    if (!existsSync(shared)) throw error;
    rmSync(own, { recursive: true, force: true });
  }
  return shared;
}
