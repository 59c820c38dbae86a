/** The models as the engine process holds them: each loaded when first asked for, tasks of a kind one after another. */

import { join } from "node:path";
import { readSpeech } from "../audio/read-speech.ts";
import type { Embedder } from "../embedding/embedder.ts";
import { createOnnxEmbedder } from "../embedding/onnx-embedder.ts";
import { getModelFiles } from "../models/model-files.ts";
import { defaultVadModel, getEmbeddingModel, getModel } from "../models/registry.ts";
import type { Transcriber } from "../speech/transcriber.ts";
import { createWhisperTranscriber } from "../speech/whisper/whisper-transcriber.ts";
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
    const { path, language, allowedLanguages } = task;
    const onProgress = (done: number) => emit({ kind: "progress", done });
    for await (const segment of transcriber.transcribe(path, {
      language,
      allowedLanguages,
      signal,
      onProgress,
    }))
      emit({ kind: "segment", segment });
  }

  #loadTranscriber(): Promise<Transcriber> {
    const { speechModel, modelCache, threads } = this.#setup;
    const vad = getModelFiles(getModel(defaultVadModel), modelCache);
    return createWhisperTranscriber({
      modelFolder: getModelFiles(getModel(speechModel), modelCache).folder,
      vadModelPath: join(vad.folder, vad.model.files[0]!.path),
      readSpeech,
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

/** A load that failed is tried anew with the next task: the missing model may have been fetched meanwhile. */
async function forgetFailure<Loaded>(loading: Promise<Loaded>, forget: () => void): Promise<Loaded> {
  try {
    return await loading;
  } catch (error) {
    forget();
    throw error;
  }
}
