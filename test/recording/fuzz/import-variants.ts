/**
 * Imports damaged files in one process, and says what happens to each: `import-variants.ts FOLDER SEED FIRST COUNT`. Run by
 * fuzz-import.test.ts. One line of JSON before each file, one after it, and one at the end.
 */

import { rmSync, writeFileSync, writeSync } from "node:fs";
import { join } from "node:path";
import { openArchive } from "../../../src/fonoteka.ts";
import { makeVariant } from "./make-variants.ts";

export type VariantLine =
  | { begun: string }
  | { status: string; code?: string; message?: string; cpuMs: number }
  | { problems: string[]; recordings: number; peakBytes: number };

const [folder, ...numbers] = process.argv.slice(2);
const [seed, first, count] = numbers.map(Number) as [number, number, number];
const say = (line: VariantLine) => writeSync(1, `${JSON.stringify(line)}\n`);

await using archive = await openArchive(join(folder!, "archive"));
for (let number = first; number < first + count; number++) {
  const { name, description, bytes } = makeVariant(seed, number);
  say({ begun: description });
  const path = join(folder!, name);
  writeFileSync(path, bytes);
  const before = process.cpuUsage();
  for await (const outcome of archive.import([path])) {
    const { user, system } = process.cpuUsage(before);
    const error = outcome.status === "failed" ? outcome.error : undefined;
    const reported = error && { code: error.code, message: error.message };
    say({ status: outcome.status, ...reported, cpuMs: Math.round((user + system) / 1000) });
  }
  rmSync(path);
}
const { problems } = await archive.status({ check: true });
const { findings } = await archive.verify({ deep: true });
say({
  problems: [...problems, ...findings].map(({ text }) => text),
  recordings: archive.list().length,
  peakBytes: process.resourceUsage().maxRSS * 1024,
});
