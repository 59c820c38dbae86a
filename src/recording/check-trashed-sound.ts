import { lstat } from "node:fs/promises";
import type { Recording } from "../domain.ts";
import { hashFile } from "../storage/hash-file.ts";
import type { TrashEntry } from "../storage/trash-files.ts";

/**
 * Whether the sound of a removed recording is what was stored of it, by size and SHA-256; of one without a hash, by size.
 * @throws ArchiveError `cancelled`; errors of the operating system while it is read
 */
export async function checkTrashedSound(
  { soundPath }: TrashEntry,
  { byteLength, opusSha256 }: Recording,
  signal?: AbortSignal,
): Promise<"whole" | "missing" | "damaged"> {
  const found = await lstat(soundPath).catch(() => undefined);
  if (!found?.isFile()) return "missing";
  if (found.size !== byteLength) return "damaged";
  return opusSha256 === null || (await hashFile(soundPath, signal)) === opusSha256 ? "whole" : "damaged";
}
