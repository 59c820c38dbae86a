import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { throwIfCancelled } from "../errors.ts";

/** SHA-256 of a file's bytes, in hexadecimal; reads a megabyte at a time. */
export async function hashFile(path: string, signal?: AbortSignal): Promise<string> {
  const hash = createHash("sha256");
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 })) {
    throwIfCancelled(signal, `reading ${path}`);
    hash.update(chunk);
  }
  return hash.digest("hex");
}
