import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { test } from "node:test";

/** Layer of each member of src/; imports go down only, and neighbours never meet (src/README.md). */
const layers: Record<string, number> = {
  "domain.ts": 0,
  "errors.ts": 0,
  "settings.ts": 0,
  "process-owner.ts": 0,
  audio: 1,
  models: 1,
  speech: 1,
  embedding: 1,
  storage: 1,
  language: 1,
  vectors: 1,
  recording: 2,
  transcription: 2,
  indexing: 2,
  search: 2,
  playback: 2,
  engine: 3,
  jobs: 3,
  evaluation: 3,
  "archive.ts": 4,
  archive: 4,
  cli: 5,
  server: 5,
};
/** Exceptions that architecture.md names. */
const allowed = new Set([
  "speech → models",
  "embedding → models",
  "storage → vectors",
  // Titles are stemmed in the very transaction that changes them (storage/recording-texts.ts).
  "storage → language",
  "archive.ts → archive",
  "archive → archive.ts",
  "cli → server",
]);
const forbidden = new Set(["engine → storage"]);

const root = join(import.meta.dirname, "..", "src");
const files = globSync("**/*.ts", { cwd: root });
const member = (file: string): string => file.split("/")[0]!;
const sources = new Map(files.map((file) => [file, readFileSync(join(root, file), "utf8")]));

test("imports go down the layers and neighbours never import each other", () => {
  const offences: string[] = [];
  for (const [file, text] of sources) {
    for (const [, target] of text.matchAll(/(?:from|import)\s*\(?\s*"(\.[^"]+)"/g)) {
      const imported = relative(root, join(root, dirname(file), target!));
      const from = member(file);
      const to = member(imported);
      if (from === to || allowed.has(`${from} → ${to}`)) continue;
      const fine =
        layers[from] === 5
          ? layers[to] === 0 || layers[to] === 4
          : layers[to]! < layers[from]! || (layers[from] === 0 && layers[to] === 0);
      if (!fine || layers[to] === undefined || forbidden.has(`${from} → ${to}`))
        offences.push(`src/${file} imports ${target}`);
    }
  }
  assert.deepEqual(offences, []);
});

test("every member of src/ has a layer", () => {
  assert.deepEqual(
    [...new Set(files.map(member))].filter((name) => layers[name] === undefined && name !== "README.md"),
    [],
  );
});

/** Where a thing may stand, and nowhere else. */
const places: [string, RegExp, RegExp][] = [
  ["node:sqlite", /"node:sqlite"/, /^storage\//],
  ["ONNX Runtime", /"(?:fonoteka-onnxruntime|onnxruntime-node)"/, /^models\/onnx-runtime\.ts$/],
  ["SQL", /\b(?:select\s+[\w*.,\s]+\s+from|insert\s+into|delete\s+from|update\s+\w+\s+set)\s/i, /^storage\//],
  ["process.env", /process\.env/, /^settings\.ts$/],
  ["console", /\bconsole\./, /^cli\//],
  ["a default export", /^export default/m, /^$/],
];

test("SQL stands in storage/, process.env in settings.ts, console in cli/, ONNX Runtime behind its one door", () => {
  const offences: string[] = [];
  for (const [file, text] of sources) {
    const code = text.replaceAll(/\/\*[\s\S]*?\*\/|(?<=^|\s)\/\/.*$/gm, "");
    for (const [what, pattern, where] of places)
      if (pattern.test(code) && !where.test(file)) offences.push(`src/${file}: ${what}`);
  }
  assert.deepEqual(offences, []);
});

test("no source file is longer than 400 lines", () => {
  const long = [...sources].filter(([, text]) => text.split("\n").length > 401).map(([file]) => file);
  assert.deepEqual(long, []);
});

test("src/README.md names every member of src/", () => {
  const readme = readFileSync(join(root, "README.md"), "utf8");
  assert.deepEqual(
    [...new Set(files.map(member))].filter((name) => !readme.includes(`\`${name}`)),
    [],
  );
});
