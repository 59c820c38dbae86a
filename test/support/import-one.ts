import assert from "node:assert/strict";
import { join } from "node:path";
import type { TestContext } from "node:test";
import { type Archive, type ImportOutcome, openArchive } from "../../src/fonoteka.ts";
import { tempFolder } from "./temp-folder.ts";

/** A new archive with the folder of its Opus files; it is closed when the test ends. */
export async function openNew(t: TestContext): Promise<{ archive: Archive; recordings: string }> {
  const folder = join(tempFolder(t), "archive");
  const archive = await openArchive(folder);
  t.after(() => archive.close());
  return { archive, recordings: join(folder, "recordings") };
}

/** Imports one file; what became of it. */
export async function importOne(archive: Archive, path: string): Promise<ImportOutcome> {
  const [outcome, ...others] = await Array.fromAsync(archive.import([path]));
  assert.deepEqual(others, []);
  return outcome!;
}

/** Imports a file that the archive does not have yet; its recording. */
export async function importNew(archive: Archive, path: string) {
  const outcome = await importOne(archive, path);
  assert.ok(outcome.status === "imported", JSON.stringify(outcome));
  return outcome.recording;
}
