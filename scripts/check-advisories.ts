/**
 * Compares what Fonoteka is made of with an export of the OSV database, without a network. docs/supply.md tells where to get it.
 *
 *   node scripts/check-advisories.ts EXPORT… [--max-age DAYS] [--accept ID]… [--json]
 *
 * EXPORT is a file (one entry, an array of entries, or one entry a line) or a folder of such files. Exit status: 0 nothing is
 * affected, 1 something that users have is, 2 the export is missing, unreadable, empty or older than --max-age.
 * Findings in tools for development are shown and do not change the status.
 */

import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { readBundledParts } from "./supply/bundled-parts.ts";
import { type Component, type Finding, findAffected, type OsvEntry } from "./supply/find-affected.ts";
import { nameOf, readDeliveredPackages, readLockFile } from "./supply/read-packages.ts";

/** Where the names of npm do not reach: sources that are compiled in, by their repositories' tags. */
const gitTags: Record<string, { repository: RegExp; tag: (version: string) => string }> = {
  FFmpeg: { repository: /(?:^|[/.])ffmpeg(?:\.git)?(?:\/|$)/i, tag: (version) => `n${version}` },
  "ONNX Runtime": { repository: /microsoft\/onnxruntime/i, tag: (version) => `v${version}` },
};

/** Every package of package-lock.json, and what is compiled in. */
export function readComponents(): Component[] {
  const components = new Map<string, Component>();
  const add = (one: Component) => {
    const key = `${one.name}@${one.version}`;
    if (components.get(key)?.scope !== "delivered") components.set(key, one);
  };
  for (const { name, version } of readDeliveredPackages()) add({ name, version, scope: "delivered" });
  for (const { name, version, purl } of readBundledParts()) {
    const inNpm = /^pkg:npm\/(.+)@([^@]+)$/.exec(purl ?? "");
    if (inNpm) add({ name: inNpm[1]!, version: inNpm[2]!, scope: "delivered" });
    const git = gitTags[name];
    if (git && version)
      add({ name, version, scope: "delivered", git: { repository: git.repository, tag: git.tag(version) } });
  }
  for (const [path, entry] of Object.entries(readLockFile()))
    if (path.startsWith("node_modules/") && !entry.link && entry.version)
      add({ name: nameOf(path, entry), version: entry.version, scope: "development" });
  return [...components.values()];
}

/** The entries in files and folders, one after another: the export for npm has more than 200,000. */
export function* readEntries(paths: readonly string[]): Generator<OsvEntry> {
  for (const path of paths) {
    if (statSync(path).isDirectory()) {
      const names = readdirSync(path).filter((name) => !name.startsWith("."));
      yield* readEntries(names.map((name) => join(path, name)));
    } else if (/\.(?:json|jsonl|ndjson)$/i.test(path)) yield* parseEntries(path);
  }
}

function* parseEntries(path: string): Generator<OsvEntry> {
  const text = readFileSync(path, "utf8");
  const parts = /\.json$/i.test(path) ? [text] : text.split("\n").filter((line) => line.trim() !== "");
  for (const part of parts) {
    let parsed: OsvEntry | OsvEntry[];
    try {
      parsed = JSON.parse(part);
    } catch (error) {
      throw new Error(`${path}: ${(error as Error).message}`);
    }
    for (const entry of Array.isArray(parsed) ? parsed : [parsed]) {
      if (typeof entry?.id !== "string") throw new Error(`${path}: not an entry of the OSV format`);
      yield entry;
    }
  }
}

function describe({ id, aliases, component, summary, fixedIn, uncertain }: Finding): string {
  const names = [id, ...aliases].join(", ");
  const isAffected = uncertain ? "may be affected" : "is affected";
  const fix = fixedIn.length > 0 ? `fixed in ${fixedIn.join(", ")}` : "no fixed version is named";
  return `${component.name} ${component.version} ${isAffected}: ${names}\n  ${summary}\n  ${fix}\n`;
}

function check(): number {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      "max-age": { type: "string" },
      accept: { type: "string", multiple: true, default: [] },
      json: { type: "boolean" },
    },
  });
  if (positionals.length === 0) throw new Error("name the export of the OSV database: a file or a folder");
  let count = 0;
  let newest = "";
  const entries = (function* () {
    for (const entry of readEntries(positionals)) {
      count++;
      if (entry.modified && entry.modified > newest) newest = entry.modified;
      yield entry;
    }
  })();
  const components = readComponents();
  const all = findAffected(components, entries);
  if (count === 0) throw new Error(`no entries of the OSV database in ${positionals.join(", ")}`);
  const ageDays = (Date.now() - Date.parse(newest)) / 86_400_000;
  // An export that is no longer fetched would find nothing for ever.
  if (values["max-age"] !== undefined && !(ageDays <= Number(values["max-age"])))
    throw new Error(`the export is too old: its newest entry is of ${newest || "an unknown time"}`);

  const accepted = new Set(values.accept);
  const findings = all.filter(({ id, aliases }) => ![id, ...aliases].some((name) => accepted.has(name)));
  const delivered = findings.filter(({ component }) => component.scope === "delivered");
  const development = findings.filter(({ component }) => component.scope === "development");
  const summary = {
    entries: count,
    newest,
    components: components.length,
    accepted: all.length - findings.length,
  };
  if (values.json)
    process.stdout.write(`${JSON.stringify({ ...summary, delivered, development }, null, 2)}\n`);
  else {
    for (const finding of delivered) process.stdout.write(describe(finding));
    for (const finding of development) process.stdout.write(`development only: ${describe(finding)}`);
    process.stdout.write(
      `${count} entries, newest ${newest}; ${components.length} components; ${delivered.length} findings, ${development.length} in tools for development, ${summary.accepted} accepted\n`,
    );
  }
  return delivered.length > 0 ? 1 : 0;
}

if (import.meta.main) {
  try {
    process.exitCode = check();
  } catch (error) {
    process.stderr.write(`check-advisories: ${(error as Error).message}\n`);
    process.exitCode = 2;
  }
}
