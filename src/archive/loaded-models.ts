import type { SearchMode } from "../domain.ts";
import type { Embedder } from "../embedding/embedder.ts";
import { createOnnxEmbedder, embeddingFingerprint } from "../embedding/onnx-embedder.ts";
import { EngineEmbedder } from "../engine/engine-embedder.ts";
import { EngineProcess } from "../engine/engine-process.ts";
import { isArchiveError } from "../errors.ts";
import { errorFields, log } from "../log.ts";
import { getModelFiles } from "../models/model-files.ts";
import { getEmbeddingModel, knownModels } from "../models/registry.ts";
import type { Settings } from "../settings.ts";

/** The models of an open archive, each loaded on first use. Close it. */
export class LoadedModels {
  readonly #settings: Readonly<Settings>;
  #engine: EngineProcess | undefined;
  #embedder: Promise<Embedder> | undefined;
  /** Of the model that the settings name, when it is here. */
  #ownFingerprint: string | undefined;
  #earlier: { fingerprint: string; embedder: Promise<Embedder> } | undefined;

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
   * @param active fingerprint of the vectors that are searched: after a change of model the old ones answer until all of the
   * new ones are made, and their model, if it is here, embeds the queries
   * @throws ArchiveError `model-missing` in other modes
   */
  async findQueryEmbedder(mode: SearchMode = "hybrid", active?: string): Promise<Embedder | undefined> {
    try {
      return (await this.#earlierEmbedder(active)) ?? (await this.#queryEmbedder());
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
    for (const loading of [this.#embedder, this.#earlier?.embedder]) {
      const embedder = await loading?.catch(() => undefined);
      await embedder?.close();
    }
  }

  /** The model of the vectors in use, if it is another one than the settings name and is on this computer. */
  async #earlierEmbedder(active: string | undefined): Promise<Embedder | undefined> {
    const { embeddingModel, modelCache, threads } = this.#settings;
    if (active === undefined || active === this.#ownFingerprint) return undefined;
    this.#ownFingerprint = findFingerprint(embeddingModel, modelCache);
    // A model that is not here is asked for: nothing else makes the new vectors.
    if (active === this.#ownFingerprint || this.#ownFingerprint === undefined) return undefined;
    if (this.#earlier?.fingerprint !== active) {
      const model = knownModels().find(
        ({ kind, name }) => kind === "embedding" && findFingerprint(name, modelCache) === active,
      );
      if (!model) return undefined;
      const files = getModelFiles(getEmbeddingModel(model.name), modelCache);
      const embedder = createOnnxEmbedder({ files, threads, quickLoad: true });
      this.#earlier = { fingerprint: active, embedder };
    }
    return this.#earlier.embedder;
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

/** What the vectors of a model are stored under; undefined when the model is not on this computer. */
function findFingerprint(name: string, modelCache: string): string | undefined {
  try {
    return embeddingFingerprint(getModelFiles(getEmbeddingModel(name), modelCache));
  } catch (error) {
    if (isArchiveError(error)) return undefined;
    throw error;
  }
}
