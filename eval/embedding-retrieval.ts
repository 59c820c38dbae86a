/**
 * Retrieval by meaning alone, measured on XQuAD: does a question find its paragraph among all of them, in its own
 * language and in the other?
 *
 *   node eval/embedding-retrieval.ts xquad.ru.json xquad.en.json
 *
 * Both files are XQuAD's (SQuAD format, the same question ids in both); they are not part of the project.
 */
import { readFileSync } from "node:fs";
import { basename } from "node:path";
import { createOnnxEmbedder } from "../src/embedding/onnx-embedder.ts";
import { getModelFiles } from "../src/models/model-files.ts";
import { defaultEmbeddingModel, getEmbeddingModel } from "../src/models/registry.ts";

type Squad = {
  data: { paragraphs: { context: string; qas: { id: string; question: string }[] }[] }[];
};
type Side = { passages: Float32Array[]; questions: { vector: Float32Array; passage: number }[] };

const files = process.argv.slice(2);
if (files.length !== 2) throw new TypeError("give two XQuAD files: Russian, English");
const embedder = await createOnnxEmbedder({
  files: getModelFiles(getEmbeddingModel(defaultEmbeddingModel), "/nowhere"),
});
const [ru, en] = [await embedSide(files[0]!), await embedSide(files[1]!)];
console.log(`| ${embedder.fingerprint} | nDCG@10 | R@1 | R@10 |\n|---|---|---|---|`);
report("ru→ru", ru, ru);
report("en→en", en, en);
report("ru→en", ru, en);
report("en→ru", en, ru);
console.log(`max RSS ${Math.round(process.resourceUsage().maxRSS / 1024)} MB`);
await embedder.close();

async function embedSide(path: string): Promise<Side> {
  const squad = JSON.parse(readFileSync(path, "utf8")) as Squad;
  const paragraphs = squad.data.flatMap((article) => article.paragraphs);
  let started = performance.now();
  const passages = await embedder.embedPassages(paragraphs.map((paragraph) => paragraph.context));
  const passageSeconds = (performance.now() - started) / 1000;
  const questions: Side["questions"] = [];
  started = performance.now();
  for (const [passage, { qas }] of paragraphs.entries()) {
    for (const { question } of qas) questions.push({ vector: await embedder.embedQuery(question), passage });
  }
  const questionMs = (performance.now() - started) / questions.length;
  console.log(
    `${basename(path)}: ${passages.length} passages, ${(passages.length / passageSeconds).toFixed(1)} a second;`,
    `${questions.length} questions, ${questionMs.toFixed(1)} ms each`,
  );
  return { passages, questions };
}

/** One relevant passage a question: nDCG@10 is 1 / log2(rank + 1) within the first ten. */
function report(name: string, asked: Side, stored: Side): void {
  let ndcg = 0;
  let first = 0;
  let ten = 0;
  for (const { vector, passage } of asked.questions) {
    const own = dot(vector, stored.passages[passage]!);
    const rank = 1 + stored.passages.filter((other) => dot(vector, other) > own).length;
    if (rank <= 10) ndcg += 1 / Math.log2(rank + 1);
    if (rank === 1) first++;
    if (rank <= 10) ten++;
  }
  const count = asked.questions.length;
  const percent = (hits: number) => ((100 * hits) / count).toFixed(1);
  console.log(`| ${name} | ${(ndcg / count).toFixed(3)} | ${percent(first)} | ${percent(ten)} |`);
}

function dot(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}
