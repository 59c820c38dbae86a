/** The models in the engine process: each is loaded on first use; tasks of one kind run one after another. */

import { join } from "node:path";
import { describeSpeech, readSpeech, readSpeechChannels } from "../audio/read-speech.ts";
import type { Embedder } from "../embedding/embedder.ts";
import { createOnnxEmbedder } from "../embedding/onnx-embedder.ts";
import { errorFields, log } from "../log.ts";
import { getModelFiles } from "../models/model-files.ts";
import { defaultVadModel, getEmbeddingModel, getModel } from "../models/registry.ts";
import { loadTranscriber } from "../speech/load-transcriber.ts";
import type { Transcriber } from "../speech/transcriber.ts";
import type { EngineEvent, EngineSetup, EngineTask } from "./protocol.ts";

export class EngineModels {
  readonly #setup: EngineSetup;
  #transcriber: Promise<Transcriber> | undefined;
  #embedder: Promise<Embedder> | undefined;

  constructor(setup: EngineSetup) {
    this.#setup = setup;
  }

  /**
   * Does one task.
   * @param emit called for each segment, progress and batch of vectors, in order
   * @throws ArchiveError as the models do
   */
  async run(task: EngineTask, signal: AbortSignal, emit: (event: EngineEvent) => void): Promise<void> {
    if (task.kind === "embed") {
      this.#embedder ??= forgetFailure(this.#loadEmbedder(), () => {
        this.#embedder = undefined;
      });
      const embedder = await this.#embedder;
      emit({ kind: "vectors", vectors: await embedder.embedPassages(task.texts, { signal }) });
      return;
    }
    this.#transcriber ??= forgetFailure(this.#loadTranscriber(), () => {
      this.#transcriber = undefined;
    });
    const transcriber = await this.#transcriber;
    const { path, language, allowedLanguages, channels, resume } = task;
    const onProgress = (done: number) => emit({ kind: "progress", done });
    for await (const segment of transcriber.transcribe(path, {
      language,
      allowedLanguages,
      channels,
      signal,
      resume,
      onProgress,
      onNote: (note) => emit({ kind: "note", note }),
      onCheckpoint: (checkpoint) => emit({ kind: "checkpoint", checkpoint }),
    }))
      emit({ kind: "segment", segment });
  }

  #loadTranscriber(): Promise<Transcriber> {
    const { speechModel, modelCache, threads } = this.#setup;
    const vad = getModelFiles(getModel(defaultVadModel), modelCache);
    return loadTranscriber({
      modelFolder: getModelFiles(getModel(speechModel), modelCache).folder,
      vadModelPath: join(vad.folder, vad.model.files[0]!.path),
      readSpeech,
      stereo: { describe: describeSpeech, read: readSpeechChannels },
      threads,
    });
  }

  #loadEmbedder(): Promise<Embedder> {
    const { embeddingModel, modelCache, threads } = this.#setup;
    return createOnnxEmbedder({
      files: getModelFiles(getEmbeddingModel(embeddingModel), modelCache),
      threads,
    });
  }
}

/** A failed load is tried again with the next task: the missing model may have been downloaded meanwhile. */
async function forgetFailure<Loaded>(loading: Promise<Loaded>, forget: () => void): Promise<Loaded> {
  const startedAt = performance.now();
  try {
    const loaded = await loading;
    log("debug", "model-loaded", { ms: Math.round(performance.now() - startedAt) });
    return loaded;
  } catch (error) {
    log("warn", "model-load-failed", errorFields(error));
    forget();
    throw error;
  }
}
