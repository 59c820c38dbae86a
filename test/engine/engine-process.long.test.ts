import assert from "node:assert/strict";
import { join } from "node:path";
import { after, before, test } from "node:test";
import type { Embedder } from "../../src/embedding/embedder.ts";
import { createOnnxEmbedder } from "../../src/embedding/onnx-embedder.ts";
import { EngineEmbedder } from "../../src/engine/engine-embedder.ts";
import { EngineProcess } from "../../src/engine/engine-process.ts";
import { EngineTranscriber } from "../../src/engine/engine-transcriber.ts";
import { isArchiveError } from "../../src/errors.ts";
import { getModelFiles } from "../../src/models/model-files.ts";
import { defaultEmbeddingModel, getEmbeddingModel } from "../../src/models/registry.ts";
import { samplesFolder } from "../support/run-fonoteka.ts";

const setup = {
  speechModel: "whisper-base",
  embeddingModel: defaultEmbeddingModel,
  modelCache: "/nowhere",
  threads: 2,
};
const sample = join(samplesFolder, "2026-02-19_18-42-05.opus");
const withCode = (code: string) => (error: unknown) => isArchiveError(error, code as never);

function startEngine(t: { after: (done: () => Promise<void>) => void }): EngineProcess {
  const engine = new EngineProcess(setup);
  t.after(() => engine.close());
  return engine;
}

/** The same model in this process. */
let local: Embedder;
before(async () => {
  local = await createOnnxEmbedder({
    files: getModelFiles(getEmbeddingModel(defaultEmbeddingModel), "/nowhere"),
  });
});
after(() => local.close());

test("passages embedded in the engine have the vectors that this process computes", async (t) => {
  const inEngine = new EngineEmbedder(startEngine(t), local);
  const texts = [
    "Пчёлы зимуют в улье.",
    "We moved to Kubernetes.",
    ...Array.from({ length: 20 }, (_, index) => `passage number ${index}`),
  ];
  const done: number[] = [];
  const vectors = await inEngine.embedPassages(texts, { onProgress: (count) => done.push(count) });
  assert.equal(done.at(-1), texts.length);
  const expected = await local.embedPassages(texts);
  for (const [index, vector] of vectors.entries()) {
    const cosine = vector.reduce((sum, value, at) => sum + value * expected[index]![at]!, 0);
    assert.ok(cosine > 0.99999, `${texts[index]}: ${cosine}`);
  }
});

test("a killed engine fails the task in hand with engine-failed, and the next task starts another engine", async (t) => {
  const engine = startEngine(t);
  const transcriber = new EngineTranscriber(engine);
  const killed = (async () => {
    for await (const _segment of transcriber.transcribe(sample, { allowedLanguages: ["en"] }))
      process.kill(engine.pid!, "SIGKILL");
  })();
  await assert.rejects(
    killed,
    (error: Error) => withCode("engine-failed")(error) && /SIGKILL/.test(error.message),
  );
  const [vector] = await new EngineEmbedder(engine, local).embedPassages(["still alive"]);
  assert.equal(vector?.length, local.dimensions);
});

test("a shutdown or a closed terminal, which reaches the engine too, is not the end of its task", async (t) => {
  const engine = startEngine(t);
  const embedder = new EngineEmbedder(engine, local);
  await embedder.embedPassages(["here"]);
  const { pid } = engine;
  for (const signal of ["SIGTERM", "SIGHUP", "SIGINT"]) process.kill(pid!, signal);
  assert.equal((await embedder.embedPassages(["still here"])).length, 1);
  assert.equal(engine.pid, pid);
});

test("an engine that the same Ctrl-C ends while it starts is cancelled work, not a crash", async (t) => {
  const engine = startEngine(t);
  const stop = new AbortController();
  const work = engine.run({ kind: "embed", texts: ["here"] }, () => {}, stop.signal);
  stop.abort();
  process.kill(engine.pid!, "SIGKILL");
  await assert.rejects(work, withCode("cancelled"));
});

test("an engine killed while idle is simply started again", async (t) => {
  const engine = startEngine(t);
  const embedder = new EngineEmbedder(engine, local);
  await embedder.embedPassages(["one"]);
  const { pid } = engine;
  process.kill(pid!, "SIGKILL");
  while (engine.pid !== undefined) await new Promise((resolve) => setTimeout(resolve, 10));
  await embedder.embedPassages(["two"]);
  assert.notEqual(engine.pid, pid);
});

test("cancelling recognition ends it, whatever the model is doing, long before it would have ended", async (t) => {
  const engine = startEngine(t);
  const stop = new AbortController();
  const startedAt = performance.now();
  let abortedAt = 0;
  const work = (async () => {
    const segments = new EngineTranscriber(engine).transcribe(sample, {
      allowedLanguages: ["en"],
      signal: stop.signal,
    });
    for await (const _segment of segments) {
      abortedAt ||= performance.now();
      stop.abort();
    }
  })();
  await assert.rejects(work, withCode("cancelled"));
  // The sample fills three windows. Run to its end, it would take twice as long again as it took to the first words.
  const [toFirstMs, toEndMs] = [abortedAt - startedAt, performance.now() - abortedAt];
  assert.ok(toEndMs < toFirstMs, `${toEndMs} ms after the abort, ${toFirstMs} ms before it`);
});

test("a file that is no sound fails with its own error, not as a crash", async (t) => {
  const work = Array.fromAsync(
    new EngineTranscriber(startEngine(t)).transcribe(import.meta.filename, { allowedLanguages: ["en"] }),
  );
  await assert.rejects(
    work,
    (error) => withCode("unsupported-audio")(error) || withCode("corrupt-audio")(error),
  );
});

test("a model that is not here is model-missing", async (t) => {
  const engine = new EngineProcess({ ...setup, embeddingModel: "BGESmallENV15" });
  t.after(() => engine.close());
  await assert.rejects(
    engine.run({ kind: "embed", texts: ["a"] }, () => {}),
    withCode("model-missing"),
  );
});
