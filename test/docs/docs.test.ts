import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { test } from "node:test";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { fillGeneratedParts, generatedDocuments } from "../../scripts/write-docs.ts";
import { buildProgram } from "../../src/cli/program.ts";
import { Archive, openArchive } from "../../src/fonoteka.ts";
import { settingNames } from "../../src/settings.ts";
import { repositoryFolder, samplesFolder } from "../support/run-fonoteka.ts";
import { tempFolder } from "../support/temp-folder.ts";

const read = (path: string) => readFileSync(join(repositoryFolder, path), "utf8");
const docs = readdirSync(join(repositoryFolder, "docs"), { recursive: true, encoding: "utf8" })
  .filter((name) => name.endsWith(".md"))
  .map((name) => `docs/${name.replaceAll("\\", "/")}`);
const documents = ["README.md", "CONTRIBUTING.md", "CHANGELOG.md", "src/README.md", ...docs];

/** Targets of the links in a document, without those to other sites. */
function linksOf(path: string): string[] {
  const text = read(path).replaceAll(/```[\s\S]*?```/g, "");
  return [...text.matchAll(/\]\((?!https?:|mailto:)([^)\s]+)\)/g)].map(([, target]) => target!);
}

/** Anchors of a document's headings, as GitHub makes them. */
function anchorsOf(path: string): string[] {
  const headings = read(path).matchAll(/^#+ (.+)$/gm);
  return [...headings].map(([, heading]) =>
    heading!
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N} _-]/gu, "")
      .replaceAll(" ", "-"),
  );
}

for (const name of generatedDocuments) {
  test(`the generated parts of docs/${name} are up to date (else: npm run docs)`, () => {
    const text = read(`docs/${name}`);
    assert.equal(text, fillGeneratedParts(text));
  });
}

test("every link between the documents leads to an existing file and heading", () => {
  const broken = documents.flatMap((path) =>
    linksOf(path)
      .filter((link) => {
        const [target, anchor] = link.split("#");
        const file = target === "" ? path : normalize(join(dirname(path), target!));
        if (!existsSync(join(repositoryFolder, file))) return true;
        return anchor !== undefined && file.endsWith(".md") && !anchorsOf(file).includes(anchor);
      })
      .map((link) => `${path} → ${link}`),
  );
  assert.deepEqual(broken, []);
});

test("the README has fewer than 150 lines and leads to every guide, docs/README.md to every page", () => {
  assert.ok(read("README.md").split("\n").length < 150);
  const fromReadme = linksOf("README.md");
  const guides = docs.filter((path) => path.startsWith("docs/guides/"));
  assert.ok(guides.length >= 5);
  for (const guide of [...guides, "docs/README.md", "docs/faq.md"])
    assert.ok(fromReadme.includes(guide), guide);
  const fromIndex = linksOf("docs/README.md").map((link) => join("docs", link));
  for (const page of docs.filter((path) => path !== "docs/README.md"))
    assert.ok(fromIndex.includes(page), page);
});

test("every npm script that the documents mention exists", () => {
  const { scripts } = JSON.parse(read("package.json")) as { scripts: Record<string, string> };
  const mentioned = documents.flatMap((path) =>
    [...read(path).matchAll(/npm (?:run (?:-s )?([\w-]+)|(test|start))/g)].map(
      (match) => match[1] ?? match[2]!,
    ),
  );
  assert.deepEqual(
    mentioned.filter((name) => !(name in scripts)),
    [],
  );
});

/** All commands that do something, and not `help`, by the words one types: `import`, `models list`. */
const commands = new Map(
  buildProgram()
    .commands.filter((command) => command.name() !== "help")
    .flatMap((command) =>
      command.commands.length > 0
        ? command.commands.map((inner) => [`${command.name()} ${inner.name()}`, inner] as const)
        : [[command.name(), command] as const],
    ),
);

test("every command has its reference and appears in a guide, every setting and library method is documented", () => {
  const reference = read("docs/cli.md");
  const guides = docs
    .filter((path) => !/docs\/(?:cli\.md|lab\/)/.test(path))
    .map(read)
    .join("\n");
  for (const name of commands.keys()) {
    assert.ok(reference.includes(`\n### fonoteka ${name}\n`), name);
    assert.ok(guides.includes(`fonoteka ${name}`), `${name} in a guide`);
  }
  for (const name of settingNames) assert.ok(reference.includes(`| \`${name}\` |`), name);
  const library = read("docs/library.md");
  for (const method of Object.getOwnPropertyNames(Archive.prototype).filter((name) => name !== "constructor"))
    assert.match(library, new RegExp(`\\b${method}\\(`), method);
});

test("the commands in the documents exist, with the options they are given", () => {
  const wrong: string[] = [];
  let count = 0;
  for (const path of documents.filter((name) => name !== "CHANGELOG.md")) {
    const examples = read(path).matchAll(/(?:^|[`(:] ?)fonoteka ((?:--archive \S+ )?[a-z].*?)(?:`|$)/gm);
    for (const [, example] of examples) {
      const words = example!.replace(/ #.*/, "").replace(/ > .*/, "").split(" ");
      if (words[0] === "--archive") words.splice(0, 2);
      if (words[0] === "models" || words[0] === "trash") words.splice(0, 2, words.slice(0, 2).join(" "));
      const command = commands.get(words[0]!);
      // A mention in a sentence, such as "fonoteka models".
      if (!command) continue;
      count++;
      const known = [...command.options.flatMap(({ short, long }) => [short, long]), "--json", "--archive"];
      const isOption = words[0] === "search" ? /^--[a-z]/ : /^--?[a-z]/;
      if (words.some((word) => isOption.test(word) && !known.includes(word)))
        wrong.push(`${path}: fonoteka ${example}`);
    }
  }
  assert.deepEqual(wrong, []);
  assert.ok(count > 40, `${count} examples`);
});

/** Runs an example from a document in `folder`, importing this library, and returns what it prints. */
async function runExample(example: string, folder: string): Promise<string> {
  const library = pathToFileURL(join(repositoryFolder, "src/fonoteka.ts")).href;
  writeFileSync(join(folder, "example.mts"), example.replace('"fonoteka"', JSON.stringify(library)));
  return (await promisify(execFile)(process.execPath, ["example.mts"], { cwd: folder })).stdout;
}

test("the example of the README runs as it stands", async (t) => {
  const example = /```ts\n([\s\S]+?)```/.exec(read("README.md"))?.[1];
  assert.ok(example);
  // Six seconds of a sample, so that the test need not transcribe a whole minute.
  const archive = await openArchive(join(tempFolder(t), "archive"));
  for await (const { status } of archive.import([join(samplesFolder, "2026-02-19_18-42-05.opus")]))
    assert.equal(status, "imported");
  const folder = tempFolder(t);
  const targetPath = join(folder, "interview.mp3");
  await archive.clip(1, { startMs: 51_700, endMs: 58_000, targetPath });
  await archive.close();
  const lines = (await runExample(example, folder)).trim().split("\n");
  assert.deepEqual(lines.slice(0, 2), ["imported", "transcribed"]);
  assert.match(lines[2]!, /^\S+\.opus \d+ .*Kubernetes/);
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
  const stdout = await runExample(example, folder);
  assert.match(stdout, /^imported \S+\.opus$/m);
  assert.match(stdout, /We moved to Kubernetes\. word/);
  assert.match(stdout, /quote\.opus 3000$/m);
  assert.match(stdout, /00:00:01,000 --> 00:00:04,000/);
});
