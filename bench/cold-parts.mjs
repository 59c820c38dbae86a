/** The steps of one cold search, each timed; bench/cold-start.ts runs it. JavaScript, so that compiling is no part of it. */

import { readFileSync } from "node:fs";
import { join } from "node:path";

const marks = { "Node's own start": performance.now() };
let last = performance.now();
function mark(name) {
  const now = performance.now();
  marks[name] = now - last;
  last = now;
}

const { cacheCompiledCode } = await import("../dist/cli/cache-compiled-code.js");
const { compileCacheFolder } = await import("../dist/settings.js");
cacheCompiledCode(compileCacheFolder());
mark("find what was compiled before");
const { openArchive } = await import("../dist/fonoteka.js");
mark("load the library");
const archive = await openArchive(process.argv[2]);
mark("open the archive");
await archive.search("kubernetes", { mode: "keyword" });
mark("search by words, first time");
const { openModelSession } = await import("../dist/embedding/model-session.js");
const { readUnigramTokenizer } = await import("../dist/embedding/unigram-tokenizer.js");
const { getModelFiles } = await import("../dist/models/model-files.js");
const { getEmbeddingModel } = await import("../dist/models/registry.js");
const { threads, embeddingModel, modelCache } = archive.settings;
const { model, folder } = getModelFiles(getEmbeddingModel(embeddingModel), modelCache);
const tokenizer = readUnigramTokenizer(readFileSync(join(folder, "tokenizer.json")));
mark("read the tokenizer's pieces");
await import("onnxruntime-node");
mark("load onnxruntime");
const path = join(folder, model.modelFile);
const session = await openModelSession({ path, threads, arithmetic: model.arithmetic, packed: true });
mark("load the weights");
const embed = async () => {
  const ids = BigInt64Array.from(tokenizer.encode(`${model.queryPrefix}kubernetes`, 512), BigInt);
  const dims = [1, ids.length];
  const mask = { data: new BigInt64Array(ids.length).fill(1n), dims };
  await session.run({ input_ids: { data: ids, dims }, attention_mask: mask }, ["sentence_embedding"]);
};
await embed();
mark("first vector");
await embed();
mark("vector of the question, warm");
await session.release();
await archive.close();
mark("close");
process.stdout.write(JSON.stringify(marks));
