import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { fillGeneratedParts, generatedDocuments } from "../../scripts/write-docs.ts";
import { repositoryFolder, samplesFolder } from "../support/run-fonoteka.ts";
import { tempFolder } from "../support/temp-folder.ts";

const docsFolder = join(repositoryFolder, "docs");
const read = (path: string) => readFileSync(join(repositoryFolder, path), "utf8");
const documents = [
  "README.md",
  "CONTRIBUTING.md",
  "CHANGELOG.md",
  "src/README.md",
  ...readdirSync(docsFolder)
    .filter((name) => name.endsWith(".md"))
    .map((name) => `docs/${name}`),
];

for (const name of generatedDocuments) {
  test(`docs/${name} says what the program says (else: npm run docs)`, () => {
    const text = read(`docs/${name}`);
    assert.equal(text, fillGeneratedParts(text));
  });
}

test("every link between the documents leads to a file", () => {
  const broken = documents.flatMap((path) =>
    [...read(path).matchAll(/\]\((?!https?:|#|mailto:)([^)#\s]+)[^)]*\)/g)]
      .map(([, target]) => target!)
      .filter((target) => !existsSync(join(repositoryFolder, dirname(path), target)))
      .map((target) => `${path} → ${target}`),
  );
  assert.deepEqual(broken, []);
});

test("the README is short and names every document", () => {
  const readme = read("README.md");
  assert.ok(readme.split("\n").length <= 150);
  for (const name of readdirSync(docsFolder).filter((file) => file.endsWith(".md")))
    assert.ok(readme.includes(`docs/${name}`), name);
});

test("every npm script that the documents name exists", () => {
  const { scripts } = JSON.parse(read("package.json")) as { scripts: Record<string, string> };
  const named = documents.flatMap((path) =>
    [...read(path).matchAll(/npm (?:run (?:-s )?([\w-]+)|(test|start))/g)].map(
      (match) => match[1] ?? match[2]!,
    ),
  );
  assert.deepEqual(
    named.filter((name) => !(name in scripts)),
    [],
  );
});

test("the example of docs/library.md runs as it stands", async (t) => {
  const example = /```ts example\n([\s\S]+?)```/.exec(read("docs/library.md"))?.[1];
  assert.ok(example);
  const folder = tempFolder(t);
  mkdirSync(join(folder, "inbox"));
  copyFileSync(join(samplesFolder, "2026-02-19_18-42-05.opus"), join(folder, "inbox", "talk.opus"));
  writeFileSync(
    join(folder, "inbox", "talk.srt"),
    "1\n00:00:01,000 --> 00:00:04,000\nWe moved to Kubernetes.\n",
  );
  const library = pathToFileURL(join(repositoryFolder, "src/fonoteka.ts")).href;
  writeFileSync(join(folder, "example.mts"), example.replace('"fonoteka"', JSON.stringify(library)));
  const { stdout } = await promisify(execFile)(process.execPath, ["example.mts"], { cwd: folder });
  assert.match(stdout, /^imported \S+\.opus$/m);
  assert.match(stdout, /We moved to Kubernetes\. word/);
  assert.match(stdout, /quote\.opus 3000$/m);
  assert.match(stdout, /00:00:01,000 --> 00:00:04,000/);
});
