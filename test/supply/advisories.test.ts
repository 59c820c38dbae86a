import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { readComponents } from "../../scripts/check-advisories.ts";
import { type Component, findAffected, type OsvEntry } from "../../scripts/supply/find-affected.ts";
import { repositoryFolder } from "../support/run-fonoteka.ts";
import { tempFolder } from "../support/temp-folder.ts";

const npm = (name: string, affected: object): OsvEntry => ({
  id: "GHSA-test",
  modified: "2026-01-01T00:00:00Z",
  summary: "a test",
  affected: [{ package: { ecosystem: "npm", name }, ...affected }],
});
const range = (...events: object[]) => ({ ranges: [{ type: "SEMVER", events }] });
const component = (version: string): Component => ({ name: "bees", version, scope: "delivered" });
const isFound = (version: string, affected: object) =>
  findAffected([component(version)], [npm("bees", affected)]).map(({ uncertain }) => uncertain);

test("a version is affected from introduced to fixed, up to last_affected, in each of several ranges, and when listed", () => {
  const two = range(
    { introduced: "1.0.0" },
    { fixed: "1.2.3" },
    { introduced: "2.0.0-beta.2" },
    { last_affected: "2.4.0" },
  );
  const affected = ["1.0.0", "1.2.2", "1.2.3-rc.1", "2.0.0-beta.11", "2.0.0", "2.4.0"];
  const sound = ["0.9.9", "1.0.0-alpha", "1.2.3", "1.10.0", "2.0.0-beta.1", "2.4.1", "10.0.0"];
  for (const version of affected) assert.deepEqual(isFound(version, two), [false], version);
  for (const version of sound) assert.deepEqual(isFound(version, two), [], version);
  const always = range({ introduced: "0" });
  assert.deepEqual(isFound("0.0.1", always), [false]);
  // Events in any order.
  assert.deepEqual(isFound("1.5.0", range({ fixed: "2.0.0" }, { introduced: "0" })), [false]);
  assert.deepEqual(isFound("3.1.0", { versions: ["3.1.0"] }), [false]);
  assert.deepEqual(isFound("3.1.1", { versions: ["3.1.0"] }), []);
  const upTo = { ...always, database_specific: { last_known_affected_version_range: "<= 1.4.0" } };
  assert.deepEqual(isFound("1.4.0", upTo), [false]);
  assert.deepEqual(isFound("1.4.1", upTo), []);
});

test("what cannot be read is reported as uncertain; other packages, other ecosystems and withdrawn entries are not", () => {
  assert.deepEqual(isFound("1.0.0", range({ introduced: "first" })), [true]);
  const entry = npm("bees", range({ introduced: "0" }));
  assert.deepEqual(findAffected([component("1.0.0")], [{ ...entry, withdrawn: "2026-01-02T00:00:00Z" }]), []);
  assert.deepEqual(findAffected([{ ...component("1.0.0"), name: "wasps" }], [entry]), []);
  const debian = {
    ...entry,
    affected: [{ ...entry.affected![0]!, package: { ecosystem: "Debian:12", name: "bees" } }],
  };
  assert.deepEqual(findAffected([component("1.0.0")], [debian]), []);
});

test("FFmpeg is found by the tag of its release, and an entry that names commits only is uncertain", () => {
  const ffmpeg = readComponents().filter(({ name }) => name === "FFmpeg");
  assert.equal(ffmpeg.length, 1);
  const entry = (versions: string[], repo = "https://git.ffmpeg.org/ffmpeg.git"): OsvEntry => ({
    id: "CVE-test",
    affected: [
      { ranges: [{ type: "GIT", repo, events: [{ introduced: "0" }, { fixed: "a1b2" }] }], versions },
    ],
  });
  const verdicts = (one: OsvEntry) => findAffected(ffmpeg, [one]).map(({ uncertain }) => uncertain);
  assert.deepEqual(verdicts(entry(["n9.0.1", `n${ffmpeg[0]!.version}`])), [false]);
  assert.deepEqual(verdicts(entry(["n9.0.1"])), []);
  assert.deepEqual(verdicts(entry([])), [true]);
  assert.deepEqual(verdicts(entry([], "https://github.com/FFmpeg/FFmpeg")), [true]);
  assert.deepEqual(verdicts(entry([], "https://github.com/other/player")), []);
});

test("package-lock.json is read: what users have, with the page and ONNX Runtime, and the tools for development", () => {
  const scopes = new Map(readComponents().map(({ name, scope }) => [name, scope]));
  for (const name of [
    "hono",
    "preact",
    "onnxruntime-node",
    "sqlite-vec-windows-x64",
    "fonoteka-model-whisper-base",
  ])
    assert.equal(scopes.get(name), "delivered", name);
  for (const name of ["vite", "typescript", "semver"]) assert.equal(scopes.get(name), "development", name);
});

test("the command reads files and folders; its exit status tells cron: 0, 1 with findings, 2 without a usable export", (t) => {
  const folder = tempFolder(t);
  const script = join(repositoryFolder, "scripts/check-advisories.ts");
  const run = (...words: string[]) => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [script, ...words], { encoding: "utf8" });
    return { status, output: stdout + stderr };
  };
  const inner = join(folder, "npm");
  mkdirSync(inner);
  const hono = { ...npm("hono", range({ introduced: "0" }, { fixed: "1000.0.0" })), aliases: ["CVE-2026-1"] };
  const dated = (entry: OsvEntry) => ({ ...entry, modified: new Date().toISOString() });
  writeFileSync(join(inner, "GHSA-1.json"), JSON.stringify(dated(npm("vite", range({ introduced: "0" })))));
  writeFileSync(join(inner, "readme.txt"), "not JSON");

  const harmless = run(folder, "--max-age", "7");
  assert.equal(harmless.status, 0, harmless.output);
  assert.match(harmless.output, /development only: vite \S+ is affected: GHSA-test/);

  const lines = join(folder, "all.jsonl");
  writeFileSync(
    lines,
    `${JSON.stringify(npm("lodash", range({ introduced: "0" })))}\n${JSON.stringify(hono)}\n`,
  );
  const found = run(lines);
  assert.equal(found.status, 1, found.output);
  assert.match(
    found.output,
    /^hono \S+ is affected: GHSA-test, CVE-2026-1\n {2}a test\n {2}fixed in 1000\.0\.0$/m,
  );
  const accepted = run(lines, "--accept", "CVE-2026-1", "--json");
  assert.equal(accepted.status, 0);
  assert.deepEqual(JSON.parse(accepted.output).delivered, []);

  const old = run(lines, "--max-age", "7");
  assert.equal(old.status, 2);
  assert.match(old.output, /the export is too old: its newest entry is of 2026-01-01/);
  assert.equal(run(join(folder, "missing")).status, 2);
  mkdirSync(join(folder, "empty"));
  assert.match(run(join(folder, "empty")).output, /no entries/);
});
