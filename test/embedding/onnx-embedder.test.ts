import assert from "node:assert/strict";
import { cpSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, test } from "node:test";
import { createOnnxEmbedder } from "../../src/embedding/onnx-embedder.ts";
import { isArchiveError } from "../../src/errors.ts";
import { getModelFiles, type ModelFiles } from "../../src/models/model-files.ts";
import { defaultEmbeddingModel, type EmbeddingModel, getEmbeddingModel } from "../../src/models/registry.ts";
import { cosine, distance, embedderContract } from "../contracts/embedder.ts";

const tinyFolder = join(import.meta.dirname, "tiny-bert");

/** A real ONNX model of 8 dimensions and 16 positions with a real WordPiece vocabulary; see tiny-bert/build_model.py. */
function tiny(change: Partial<EmbeddingModel> = {}): ModelFiles<EmbeddingModel> {
  const model: EmbeddingModel = {
    ...getEmbeddingModel("AllMiniLML6V2"),
    name: "tiny-bert",
    dimensions: 8,
    maxTokens: 16,
    modelFile: "model.onnx",
    ...change,
  };
  return { model, folder: tinyFolder, contentHash: "0123456789ab" };
}
const open = (change: Partial<EmbeddingModel> = {}) =>
  createOnnxEmbedder({ files: tiny(change), threads: 1 });

embedderContract("a mean-pooled WordPiece model", () => open());
embedderContract("a first-token-pooled model with prefixes", () =>
  open({ pooling: "cls", queryPrefix: "how ", passagePrefix: "plan " }),
);
embedderContract("a model with quantised activations", () =>
  open({ modelFile: "model_dynamic.onnx", batching: false }),
);
embedderContract("a model that answers in half precision", () => open({ modelFile: "model_fp16.onnx" }));

const bundledFiles = () => getModelFiles(getEmbeddingModel(defaultEmbeddingModel), "/nowhere");
embedderContract("the bundled model", () => createOnnxEmbedder({ files: bundledFiles(), threads: 2 }));

describe("how a model's description shapes its vectors", () => {
  const text = "the bee shows a way";
  const vectorOf = async (change: Partial<EmbeddingModel>, query = false) => {
    const embedder = await open(change);
    const vector = query ? await embedder.embedQuery(text) : (await embedder.embedPassages([text]))[0]!;
    await embedder.close();
    return vector;
  };

  test("pooling, prefixes and the cut each change the vector and the fingerprint", async () => {
    const plain = await vectorOf({});
    const plainPrint = (await open()).fingerprint;
    for (const change of [
      { pooling: "cls" },
      { passagePrefix: "plan " },
      { maxTokens: 5 },
    ] satisfies Partial<EmbeddingModel>[]) {
      assert.ok(distance(plain, await vectorOf(change)) > 1e-3, JSON.stringify(change));
      assert.notEqual((await open(change)).fingerprint, plainPrint, JSON.stringify(change));
    }
    assert.notEqual((await open({ arithmetic: "stored" })).fingerprint, plainPrint);
  });

  test("questions get the question's prefix and passages the passage's", async () => {
    const change = { queryPrefix: "how ", passagePrefix: "plan " };
    const embedder = await open();
    const [asked, stored] = await embedder.embedPassages([`how ${text}`, `plan ${text}`]);
    await embedder.close();
    assert.ok(distance(await vectorOf(change, true), asked!) < 1e-6);
    assert.ok(distance(await vectorOf(change), stored!) < 1e-6);
  });

  test("a prefix alone is still an empty question", async () => {
    const embedder = await open({ queryPrefix: "how " });
    await assert.rejects(embedder.embedQuery("  "), (error) => isArchiveError(error, "invalid-input"));
    await embedder.close();
  });

  test("quantised activations really mix neighbours: without `batching: false` the contract would break", async () => {
    const texts = ["bee", "the bee shows a way and the budget plan , ?"];
    const change = { modelFile: "model_dynamic.onnx" };
    const batched = await open({ ...change, batching: true });
    const single = await open({ ...change, batching: false });
    const mixed = (await batched.embedPassages(texts))[0]!;
    const alone = (await single.embedPassages(texts))[0]!;
    assert.ok(distance(mixed, alone) > 1e-4, `difference ${distance(mixed, alone)}`);
    await Promise.all([batched.close(), single.close()]);
  });
});

test("loaded quickly, for questions, the bundled model makes the same vectors: they may be compared", async () => {
  const texts = [
    "мёд",
    "Как пчёлы зимуют и сколько мёда им нужно?",
    "What did she say about the refund policy in March?",
    "Мы говорили о том, что осенью ульи утепляют, and in spring the hives are opened again. ".repeat(12),
  ];
  const [expanded, packed] = await Promise.all(
    [false, true].map(async (quickLoad) => {
      const embedder = await createOnnxEmbedder({ files: bundledFiles(), threads: 1, quickLoad });
      const vectors = [await embedder.embedQuery(texts[1]!), ...(await embedder.embedPassages(texts))];
      await embedder.close();
      return { vectors, fingerprint: embedder.fingerprint };
    }),
  );
  assert.equal(packed!.fingerprint, expanded!.fingerprint);
  for (const [at, vector] of packed!.vectors.entries()) {
    const differences = vector.map((value, i) => Math.abs(value - expanded!.vectors[at]![i]!));
    assert.ok(Math.max(...differences) < 1e-6, `vector ${at}: ${Math.max(...differences)}`);
  }
});

describe("damaged models", () => {
  const folder = mkdtempSync(join(tmpdir(), "fonoteka-embedding-"));
  after(() => rmSync(folder, { recursive: true }));
  cpSync(tinyFolder, folder, { recursive: true });
  const embed = async (change: Partial<EmbeddingModel> = {}) => {
    const embedder = await createOnnxEmbedder({ files: { ...tiny(change), folder } });
    return embedder.embedQuery("the bee");
  };
  const isMissing = (error: unknown) =>
    isArchiveError(error, "model-missing") &&
    error.message.includes(folder) &&
    error.hint.includes("models pull");

  test("a cut-off model file is named, with what to do", async () => {
    truncateSync(join(folder, "model.onnx"), 1000);
    await assert.rejects(embed(), isMissing);
  });

  test("a tokenizer that is not JSON is named, with what to do", async () => {
    cpSync(join(tinyFolder, "model.onnx"), join(folder, "model.onnx"));
    writeFileSync(join(folder, "tokenizer.json"), '{"model": {"vocab": [["a", 1');
    await assert.rejects(embed(), isMissing);
  });

  test("after a failed load the next try loads again", async () => {
    const embedder = await createOnnxEmbedder({ files: { ...tiny(), folder } });
    await assert.rejects(embedder.embedQuery("the bee"), isMissing);
    cpSync(join(tinyFolder, "tokenizer.json"), join(folder, "tokenizer.json"));
    assert.equal((await embedder.embedQuery("the bee")).length, 8);
    await embedder.close();
  });
});

describe("what the bundled model knows", () => {
  test("a question finds the passage that answers it, in its own language and in the other", async () => {
    const embedder = await createOnnxEmbedder({ files: bundledFiles() });
    const passages = [
      "Пчёлы танцуют, чтобы показать другим дорогу к цветам.",
      "Бюджет проекта утвердили на совещании в четверг.",
      "We moved the containers to a new cluster, and orchestration got simpler.",
      "The old map shows the coast line as sailors saw it.",
    ];
    const vectors = await embedder.embedPassages(passages);
    const expected: [string, number][] = [
      ["как насекомые сообщают, где еда?", 0],
      ["how do bees show each other the way to flowers?", 0],
      ["when was the money approved?", 1],
      ["перенесли контейнеры на новый кластер", 2],
      ["старинная карта побережья", 3],
    ];
    for (const [question, answer] of expected) {
      const query = await embedder.embedQuery(question);
      const cosines = vectors.map((vector) => cosine(query, vector));
      assert.equal(cosines.indexOf(Math.max(...cosines)), answer, `${question}: ${cosines}`);
    }
    await embedder.close();
  });
});
