/**
 * Installs Fonoteka with npm 9, 10 and 11, as a checkout and as packages, and imports and finds a recording with each.
 * `.ci/run` calls it; it needs the package registry. Checked is the last commit, not the working folder.
 *
 * The checkout is installed with the machine's own Node, the packages with ours: they need Node 24. A warning of npm about
 * settings or install scripts is a failure, and so is a CUDA library: only onnxruntime-node's install script brings one.
 */

import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { promisify } from "node:util";

const versions = [9, 10, 11];
const run = promisify(execFile);
const repository = join(import.meta.dirname, "..");
const { version } = JSON.parse(readFileSync(join(repository, "package.json"), "utf8"));

const machinePath = process.env
  .PATH!.split(delimiter)
  .filter((folder) => !folder.includes("node_modules"))
  .join(delimiter);
/** The machine's tools, with our Node 24 in place of the machine's. */
const newNodePath = [dirname(process.execPath), machinePath].join(delimiter);

const folder = mkdtempSync(join(tmpdir(), "fonoteka-npm-"));
process.once("exit", () => rmSync(folder, { recursive: true, force: true }));

/** Runs a command, returns what it printed; its failure is an Error that ends with that. */
async function output(command: string, words: string[], cwd: string, path: string): Promise<string> {
  try {
    const env = { ...process.env, PATH: path };
    const { stdout, stderr } = await run(command, words, { cwd, env, maxBuffer: 1 << 26 });
    return stdout + stderr;
  } catch (error) {
    const { message, stdout } = error as { message: string; stdout?: string };
    throw new Error(`in ${cwd}: ${message}\n${stdout ?? ""}`);
  }
}

const npm = (major: number, words: string[], cwd: string, path: string) =>
  output("npx", ["--yes", `npm@${major}`, ...words], cwd, path);

/**
 * Warnings that are not about how Fonoteka is packed: an older Node or npm than a package asks for (the machine's own; a
 * checkout brings its Node along), an old package, and settings of this machine.
 */
const foreignWarning = /EBADENGINE|deprecated|Unknown (?:user|env|global|builtin) config/;

function assertNoWarning(text: string, what: string): void {
  const warnings = text.split("\n").filter((line) => /^npm warn/i.test(line) && !foreignWarning.test(line));
  if (warnings.length > 0) throw new Error(`${what} warns:\n${warnings.join("\n")}`);
}

/** No file that an install script downloaded: CUDA's libraries lie beside the runtime's own. */
function assertNoCuda(modules: string): void {
  const files = readdirSync(modules, { recursive: true }).map(String);
  if (!files.some((file) => file.endsWith("onnxruntime_binding.node")))
    throw new Error(`${modules}: no ONNX Runtime`);
  const downloaded = files.filter((file) => file.includes("onnxruntime_providers"));
  if (downloaded.length > 0) throw new Error(`An install script downloaded ${downloaded.join(", ")}`);
}

/** Imports one recording with its transcript and finds it by meaning: SQLite, sqlite-vec, Opus and ONNX Runtime at work. */
async function importAndSearch(fonoteka: (...words: string[]) => Promise<string>): Promise<void> {
  const printed = (await fonoteka("--version")).trim();
  if (printed !== version) throw new Error(`fonoteka --version printed ${printed}, not ${version}`);
  const work = mkdtempSync(join(folder, "archive-"));
  const archive = ["--archive", join(work, "archive")];
  const transcript = join(work, "talk.srt");
  writeFileSync(transcript, "1\n00:00:01,000 --> 00:00:04,000\nThe bees like lime honey best.\n");
  const sample = join(repository, "samples/2026-02-19_18-42-05.opus");
  await fonoteka(...archive, "import", sample, "--transcript", transcript);
  const found = await fonoteka(...archive, "search", "мёд", "--mode", "semantic");
  if (!found.includes("found by meaning")) throw new Error(`The search found nothing: ${found}`);
}

async function checkCheckout(major: number, checkout: string): Promise<void> {
  await output("git", ["clone", "--quiet", repository, checkout], folder, machinePath);
  assertNoWarning(await npm(major, ["ci"], checkout, machinePath), `npm@${major} ci`);
  assertNoCuda(join(checkout, "node_modules"));
  readFileSync(join(checkout, "web/dist/index.html"));
  const command = ["run", "--silent", "fonoteka", "--"];
  await importAndSearch((...words) => npm(major, [...command, ...words], checkout, machinePath));
}

async function checkPackages(major: number, tarballs: string[]): Promise<void> {
  const project = join(folder, `project-${major}`);
  mkdirSync(project);
  writeFileSync(join(project, "package.json"), '{ "private": true }\n');
  const installed = await npm(major, ["install", ...tarballs], project, newNodePath);
  assertNoWarning(installed, `npm@${major} install of the packages`);
  assertNoCuda(join(project, "node_modules"));
  const command = join(project, "node_modules/.bin/fonoteka");
  await importAndSearch((...words) => output(command, words, project, newNodePath));
  rmSync(project, { recursive: true });
}

/** Says what is being checked, and how long it took. */
async function report(what: string, check: () => Promise<void>): Promise<void> {
  const startedMs = Date.now();
  await check();
  console.log(`${what}: ${Math.round((Date.now() - startedMs) / 1000)} s`);
}

const packed = join(folder, "packages");
mkdirSync(packed);
for (const [at, major] of versions.entries()) {
  const checkout = join(folder, `checkout-${major}`);
  await report(`npm@${major} ci in a clone, import, search`, () => checkCheckout(major, checkout));
  if (at === 0)
    await report(`npm@${major} pack`, async () => {
      const words = ["pack", "--workspaces", "--include-workspace-root", "--pack-destination", packed];
      assertNoWarning(await npm(major, words, checkout, machinePath), `npm@${major} pack`);
    });
  rmSync(checkout, { recursive: true });
}
const tarballs = readdirSync(packed).map((name) => join(packed, name));
for (const major of versions)
  await report(`npm@${major} install of the ${tarballs.length} packages, import, search`, () =>
    checkPackages(major, tarballs),
  );
