import { type ArchiveError, archiveError, throwIfCancelled } from "../errors.ts";
import type { ModelFiles } from "../models/model-files.ts";
import type { EmbeddingModel } from "../models/registry.ts";
import type { Embedder, EmbedOptions } from "./embedder.ts";
import { type LoadedModel, type LoadOptions, loadOnnxModel } from "./load-onnx-model.ts";
import type { ModelInput, ModelSession } from "./model-session.ts";
import { planBatches } from "./plan-batches.ts";
import { poolVectors } from "./pool-vectors.ts";
import type { Tokenizer } from "./tokenizer.ts";

type OnnxEmbedderOptions = LoadOptions & {
  /** Where the model lies, from `getModelFiles`. */
  files: ModelFiles<EmbeddingModel>;
};

/**
 * Ids a batch may hold with padding. Measured (CPU ms a text, alone / 256 / 512 / 2048): sentences of 14 ids
 * 9-12 / 6.3 / 6.8 / 9, passages of 172 ids 81 / 79 / 89 / 135. So passages of a minute's speech go one by one.
 */
const batchTokens = 256;

/**
 * An embedder that runs an ONNX model in this thread (each call of the model blocks it; between two batches the thread
 * is free, so that a question can go first). Nothing is loaded before the first text.
 */
export function createOnnxEmbedder({ files, ...options }: OnnxEmbedderOptions): Promise<Embedder> {
  const { model } = files;
  let loading: Promise<LoadedModel> | undefined;
  let closed = false;

  const assertOpen = (): void => {
    if (closed) throw new TypeError("the embedder is closed");
  };
  const load = async (): Promise<LoadedModel> => {
    assertOpen();
    loading ??= loadOnnxModel(files, options).catch((error: unknown) => {
      loading = undefined;
      throw error;
    });
    const loaded = await loading;
    assertOpen();
    return loaded;
  };

  const embedder: Embedder = {
    model: model.name,
    dimensions: model.dimensions,
    fingerprint: embeddingFingerprint(files),
    similarityFloor: model.similarityFloor,

    async embedQuery(text) {
      assertOpen();
      // No reason to load a model. Text that only the tokenizer finds empty is rejected below.
      if (text.trim() === "") throw emptyQuestion();
      const loaded = await load();
      const ids = idsOf(loaded.tokenizer, model, model.queryPrefix, text);
      if (ids === undefined) throw emptyQuestion();
      return (await runBatch(loaded, files, [ids]))[0]!;
    },

    async embedPassages(texts, options: EmbedOptions = {}) {
      const what = "embedding of passages";
      throwIfCancelled(options.signal, what);
      if (texts.length === 0) return [];
      const loaded = await load();
      const rows = texts.map((text) => idsOf(loaded.tokenizer, model, model.passagePrefix, text));
      const vectors: Float32Array[] = rows.map(() => blankVector(model.dimensions));
      const filled = rows.flatMap((ids, index) => (ids === undefined ? [] : [{ ids, index }]));
      let done = rows.length - filled.length;
      if (done > 0) options.onProgress?.(done);
      const budget = model.batching ? batchTokens : 0;
      const lengths = filled.map((row) => row.ids.length);
      for (const batch of planBatches(lengths, budget)) {
        // Lets messages, questions and the signal in: the model itself blocks the thread.
        await new Promise((resolve) => setImmediate(resolve));
        throwIfCancelled(options.signal, what);
        assertOpen();
        const made = await runBatch(
          loaded,
          files,
          batch.map((at) => filled[at]!.ids),
        );
        for (const [row, at] of batch.entries()) vectors[filled[at]!.index] = made[row]!;
        done += batch.length;
        options.onProgress?.(done);
      }
      return vectors;
    },

    async close() {
      if (closed) return;
      closed = true;
      const loaded = await loading?.catch(() => undefined);
      await loaded?.session.release();
    },

    [Symbol.asyncDispose]: () => embedder.close(),
  };
  return Promise.resolve(embedder);
}

function emptyQuestion(): ArchiveError {
  return archiveError("query-empty", {});
}

/** Everything that shapes a vector, readable. */
export function embeddingFingerprint({ model, contentHash }: ModelFiles<EmbeddingModel>): string {
  const prefixes = JSON.stringify([model.queryPrefix, model.passagePrefix]);
  return `${model.name}@${contentHash} ${model.arithmetic} ${model.pooling} ${prefixes} ${model.maxTokens}`;
}

/**
 * The vector of a passage without text. A model gives such a text a vector that is near all others; this one has length 1 as
 * well but is at right angles to practically every vector, so that the passage is never a hit.
 */
function blankVector(dimensions: number): Float32Array {
  const value = 1 / Math.sqrt(dimensions);
  return Float32Array.from({ length: dimensions }, (_, i) => (i % 2 === 0 ? value : -value));
}

/** Ids of prefix and text, or undefined when nothing is left of the text itself. */
function idsOf(
  tokenizer: Tokenizer,
  model: EmbeddingModel,
  prefix: string,
  text: string,
): number[] | undefined {
  const ids = tokenizer.encode(prefix + text.replaceAll("\0", ""), model.maxTokens);
  return ids.length > tokenizer.encode(prefix, model.maxTokens).length ? ids : undefined;
}

async function runBatch(
  { session, tokenizer }: LoadedModel,
  { model }: ModelFiles<EmbeddingModel>,
  rows: number[][],
): Promise<Float32Array[]> {
  const lengths = rows.map((ids) => ids.length);
  const width = Math.max(...lengths);
  const ids = new BigInt64Array(rows.length * width).fill(BigInt(tokenizer.padId));
  const mask = new BigInt64Array(rows.length * width);
  for (const [row, own] of rows.entries()) {
    for (const [column, id] of own.entries()) ids[row * width + column] = BigInt(id);
    mask.fill(1n, row * width, row * width + own.length);
  }
  const dims = [rows.length, width];
  const feeds: Record<string, ModelInput> = {
    input_ids: { data: ids, dims },
    attention_mask: { data: mask, dims },
  };
  if (session.inputNames.includes("token_type_ids")) {
    feeds.token_type_ids = { data: new BigInt64Array(ids.length), dims };
  }
  const output = outputOf(session, model);
  try {
    const result = (await session.run(feeds, [output]))[output]!;
    const vectors = poolVectors({ data: float32Of(result.data), dims: result.dims }, lengths, model.pooling);
    if (vectors[0]!.length !== model.dimensions) throw new RangeError(`${vectors[0]!.length} dimensions`);
    return vectors;
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw archiveError("embedding-failed", { model: model.name, why }, { cause: error });
  }
}

/** Half-size models answer in half precision. */
function float32Of(data: unknown): Float32Array {
  if (data instanceof Float32Array) return data;
  if (data instanceof Float16Array) return Float32Array.from(data);
  // Runtimes that know no Float16Array hand out its bits.
  if (data instanceof Uint16Array)
    return Float32Array.from(new Float16Array(data.buffer, data.byteOffset, data.length));
  throw new TypeError("the model's output is not a float tensor");
}

function outputOf(session: ModelSession, model: EmbeddingModel): string {
  const wanted = model.pooling === "graph" ? "sentence_embedding" : "last_hidden_state";
  return session.outputNames.includes(wanted) ? wanted : session.outputNames[0]!;
}
