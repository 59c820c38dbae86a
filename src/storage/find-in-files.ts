import type { Dirent } from "node:fs";
import { open, readdir } from "node:fs/promises";
import { join } from "node:path";
import { fromSystemError, throwIfCancelled } from "../errors.ts";

type FoundInFile = { path: string; text: string };

/** Bytes of an Opus file that are read: headers and tags; what follows is sound. */
const opusByteLength = 64 * 1024;
const chunkByteLength = 4 * 1024 * 1024;

/**
 * Looks for texts, as UTF-8, in the bytes of every file below a folder. Of Opus files only the headers are read. Links are
 * not followed.
 * @param onProgress bytes read so far
 * @returns what was found, each text once a file, and how much was read
 * @throws ArchiveError `cancelled`, `no-permission`
 */
export async function findInFiles(
  folder: string,
  texts: readonly string[],
  {
    signal,
    onProgress,
  }: { signal?: AbortSignal | undefined; onProgress?: ((byteLength: number) => void) | undefined } = {},
): Promise<{ found: FoundInFile[]; fileCount: number; byteLength: number }> {
  const patterns = texts.map((text) => ({ text, bytes: Buffer.from(text, "utf8") }));
  const overlap = Math.max(0, ...patterns.map(({ bytes }) => bytes.length - 1));
  const found: FoundInFile[] = [];
  let fileCount = 0;
  let byteLength = 0;
  for (const entry of await listEntries(folder)) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    const max = entry.name.endsWith(".opus") ? opusByteLength : Number.POSITIVE_INFINITY;
    const seen = new Set<string>();
    fileCount++;
    for await (const bytes of readChunks(path, overlap, max)) {
      throwIfCancelled(signal, "searching the files");
      byteLength += bytes.length;
      for (const pattern of patterns)
        if (!seen.has(pattern.text) && bytes.includes(pattern.bytes)) seen.add(pattern.text);
      onProgress?.(byteLength);
    }
    for (const text of seen) found.push({ path, text });
  }
  return { found, fileCount, byteLength };
}

async function listEntries(folder: string): Promise<Dirent[]> {
  try {
    return await readdir(folder, { recursive: true, withFileTypes: true });
  } catch (error) {
    throw fromSystemError(error, folder);
  }
}

/** Chunks that overlap by `overlap` bytes, so that nothing is missed at a border. A file that is gone meanwhile has none. */
async function* readChunks(path: string, overlap: number, max: number): AsyncGenerator<Buffer> {
  const file = await open(path, "r").catch((error) => {
    if (error.code === "ENOENT") return undefined;
    throw fromSystemError(error, path);
  });
  if (!file) return;
  const buffer = Buffer.alloc(chunkByteLength);
  try {
    for (let at = 0; at < max; ) {
      const { bytesRead } = await file.read(buffer, 0, Math.min(buffer.length, max - at), at);
      if (bytesRead === 0) return;
      yield buffer.subarray(0, bytesRead);
      if (bytesRead < buffer.length) return;
      at += bytesRead - overlap;
    }
  } catch (error) {
    throw fromSystemError(error, path);
  } finally {
    await file.close();
  }
}
