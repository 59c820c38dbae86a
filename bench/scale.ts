/**
 * What the daily commands cost with many long recordings: time, CPU and memory, each in a process of its own.
 *
 *   node bench/scale.ts --recordings 1000 [--words 9000] [--minutes 60] [--sounds 8] [--read 2] [--only status,list]
 *                       [--folder DIR] [--keep]
 *
 * The Opus files are hard links to `--sounds` different ones, since 10 000 of 11 MB would take 110 GB. A backup copies
 * each of them, so measure backups of that many with `--minutes 1`. `--read` is the number of files that
 * `verify --deep --part` decodes. With fewer `--words` than 9000 the speech ends before the hour does.
 */

import { existsSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { openArchive } from "../src/fonoteka.ts";
import { openArchiveDatabase } from "../src/index/open-archive-database.ts";
import { archiveFiles } from "../src/storage/archive-files.ts";
import { type Cost, root, runProcess, table, tell } from "./measure.ts";
import { makeScaleArchive } from "./scale-archive.ts";

const { values } = parseArgs({
  options: {
    recordings: { type: "string", default: "100" },
    words: { type: "string", default: "9000" },
    minutes: { type: "string", default: "60" },
    sounds: { type: "string", default: "8" },
    read: { type: "string", default: "2" },
    only: { type: "string" },
    folder: { type: "string" },
    keep: { type: "boolean", default: false },
    /** For the processes that this script starts. */
    process: { type: "string" },
  },
});
const recordings = Number(values.recordings);
const folder =
  values.folder ?? join(tmpdir(), `fonoteka-bench-scale-${recordings}-${values.words}-${values.minutes}`);
const backups = `${folder}-backups`;

if (values.process === "make") {
  const seconds = await makeScaleArchive(folder, {
    recordings,
    words: Number(values.words),
    minutes: Number(values.minutes),
    sounds: Number(values.sounds),
  });
  console.log(JSON.stringify(seconds));
} else if (values.process === "library") await useLibrary();
else if (values.process === "outdated") await openOutdated();
else await measureAll();

async function measureAll(): Promise<void> {
  const costs: [string, Cost][] = [];
  const wanted = values.only?.split(",");
  const measure = async (name: string, words: readonly string[], options: { isOwn?: boolean } = {}) => {
    if (wanted && !wanted.includes(name)) return;
    tell(name);
    const command = options.isOwn
      ? [import.meta.filename, ...process.argv.slice(2), "--process", ...words]
      : [join(root, "src/cli/main.ts"), "--archive", folder, ...words];
    const cost = await runProcess(process.execPath, command, {
      shareStderr: options.isOwn ?? false,
      allowStatus: [0, 20],
    });
    costs.push([name, cost]);
    const line = `${name}: ${cost.wallSeconds} s, CPU ${cost.cpuSeconds.toFixed(2)} s, ${cost.peakMiB.toFixed(0)} and ${cost.childPeakMiB.toFixed(0)} MiB`;
    tell(line + (cost.status ? `, status ${cost.status}: ${cost.stdout.slice(-600)}` : ""));
    if (options.isOwn) tell(cost.stdout.trim());
  };
  if (!existsSync(folder)) await measure("make", ["make"], { isOwn: true });
  const { database } = archiveFiles(folder);
  const say = describe(database);
  await measure("library", ["library"], { isOwn: true });
  await measure("status", ["status"]);
  await measure("list-page", ["list", "-n", "50"]);
  await measure("list-all", ["list"]);
  await measure("list-json", ["list", "--json"]);
  await measure("search-keyword", ["search", "мёд", "--mode", "keyword"]);
  await measure("search-hybrid", ["search", "как зимуют пчёлы"]);
  await measure("verify-part", [
    "verify",
    "--deep",
    "--part",
    `1/${Math.max(1, Math.round(recordings / Number(values.read)))}`,
  ]);
  await measure("rebuild-index", ["rebuild-index"]);
  await measure("backup-first", ["backup", backups]);
  await measure("backup-second", ["backup", backups]);
  await measure("backup-quick", ["backup", backups, "--quick"]);
  if (!values.keep) rmSync(backups, { recursive: true, force: true });
  await measure("rebuild", ["rebuild", "--no-vectors"]);
  await measure("outdated", ["outdated"], { isOwn: true });
  await measure("verify", ["verify"]);
  console.log(`${say}\n`);
  console.log(
    table(
      ["what", "s", "CPU s", "peak MiB", "peak of its children MiB"],
      costs.map(([name, cost]) => [name, cost.wallSeconds, cost.cpuSeconds, cost.peakMiB, cost.childPeakMiB]),
    ),
  );
  if (values.keep) return;
  rmSync(folder, { recursive: true, force: true });
  rmSync(`${folder}-sounds`, { recursive: true, force: true });
}

function describe(database: string): string {
  const db = openArchiveDatabase(database, { readOnly: true });
  const { words, passages } = db.get<{ words: number; passages: number }>(
    "select (select sum(word_count) from transcriptions) as words, (select count(*) from passages) as passages",
  )!;
  db.close();
  const names = readdirSync(archiveFiles(folder).recordings).filter((name) => name.endsWith(".json"));
  const sidecars = names.reduce((sum, name) => sum + statSync(join(folder, "recordings", name)).size, 0);
  return `${recordings} recordings of ${values.minutes} min, ${words} words, ${passages} passages; data.db ${(statSync(database).size / 1e6).toFixed(0)} MB, sidecars ${(sidecars / 1e6).toFixed(0)} MB`;
}

/** What a program that uses the library, or the server, does at its start. */
async function useLibrary(): Promise<void> {
  const times: Record<string, number> = {};
  const step = async <T>(name: string, work: () => T | Promise<T>): Promise<T> => {
    const started = performance.now();
    const result = await work();
    times[name] = Math.round((performance.now() - started) * 10) / 10;
    return result;
  };
  const archive = await step("open", () => openArchive(folder));
  await step("status", () => archive.status());
  await step("status again", () => archive.status());
  await step("first page", () => archive.listPage());
  await step("first page again", () => archive.listPage());
  await step("pending work", () => archive.listPendingWork());
  await step("keyword search", () => archive.search("мёд", { mode: "keyword" }));
  await step("keyword search again", () => archive.search("пчёлы", { mode: "keyword" }));
  await step("close", () => archive.close());
  console.log(JSON.stringify(times));
}

/** As after an upgrade that changes what a sidecar holds: all of them are to be written. */
async function openOutdated(): Promise<void> {
  const db = openArchiveDatabase(archiveFiles(folder).database);
  db.exec("insert or ignore into sidecars_due (recording_id) select id from recordings");
  db.close();
  const started = performance.now();
  const archive = await openArchive(folder);
  const opened = performance.now();
  await archive.status();
  const shown = performance.now();
  archive.update(archive.listPage().recordings[0]!.id, { notes: "changed" });
  const changed = performance.now();
  await archive.close();
  const closed = performance.now();
  console.log(
    JSON.stringify({
      open: opened - started,
      status: shown - opened,
      change: changed - shown,
      close: closed - changed,
    }),
  );
}
