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
  "log.ts": 0,
  messages: 0,
  audio: 1,
  models: 1,
  speech: 1,
  embedding: 1,
  language: 1,
  vectors: 1,
  storage: 2,
  index: 2,
  recording: 3,
  transcription: 3,
  indexing: 3,
  search: 3,
  playback: 3,
  engine: 4,
  stages: 4,
  evaluation: 4,
  verification: 4,
  archive: 5,
  "fonoteka.ts": 5,
  service: 6,
  server: 7,
  cli: 7,
  client: 7,
};
/** Neighbours that architecture.md lets import each other. */
const allowed = new Set([
  "speech → models",
  "embedding → models",
  "index → storage",
  "fonoteka.ts → archive",
  "cli → server",
]);
const vocabulary = ["domain.ts", "errors.ts", "settings.ts", "process-owner.ts", "log.ts", "messages"];
/** What may import less than its layer lets it: storage knows no index, the engine no database, the faces only the library. */
const only: Record<string, string[]> = {
  storage: vocabulary,
  index: [...vocabulary, "storage", "vectors", "language"],
  service: [...vocabulary, "fonoteka.ts"],
  server: [...vocabulary, "fonoteka.ts", "service"],
  cli: [...vocabulary, "fonoteka.ts", "service", "server"],
};
const forbidden = new Set(["engine → storage", "engine → index"]);

const root = join(import.meta.dirname, "..", "src");
const files = globSync("**/*.ts", { cwd: root });
const member = (file: string): string => file.split("/")[0]!;
const sources = new Map(files.map((file) => [file, readFileSync(join(root, file), "utf8")]));

function withoutComments(text: string): string {
  return text.replaceAll(/\/\*[\s\S]*?\*\/|(?<=^|\s)\/\/.*$/gm, "");
}

type Import = { from: string; to: string; isType: boolean };
const imports: Import[] = [...sources].flatMap(([from, text]) =>
  [...text.matchAll(/(?:(import|export)(\s+type)?[^"';]*?from\s*|import\s*\(\s*)"(\.[^"]+)"/g)].map(
    (found) => ({
      from,
      to: relative(root, join(root, dirname(from), found[3]!)),
      isType: found[2] !== undefined,
    }),
  ),
);

test("imports go down the layers and neighbours never import each other", () => {
  const offences = imports.filter(({ from, to, isType }) => {
    const [a, b] = [member(from), member(to)];
    if (a === b || allowed.has(`${a} → ${b}`)) return false;
    // What runs in a browser knows the server by its types alone, and fills the same messages.
    if (a === "client") return !(b === "messages" || (isType && (b === "server" || b === "fonoteka.ts")));
    if (layers[b] === undefined || forbidden.has(`${a} → ${b}`)) return true;
    if (only[a] && !only[a].includes(b)) return true;
    return layers[b] >= layers[a]! && !(layers[a] === 0 && layers[b] === 0);
  });
  assert.deepEqual(
    offences.map(({ from, to }) => `src/${from} imports src/${to}`),
    [],
  );
});

test("no files import each other in a circle, not even their types", () => {
  const circles: string[] = [];
  const done = new Set<string>();
  const visit = (file: string, path: string[]) => {
    if (path.includes(file)) circles.push([...path.slice(path.indexOf(file)), file].join(" → "));
    if (done.has(file) || path.includes(file)) return;
    for (const { to } of imports.filter(({ from }) => from === file)) visit(to, [...path, file]);
    done.add(file);
  };
  for (const file of files) visit(file, []);
  assert.deepEqual(circles, []);
});

test("no file has the name of a folder beside it", () => {
  const folders = new Set(files.map((file) => dirname(file)));
  assert.deepEqual(
    files.filter((file) => folders.has(file.replace(/\.ts$/, ""))),
    [],
  );
});

test("every member of src/ has a layer", () => {
  assert.deepEqual(
    [...new Set(files.map(member))].filter((name) => layers[name] === undefined && name !== "README.md"),
    [],
  );
});

/** Where a thing may stand, and nowhere else. */
const places: [string, RegExp, RegExp][] = [
  ["node:sqlite", /"node:sqlite"/, /^storage\/(?:database|open-connection|open-read-only)\.ts$/],
  ["ONNX Runtime", /"(?:fonoteka-onnxruntime|onnxruntime-node)"/, /^models\/onnx-runtime\.ts$/],
  [
    "SQL",
    /\b(?:select\s+[\w*.,\s]+\s+from|insert\s+into|delete\s+from|update\s+\w+\s+set)\s/i,
    /^(?:storage|index\/sqlite)\//,
  ],
  ["process.env", /process\.env/, /^settings\.ts$/],
  ["console", /\bconsole\./, /^cli\//],
  ["a default export", /^export default/m, /^$/],
];

test("SQL stands in storage/ and index/sqlite/, process.env in settings.ts, console in cli/, ONNX Runtime behind its one door", () => {
  const offences: string[] = [];
  for (const [file, text] of sources) {
    const code = withoutComments(text);
    for (const [what, pattern, where] of places)
      if (pattern.test(code) && !where.test(file)) offences.push(`src/${file}: ${what}`);
  }
  assert.deepEqual(offences, []);
});

test("storage/ names no table that rebuild-index may drop", () => {
  const indexTables =
    /\b(?:passages|passages_stems|transcriptions_fts|recordings_fts|recordings_stems|transcription_embeddings|passage_vectors|sentence_vectors|piece_vectors|transcription_indexes|fingerprints|active_embedding|vocabulary|vocabulary_sounds|vector_counts|passage_changes)\b/;
  const offences = [...sources].filter(
    ([file, text]) => file.startsWith("storage/") && indexTables.test(withoutComments(text)),
  );
  assert.deepEqual(
    offences.map(([file]) => file),
    [],
  );
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

test("no exported type has the name of another one", () => {
  const homes = new Map<string, string[]>();
  for (const [file, text] of sources)
    for (const [, name] of text.matchAll(/^export (?:type|interface|class|enum) (\w+)\b/gm))
      homes.set(name!, [...(homes.get(name!) ?? []), file]);
  const shared = [...homes].filter(([, declared]) => declared.length > 1);
  assert.deepEqual(
    shared.map(([name, declared]) => `${name}: ${declared.join(", ")}`),
    [],
  );
});

test("every error comes from the catalogue", () => {
  const makers =
    /^(?:errors\.ts|service\/service-error\.ts|server\/error-answer\.ts|client\/|engine\/protocol\.ts|service\/search-thread\.ts|verification\/run-database-check\.ts)/;
  const offences = [...sources].filter(
    ([file, text]) =>
      !makers.test(file) && /new (?:ArchiveError|ServiceError|RequestError)\(/.test(withoutComments(text)),
  );
  assert.deepEqual(
    offences.map(([file]) => file),
    [],
  );
});
