/**
 * Runs the measurements, each in a process of its own, and prints their Markdown.
 *
 *   npm run bench                       all but the ten-hour import
 *   npm run bench -- import search      those
 *   npm run bench -- --write [names]    also into docs/performance.md, between its markers
 */

import { readFileSync, writeFileSync } from "node:fs";
import { cpus, loadavg, totalmem } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { root, runProcess, tell } from "./measure.ts";

const benches: Record<string, string[]> = {
  import: ["import.ts"],
  memory: ["long-import.ts", "--hours", "1", "--formats", "wav,mp3,opus"],
  "ten-hours": ["long-import.ts", "--hours", "10"],
  resample: ["resample.ts"],
  transcription: ["transcription.ts"],
  embedding: ["embedding.ts"],
  search: ["search.ts"],
  "cold-start": ["cold-start.ts"],
  storage: ["storage.ts"],
  playback: ["playback.ts"],
  server: ["server.ts", "10000"],
};
/** Half an hour and more: only by name. */
const byNameOnly = ["ten-hours"];

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
  if (values.write) replaceBetweenMarkers(name, text);
}

function describeMachine(): string {
  const date = new Date().toISOString().slice(0, 16).replace("T", " ");
  const processors = cpus();
  const memory = Math.round(totalmem() / 2 ** 30);
  return `${date} UTC, ${processors.length} cores ${processors[0]!.model}, ${memory} GiB, Node ${process.versions.node}`;
}

function replaceBetweenMarkers(name: string, text: string): void {
  const whole = readFileSync(document, "utf8");
  const opening = `<!-- bench ${name} -->`;
  const start = whole.indexOf(opening);
  const end = whole.indexOf("<!-- end -->", start);
  if (start < 0 || end < 0) {
    tell(`docs/performance.md has no ${opening} … <!-- end -->: not written`);
    return;
  }
  writeFileSync(document, `${whole.slice(0, start + opening.length)}\n${text}\n${whole.slice(end)}`);
}
