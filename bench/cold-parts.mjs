/** The steps of one cold search, each timed; bench/cold-start.ts runs it. JavaScript, so that compiling is no part of it. */

const marks = { "Node's own start": performance.now() };
let last = performance.now();
function mark(name) {
  const now = performance.now();
  marks[name] = now - last;
  last = now;
}

const { openArchive } = await import("../dist/archive.js");
mark("load the library");
const archive = await openArchive(process.argv[2]);
mark("open the archive");
await archive.search("kubernetes", { mode: "keyword" });
mark("search by words, first time");
const { createOnnxEmbedder } = await import("../dist/embedding/onnx-embedder.js");
const { getModelFiles } = await import("../dist/models/model-files.js");
const { getEmbeddingModel } = await import("../dist/models/registry.js");
const files = getModelFiles(getEmbeddingModel(archive.settings.embeddingModel), archive.settings.modelCache);
await import("onnxruntime-node");
mark("load onnxruntime");
const embedder = await createOnnxEmbedder({ files, threads: archive.settings.threads });
await embedder.embedQuery("kubernetes");
mark("load the model, first vector");
await embedder.embedQuery("kubernetes");
mark("vector of the question, warm");
await embedder.close();
await archive.close();
mark("close");
process.stdout.write(JSON.stringify(marks));
