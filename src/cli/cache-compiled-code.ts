import { existsSync, mkdirSync } from "node:fs";
import { enableCompileCache } from "node:module";
import { dirname } from "node:path";

/**
 * Lets Node cache compiled code in `folder` and reuse it at the next start: a keyword search then takes 106 ms instead
 * of 133, and 170 instead of 250 from the sources. If the folder cannot be created or written, everything is compiled
 * again and nothing is reported. Node ignores entries that belong to another version of a file or of itself.
 */
export function cacheCompiledCode(folder: string): void {
  // Node would create the folder itself, but loops forever where mkdir fails with ENOENT (/proc).
  const parent = dirname(folder);
  for (const path of [dirname(parent), parent, folder]) {
    try {
      if (!existsSync(path)) mkdirSync(path);
    } catch {
      // Another process may have created it in the meantime.
      if (!existsSync(path)) return;
    }
  }
  enableCompileCache(folder);
}
