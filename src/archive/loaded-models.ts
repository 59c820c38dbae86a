import type { SearchMode } from "../domain.ts";
import type { Embedder } from "../embedding/embedder.ts";
import { createOnnxEmbedder } from "../embedding/onnx-embedder.ts";
import { EngineEmbedder } from "../engine/engine-embedder.ts";
import { EngineProcess } from "../engine/engine-process.ts";
import { isArchiveError } from "../errors.ts";
import { errorFields, log } from "../log.ts";
import { getModelFiles } from "../models/model-files.ts";
import { getEmbeddingModel } from "../models/registry.ts";
import type { Settings } from "../settings.ts";

/** The models of an open archive, each loaded on first use. Close it. */
export class LoadedModels {
  readonly #settings: Readonly<Settings>;
  #engine: EngineProcess | undefined;
  #embedder: Promise<Embedder> | undefined;

  constructor(settings: Readonly<Settings>) {
    this.#settings = settings;
  }

  engine(): EngineProcess {
    const { speechModel, embeddingModel, modelCache, threads, logLevel } = this.#settings;
    this.#engine ??= new EngineProcess({ speechModel, embeddingModel, modelCache, threads, logLevel });
    return this.#engine;
  }

  /** Passages are embedded in the engine. @throws ArchiveError `model-missing` */
  async passageEmbedder(): Promise<Embedder> {
    return new EngineEmbedder(this.engine(), await this.#queryEmbedder());
  }

  /**
   * Queries are embedded in this process: starting another one takes longer than the query. Undefined when the model is
   * missing and the mode is `hybrid`, which then searches by words only.
   * @throws ArchiveError `model-missing` in other modes
   */
  async findQueryEmbedder(mode: SearchMode = "hybrid"): Promise<Embedder | undefined> {
    try {
      return await this.#queryEmbedder();
    } catch (error) {
      if (isArchiveError(error, "model-missing") && mode === "hybrid") {
        log("warn", "search-without-model", errorFields(error));
        return undefined;
      }
      throw error;
    }
  }

  /** Running work is cancelled. */
  async close(): Promise<void> {
    await this.#engine?.close();
    const embedder = await this.#embedder?.catch(() => undefined);
    await embedder?.close();
  }

  #queryEmbedder(): Promise<Embedder> {
    const { embeddingModel, modelCache, threads } = this.#settings;
    this.#embedder ??= createOnnxEmbedder({
      files: getModelFiles(getEmbeddingModel(embeddingModel), modelCache),
      threads,
      quickLoad: true,
    });
    return this.#embedder;
  }
}
