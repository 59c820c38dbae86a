import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, describe, test } from "node:test";
import { isArchiveError } from "../../src/errors.ts";
import { cachedModelFolder, getModelFiles, listModels } from "../../src/models/model-files.ts";
import {
  defaultEmbeddingModel,
  findModel,
  getEmbeddingModel,
  getModel,
  knownModels,
  modelByteLength,
} from "../../src/models/registry.ts";

const folder = mkdtempSync(join(tmpdir(), "fonoteka-registry-"));
after(() => rmSync(folder, { recursive: true }));

describe("the registry of models", () => {
  test("knows the bundled models and fastembed's names of 384 dimensions", () => {
    const names = knownModels().map((model) => model.name);
    assert.deepEqual(names, [
      "multilingual-e5-small-ru-en",
      "whisper-base",
      "silero-vad",
      "AllMiniLML6V2",
      "AllMiniLML6V2Q",
      "BGESmallENV15",
      "BGESmallENV15Q",
      "MultilingualE5Small",
      "ParaphraseMLMiniLML12V2",
      "ParaphraseMLMiniLML12V2Q",
    ]);
  });

  test("every entry can be downloaded and checked: pinned commit, hashes, sizes, and its model file among its files", () => {
    for (const model of knownModels()) {
      assert.ok((model.bundledIn === null) !== (model.hub === null), model.name);
      if (model.hub) assert.match(model.hub.revision, /^[0-9a-f]{40}$/);
      for (const file of model.files) {
        assert.match(file.sha256, /^[0-9a-f]{64}$/);
        assert.ok(file.byteLength > 0);
      }
      if (model.kind === "embedding") {
        const paths = model.files.map((file) => file.path);
        assert.ok(paths.includes(model.modelFile) && paths.includes("tokenizer.json"), model.name);
        assert.equal(model.dimensions, 384);
      }
    }
  });

  test("every entry is described in both languages of the page", () => {
    for (const { name, description } of knownModels()) {
      assert.match(description.en, /^[\x20-\x7e]+$/, name);
      assert.ok(description.ru !== description.en && /[а-яё]/.test(description.ru), name);
    }
  });

  test("models with quantised activations are never batched", () => {
    const batched = knownModels().filter((model) => model.kind === "embedding" && model.batching);
    assert.ok(batched.every((model) => !model.name.endsWith("Q")));
    assert.equal(batched.length, 5);
  });

  test("names are found in any case; the error for an unknown one lists the known ones", () => {
    assert.equal(findModel(" bgesmallenv15q ")?.name, "BGESmallENV15Q");
    assert.equal(findModel("nothing"), undefined);
    assert.throws(
      () => getModel("nothing"),
      (error) => isArchiveError(error, "invalid-input") && error.hint.includes("AllMiniLML6V2Q"),
    );
    assert.throws(
      () => getEmbeddingModel("whisper-base"),
      (error) => isArchiveError(error, "invalid-input") && /speech model/.test(error.message),
    );
  });
});

describe("where a model's files lie", () => {
  test("the bundled weights are byte for byte those of the registry", () => {
    for (const model of knownModels().filter((model) => model.bundledIn !== null)) {
      const files = getModelFiles(model, folder);
      for (const file of model.files) {
        const bytes = readFileSync(join(files.folder, file.path));
        assert.equal(bytes.length, file.byteLength, file.path);
        assert.equal(createHash("sha256").update(bytes).digest("hex"), file.sha256, file.path);
      }
    }
  });

  test("a model that is not here is missing, with the command that downloads it", () => {
    assert.throws(
      () => getModelFiles(getModel("AllMiniLML6V2"), folder),
      (error) =>
        isArchiveError(error, "model-missing") &&
        error.hint === "download it: fonoteka models pull AllMiniLML6V2",
    );
  });

  test("the list shows what is bundled, cached and absent; an incomplete file does not count", () => {
    const model = getModel("AllMiniLML6V2Q");
    const stateOf = () => listModels(folder).find((listing) => listing.model === model)!;
    assert.equal(stateOf().state, "absent");
    for (const file of model.files) {
      const path = join(cachedModelFolder(model, folder), file.path);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, "");
      truncateSync(path, file.byteLength);
    }
    assert.equal(stateOf().state, "cached");
    assert.equal(stateOf().byteLength, modelByteLength(model));
    truncateSync(join(cachedModelFolder(model, folder), model.files[0]!.path), 10);
    assert.equal(stateOf().state, "absent");
    assert.equal(
      listModels(folder).find(({ model }) => model.name === defaultEmbeddingModel)?.state,
      "bundled",
    );
  });

  test("works when installed under node_modules, beside the packages of the models", async () => {
    // Node strips no types under node_modules: the layout is what counts here, so the sources are copied as they are
    // into a folder whose node_modules holds the package.
    const app = join(folder, "app");
    const source = join(import.meta.dirname, "../../src");
    for (const file of ["errors.ts", "messages", "models/registry.ts", "models/model-files.ts"]) {
      cpSync(join(source, file), join(app, "src", file), { recursive: true });
    }
    writeFileSync(join(app, "package.json"), '{"type":"module"}');
    const model = getModel("silero-vad");
    const real = getModelFiles(model, folder).folder;
    cpSync(real, join(app, "node_modules", "fonoteka-model-silero-vad"), {
      recursive: true,
      dereference: true,
    });
    const copy = (await import(
      join(app, "src/models/model-files.ts")
    )) as typeof import("../../src/models/model-files.ts");
    assert.equal(
      copy.getModelFiles(model, folder).folder,
      join(app, "node_modules", "fonoteka-model-silero-vad"),
    );
    assert.throws(
      () => copy.getModelFiles(getModel("whisper-base"), folder),
      (error) => isArchiveError(error, "model-missing") && /install fonoteka again/.test(error.hint),
    );
  });
});
