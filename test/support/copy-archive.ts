import { createHash } from "node:crypto";
import { cpSync } from "node:fs";
import { join } from "node:path";
import type { TestContext } from "node:test";
import { type Archive, openArchive } from "../../src/fonoteka.ts";
import { makeOnce } from "./run-folder.ts";
import { tempFolder } from "./temp-folder.ts";

/**
 * An archive of the test's own, which it may change. What is in it is imported and embedded once per run and then copied:
 * the embedding model, which each archive would load for itself, costs half a second.
 * @param name unique for the content
 * @param fill puts the content into a new archive
 * @returns its folder; it goes when the test ends
 */
export async function copyArchive(
  t: TestContext,
  name: string,
  fill: (archive: Archive) => Promise<void>,
): Promise<string> {
  const hash = createHash("sha256").update(name).digest("hex").slice(0, 16);
  const made = await makeOnce(`archive-${hash}`, async (folder) => {
    await using archive = await openArchive(join(folder, "archive"));
    await fill(archive);
  });
  const copy = join(tempFolder(t), "archive");
  cpSync(join(made, "archive"), copy, { recursive: true, preserveTimestamps: true });
  return copy;
}
