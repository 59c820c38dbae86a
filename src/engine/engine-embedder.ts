import type { Embedder, EmbedOptions } from "../embedding/embedder.ts";
import type { EngineProcess } from "./engine-process.ts";

/** Texts sent to the engine at once: a few seconds of work, so that a cancel or a question never waits long. */
const batchSize = 16;

/** An Embedder whose passages are embedded in the engine process; questions go to `local`, which loads only for them. */
export class EngineEmbedder implements Embedder {
  readonly model: string;
  readonly dimensions: number;
  readonly fingerprint: string;
  readonly similarityFloor: number;
  readonly #process: EngineProcess;
  readonly #local: Embedder;

  constructor(engineProcess: EngineProcess, local: Embedder) {
    this.#process = engineProcess;
    this.#local = local;
    this.model = local.model;
    this.dimensions = local.dimensions;
    this.fingerprint = local.fingerprint;
    this.similarityFloor = local.similarityFloor;
  }

  embedQuery(text: string): Promise<Float32Array> {
    return this.#local.embedQuery(text);
  }

  async embedPassages(texts: readonly string[], options: EmbedOptions = {}): Promise<Float32Array[]> {
    const vectors: Float32Array[] = [];
    for (let start = 0; start < texts.length; start += batchSize) {
      await this.#process.run(
        { kind: "embed", texts: texts.slice(start, start + batchSize) },
        (event) => {
          if (event.kind === "vectors") vectors.push(...event.vectors);
        },
        options.signal,
      );
      options.onProgress?.(vectors.length);
    }
    return vectors;
  }

  async close(): Promise<void> {}

  async [Symbol.asyncDispose](): Promise<void> {}
}
