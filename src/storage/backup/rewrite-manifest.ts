import { existsSync } from "node:fs";
import { join } from "node:path";
import { archiveError } from "../../errors.ts";
import { hashRegularFile } from "../hash-file.ts";
import { manifestName, readManifest, writeManifest } from "./manifest.ts";

/**
 * Brings the manifest of a snapshot up to date after files in it were removed or replaced on purpose. Others share its files:
 * remove a file and write a new one under its name; never write into it.
 * @param paths what was changed, as in the manifest; one that is not there any more leaves it
 * @param recordings rows of recordings in its data.db now
 */
export async function rewriteManifest(
  folder: string,
  { paths, recordings }: { paths: readonly string[]; recordings: number },
): Promise<void> {
  const manifest = readManifest(folder);
  if (!manifest) throw archiveError("backup-manifest-damaged", { path: join(folder, manifestName) });
  const files = { ...manifest.files };
  for (const path of paths) {
    const file = join(folder, path);
    if (existsSync(file)) files[path] = await hashRegularFile(file);
    else delete files[path];
  }
  writeManifest(folder, { ...manifest, recordings, files });
}
