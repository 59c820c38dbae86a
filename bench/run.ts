/**
 * Runs the measurements, each in a process of its own, and prints their Markdown.
 *
 *   npm run bench                       all but the ten-hour import and the million vectors
 *   npm run bench -- import search      those
 *   npm run bench -- --write [names]    also into docs/performance.md, between its markers
 */

import { loadavg } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { describeMachine, writeBetweenMarkers } from "./figures.ts";
import { root, runProcess, tell } from "./measure.ts";

const benches: Record<string, string[]> = {
  import: ["import.ts"],
  memory: ["long-import.ts", "--hours", "1", "--formats", "wav,mp3,opus"],
  "ten-hours": ["long-import.ts", "--hours", "10"],
  resample: ["resample.ts"],
  transcription: ["transcription.ts"],
  embedding: ["embedding.ts"],
  search: ["search.ts"],
  vectors: ["vectors.ts"],
  "cold-start": ["cold-start.ts"],
  storage: ["storage.ts"],
  playback: ["playback.ts"],
  server: ["server.ts", "10000"],
};
/** Half an hour and more: only by name. */
const byNameOnly = ["ten-hours", "vectors"];

const { values, positionals } = parseArgs({
  options: { write: { type: "boolean", default: false } },
  allowPositionals: true,
});
const unknown = positionals.find((name) => !(name in benches));
if (unknown) {
  process.stderr.write(
    `${unknown}: there is no such measurement; there are ${Object.keys(benches).join(", ")}\n`,
  );
  process.exit(2);
}
const names =
  positionals.length > 0 ? positionals : Object.keys(benches).filter((name) => !byNameOnly.includes(name));
const document = join(root, "docs/performance.md");
for (const name of names) {
  const [file, ...words] = benches[name]!;
  tell(`=== ${name}`);
  const loadBefore = loadavg()[0]!;
  const { stdout, wallSeconds } = await runProcess(process.execPath, [join(root, "bench", file!), ...words], {
    shareStderr: true,
  });
  const about = `*${describeMachine()}; load before ${loadBefore.toFixed(1)}, after ${loadavg()[0]!.toFixed(1)}; ${wallSeconds.toFixed(0)} s; \`npm run bench -- ${name}\`.*`;
  const text = `${stdout.trim()}\n\n${about}`;
  console.log(`\n## ${name}\n\n${text}`);
  if (values.write) writeBetweenMarkers(document, `bench ${name}`, text);
}
