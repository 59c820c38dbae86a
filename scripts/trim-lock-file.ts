/**
 * Removes two facts from package-lock.json by which npm would do the wrong thing; docs/lab/npm-install.md says more. Run it
 * after `npm install` brought a newer onnxruntime-node or Vite; npm itself keeps the file as it is.
 *
 * - That onnxruntime-node has an install script: npm 9 and 10 would run it, and it downloads CUDA.
 * - Which Node Vite's native packages want: npm compares it with the machine's Node and leaves them out below 20.19, but
 *   the Node that runs Vite here is our own.
 */

import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const path = join(import.meta.dirname, "../package-lock.json");
const lock = JSON.parse(readFileSync(path, "utf8"));
for (const [name, facts] of Object.entries<Record<string, unknown>>(lock.packages)) {
  if (name === "node_modules/onnxruntime-node") delete facts.hasInstallScript;
  if (name.startsWith("node_modules/@rolldown/binding-")) delete facts.engines;
}
writeFileSync(path, `${JSON.stringify(lock, null, 2)}\n`);
