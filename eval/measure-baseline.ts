/**
 * Makes src/models/embedding-baselines.ts: the mean vector of speech on all sorts of matters, by script, of the bundled
 * embedding model, from the samples and the recordings invented for the evaluation.
 *
 *     node eval/measure-baseline.ts && npx biome check --write src/models/embedding-baselines.ts
 */
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createOnnxEmbedder } from "../src/embedding/onnx-embedder.ts";
import { detectScript } from "../src/language/detect-script.ts";
import { getModelFiles } from "../src/models/model-files.ts";
import { defaultEmbeddingModel, getEmbeddingModel } from "../src/models/registry.ts";
import { readOwnSets } from "./own-sets.ts";

const root = join(import.meta.dirname, "..");
const wordsPerPassage = 120;

const embedder = await createOnnxEmbedder({
  files: getModelFiles(getEmbeddingModel(defaultEmbeddingModel), "/nowhere"),
});
const texts = [...samplePassages(), ...ownPassages()];
const byScript = Map.groupBy(texts, (text) => detectScript(text));
const rows: string[] = [];
for (const script of ["cyrillic", "latin"] as const) {
  const vectors = await embedder.embedPassages(byScript.get(script)!);
  const mean = vectors[0]!.map(
    (_, i) => vectors.reduce((sum, vector) => sum + vector[i]!, 0) / vectors.length,
  );
  const step = Math.max(...mean.map(Math.abs)) / 127;
  const codes = Buffer.from(Int8Array.from(mean, (value) => Math.round(value / step)).buffer);
  rows.push(
    `    // Of ${vectors.length} passages.\n    ${script}: { step: ${step.toPrecision(6)}, codes: "${codes.toString("base64")}" },`,
  );
}
await embedder.close();

const path = join(root, "src/models/embedding-baselines.ts");
const written = readFileSync(path, "utf8");
const table = `const baselines: Record<string, Record<BackgroundScript, CodedMean>> = {
  "${defaultEmbeddingModel}": {
${rows.join("\n")}
  },
};`;
writeFileSync(path, written.replace(/const baselines[\s\S]*?\n\};/, table));

function samplePassages(): string[] {
  const folder = join(root, "samples");
  return readdirSync(folder)
    .filter((name) => name.endsWith(".words.json"))
    .flatMap((name) => {
      type File = { turns: { words: [number, number, string][] }[] };
      const { turns } = JSON.parse(readFileSync(join(folder, name), "utf8")) as File;
      const words = turns.flatMap((turn) => turn.words.map(([, , word]) => word));
      const starts = Array.from(
        { length: Math.ceil(words.length / wordsPerPassage) },
        (_, at) => at * wordsPerPassage,
      );
      return starts
        .map((start) => words.slice(start, start + wordsPerPassage))
        .filter((own) => own.length >= wordsPerPassage / 2)
        .map((own) => own.join(" "));
    });
}

function ownPassages(): string[] {
  const { recordings } = readOwnSets()[0]!.archive;
  return recordings.flatMap((recording) => recording.passages.map((passage) => passage.text));
}
