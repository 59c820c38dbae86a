import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { openOggOpus } from "../../src/audio/opus/ogg-opus-file.ts";
import { createOnnxEmbedder } from "../../src/embedding/onnx-embedder.ts";
import { EngineProcess } from "../../src/engine/engine-process.ts";
import { openArchive } from "../../src/fonoteka.ts";
import { openArchiveDatabase } from "../../src/index/open-archive-database.ts";
import { getModelFiles } from "../../src/models/model-files.ts";
import { defaultEmbeddingModel, getEmbeddingModel } from "../../src/models/registry.ts";
import { isProcessAlive } from "../../src/process-owner.ts";
import { createArchiveServer } from "../../src/server/start-server.ts";
import { samplesFolder } from "../support/run-fonoteka.ts";
import { tempFolder } from "../support/temp-folder.ts";

test("what is opened is closed at the end of its block", async (t) => {
  const folder = join(tempFolder(t), "archive");
  let archive: Awaited<ReturnType<typeof openArchive>>;
  let db: ReturnType<typeof openArchiveDatabase>;
  let pid: number;
  let embedder: Awaited<ReturnType<typeof createOnnxEmbedder>>;
  {
    await using opened = await openArchive(folder);
    archive = opened;
    await using server = await createArchiveServer(opened, { automatic: false });
    assert.equal((await server.service.search("honey", { mode: "keyword" })).hits.length, 0);
    using database = openArchiveDatabase(join(folder, "data.db"));
    db = database;
    await using engine = new EngineProcess({
      speechModel: "whisper-base",
      embeddingModel: defaultEmbeddingModel,
      modelCache: folder,
      threads: 1,
    });
    await engine.run({ kind: "embed", texts: ["honey"] }, () => {});
    pid = engine.pid!;
    assert.ok(isProcessAlive(pid));
    const files = getModelFiles(getEmbeddingModel(defaultEmbeddingModel), folder);
    await using local = await createOnnxEmbedder({ files, threads: 1 });
    embedder = local;
  }
  assert.throws(() => archive.list(), TypeError);
  assert.throws(() => db.get("select 1"), TypeError);
  assert.equal(isProcessAlive(pid), false);
  await assert.rejects(embedder.embedQuery("honey"), TypeError);
});

test("an Ogg Opus file is closed at the end of its block", async () => {
  let file: Awaited<ReturnType<typeof openOggOpus>>;
  {
    await using opened = await openOggOpus(join(samplesFolder, "2026-02-19_18-42-05.opus"));
    file = opened;
    assert.equal((await file.packets().next()).done, false);
  }
  await assert.rejects(file.packets().next(), { values: { path: file.path, code: "EBADF", call: "read" } });
});
