import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { promisify } from "node:util";
import { readBundledParts } from "../../scripts/supply/bundled-parts.ts";
import { readDeliveredPackages } from "../../scripts/supply/read-packages.ts";
import type { Sbom } from "../../scripts/write-sbom.ts";
import { repositoryFolder, samplesFolder } from "../support/run-fonoteka.ts";
import { tempFolder } from "../support/temp-folder.ts";

const run = promisify(execFile);

type Manifest = { version: string; dependencies: Record<string, string> };
const manifest = JSON.parse(readFileSync(join(repositoryFolder, "package.json"), "utf8")) as Manifest;

/**
 * Third-party packages of this checkout, so that the installation needs no network. npm links them and would run scripts
 * that only their authors need, hence --ignore-scripts below; scripts/check-npm-versions.ts installs without it.
 */
function installedDependencies(): Record<string, string> {
  const names = Object.keys(manifest.dependencies);
  return Object.fromEntries(
    names.map((name) => [name, `file:${join(repositoryFolder, "node_modules", name)}`]),
  );
}

/** Every package and part that the notices name is in it, with a licence, and the version of FFmpeg in its CPE. */
function assertBillOfMaterials(path: string): void {
  const { components, specVersion } = JSON.parse(readFileSync(path, "utf8")) as Sbom;
  assert.equal(specVersion, "1.5");
  const listed = new Set(components.map(({ name, version }) => `${name} ${version}`));
  for (const { name, version } of readDeliveredPackages()) assert.ok(listed.has(`${name} ${version}`), name);
  for (const { name, purl } of readBundledParts())
    assert.ok(
      components.some((one) => one.name === name || one.purl === purl),
      name,
    );
  assert.ok(components.every(({ licenses }) => licenses && licenses.length > 0));
  const ffmpeg = components.find(({ name }) => name === "FFmpeg")!;
  assert.match(String(ffmpeg.cpe), new RegExp(`:ffmpeg:${ffmpeg.version}:`));
}

test("the packed package installs into an empty folder; its command imports and finds, its library opens", async (t) => {
  const folder = tempFolder(t);
  // Lifecycle scripts of npm run `npm` again: prepack builds dist/ into the package.
  await run("npm", ["pack", "--pack-destination", folder], { cwd: repositoryFolder, maxBuffer: 1 << 24 });
  const tarball = readdirSync(folder).find((name) => name.endsWith(".tgz"))!;
  const app = join(folder, "app");
  mkdirSync(app);
  writeFileSync(
    join(app, "package.json"),
    JSON.stringify({
      private: true,
      type: "module",
      dependencies: { fonoteka: `file:../${tarball}`, ...installedDependencies() },
    }),
  );
  await run(
    "npm",
    ["install", "--offline", "--ignore-scripts", "--no-audit", "--no-fund", "--install-links=false"],
    { cwd: app, maxBuffer: 1 << 24 },
  );

  const command = join(app, "node_modules/fonoteka/dist/cli/main.js");
  const fonoteka = (...words: string[]) =>
    run(process.execPath, [command, "--archive", join(folder, "archive"), ...words], { cwd: app });
  assert.equal((await fonoteka("--version")).stdout.trim(), manifest.version);
  assert.ok(readdirSync(join(app, "node_modules/.bin")).some((name) => name.startsWith("fonoteka")));

  writeFileSync(join(app, "talk.srt"), "1\n00:00:01,000 --> 00:00:04,000\nThe bees like lime honey best.\n");
  await fonoteka("import", join(samplesFolder, "2026-02-19_18-42-05.opus"), "--transcript", "talk.srt");
  assert.match((await fonoteka("search", "honey")).stdout, /found by word/);
  assert.match((await fonoteka("search", "мёд", "--mode", "semantic")).stdout, /found by meaning/);

  writeFileSync(
    join(app, "use.js"),
    `import { openArchive } from "fonoteka";
     const archive = await openArchive(process.argv[2]);
     console.log((await archive.search("lime")).hits[0].recording.filename);
     await archive.close();`,
  );
  const used = await run(process.execPath, ["use.js", join(folder, "archive")], { cwd: app });
  assert.match(used.stdout, /^\d{4}-\d\d-\d\d_\d\d-\d\d-\d\d\.opus$/m);

  writeFileSync(
    join(app, "client.js"),
    `import { createClient } from "fonoteka/client";
     const client = createClient({ baseUrl: "http://127.0.0.1:1" });
     const upload = client.uploadFile(new Blob(["x"]), { name: "x", patienceMs: 0 });
     for (const call of [client.status(), upload]) console.log(await call.catch(({ code }) => code));`,
  );
  const called = await run(process.execPath, ["client.js"], { cwd: app });
  assert.equal(
    called.stdout,
    "unreachable\nunreachable\n",
    "the client and what it loads for an upload work in Node",
  );

  writeFileSync(
    join(app, "service.js"),
    `import { openArchive } from "fonoteka";
     import { openService, ServiceError } from "fonoteka/service";
     await using archive = await openArchive(process.argv[2]);
     await using service = await openService(archive, { automatic: false });
     const { hits } = await service.search("lime", { mode: "keyword" });
     const upload = await service.uploads.create({ name: "x.mp3", byteLength: 5 });
     const error = await service.uploads.append(upload.id, new Blob(["xyz"]).stream(), 2).catch((error) => error);
     console.log(hits.length, error instanceof ServiceError && error.code);
     await service.uploads.cancel(upload.id);`,
  );
  const served = await run(process.execPath, ["service.js", join(folder, "archive")], { cwd: app });
  assert.equal(served.stdout, "1 conflict\n", "its threads start from the package, too");

  const packed = readdirSync(join(app, "node_modules/fonoteka"), { recursive: true }).map(String);
  assert.deepEqual(
    packed.filter((name) => /\.tsx?$/.test(name) && !name.endsWith(".d.ts")),
    [],
    "no TypeScript sources: Node refuses them there",
  );
  assert.ok(packed.includes("LICENSE") && packed.includes("README.md"));
  const notices = readFileSync(join(repositoryFolder, "THIRD-PARTY.txt"), "utf8");
  for (const name of ["THIRD-PARTY.txt", "web/dist/third-party.txt"])
    assert.equal(readFileSync(join(app, "node_modules/fonoteka", name), "utf8"), notices, name);
  if (packed.includes("sbom.cdx.json"))
    assertBillOfMaterials(join(app, "node_modules/fonoteka/sbom.cdx.json"));
  else assert.ok(Number.parseInt((await run("npm", ["--version"])).stdout, 10) < 11, "npm 9 cannot make one");

  const { scripts } = JSON.parse(readFileSync(join(app, "node_modules/fonoteka/package.json"), "utf8"));
  assert.deepEqual(
    ["preinstall", "install", "postinstall", "prepare"].filter((event) => scripts[event]),
    [],
    "npm 11 warns of each of them in a project that installs the package",
  );
});
