import { chmodSync, readFileSync, writeFileSync } from "node:fs";

/** Changes one byte of a file, in the middle unless told otherwise, in place: other names of the same file change, too. */
export function flipByte(path: string, at?: number): void {
  const bytes = readFileSync(path);
  const place = at ?? Math.floor(bytes.length / 2);
  bytes[place] = bytes[place]! ^ 1;
  chmodSync(path, 0o644);
  writeFileSync(path, bytes);
}
