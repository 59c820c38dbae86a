/** The Whisper network on ONNX Runtime: 30 s of sound in, one token's scores at a time out. */

import { join } from "node:path";
import { InferenceSession, Tensor } from "../../models/onnx-runtime.ts";
import { logMel } from "./log-mel.ts";
import { type ModelFacts, readModelFacts } from "./read-model-facts.ts";
import { readTokenizer, type WhisperTokenizer } from "./whisper-tokenizer.ts";

/** Where the decoder stands in one window: what it has heard and what it has written so far. */
export type DecoderState = {
  /** Scores over the vocabulary for the token that comes next; overwritten freely by whoever chooses it. */
  logits: Float32Array;
  /** One row of 20 ms frames for each alignment head: where it listened when it made those scores. */
  attention: Float32Array[];
  feeds: Record<string, Tensor>;
};

/** Frames of the encoder in 30 s, 20 ms each. */
export const encoderFrames = 1500;
export const samplesPerFrame = 320;

const parts = ["key", "value"] as const;

/** Holds the weights of one model folder in the `*_timestamped` layout of transformers.js. */
export class WhisperModel {
  readonly facts: ModelFacts;
  readonly tokenizer: WhisperTokenizer;
  readonly #encoder: InferenceSession;
  readonly #decoder: InferenceSession;
  readonly #melBins: number;
  readonly #layers: number;
  readonly #heads: number;
  readonly #headSize: number;
  readonly #alignmentHeads: [layer: number, head: number][];
  readonly #stepOutputs: string[];

  private constructor(
    encoder: InferenceSession,
    decoder: InferenceSession,
    facts: ModelFacts,
    tokenizer: WhisperTokenizer,
  ) {
    this.facts = facts;
    this.tokenizer = tokenizer;
    this.#encoder = encoder;
    this.#decoder = decoder;
    this.#melBins = shapeOf(encoder, "input_features")[1] as number;
    const [, heads, , headSize] = shapeOf(decoder, "past_key_values.0.decoder.key");
    this.#heads = heads as number;
    this.#headSize = headSize as number;
    this.#layers = decoder.inputNames.filter((name) => name.endsWith(".decoder.key")).length;
    this.#alignmentHeads = facts.alignmentHeads ?? laterHalf(this.#layers, this.#heads);
    const listening = new Set(this.#alignmentHeads.map(([layer]) => layer));
    // Asking for no more than is read: unread outputs would be allocated and handed over at every token.
    this.#stepOutputs = [
      "logits",
      ...[...listening].map((layer) => `cross_attentions.${layer}`),
      ...this.#cacheNames(["decoder"]).map((name) => `present.${name}`),
    ];
  }

  /**
   * Loads encoder_model.onnx and decoder_model_merged.onnx.
   * @param threads cores one calculation may use
   */
  static async load(modelFolder: string, threads: number): Promise<WhisperModel> {
    const tokenizer = await readTokenizer(modelFolder);
    const facts = await readModelFacts(modelFolder, tokenizer);
    const options: InferenceSession.SessionOptions = {
      intraOpNumThreads: threads,
      interOpNumThreads: 1,
      // Waiting threads sleep: spinning took 38 % more CPU on a busy machine (0.126 against 0.091 s a second), and on a
      // quiet one it is only 5 % faster.
      extra: { session: { intra_op: { allow_spinning: "0" } } },
    };
    const encoder = await InferenceSession.create(join(modelFolder, "encoder_model.onnx"), options);
    const decoder = await InferenceSession.create(join(modelFolder, "decoder_model_merged.onnx"), options);
    return new WhisperModel(encoder, decoder, facts, tokenizer);
  }

  /**
   * Listens to up to 30 s and takes the first step, from `<|startoftranscript|>`: its scores tell the language.
   * @param samples 16 kHz mono
   */
  async listen(samples: Float32Array): Promise<DecoderState> {
    const features = new Tensor("float32", logMel(samples, this.#melBins), [1, this.#melBins, 3000]);
    const encoded = await this.#encoder.run({ input_features: features });
    const empty = new Tensor("float32", new Float32Array(0), [1, this.#heads, 0, this.#headSize]);
    const feeds: Record<string, Tensor> = {
      encoder_hidden_states: encoded.last_hidden_state as Tensor,
      use_cache_branch: new Tensor("bool", [false], [1]),
    };
    for (const name of this.#cacheNames(["decoder", "encoder"])) feeds[`past_key_values.${name}`] = empty;
    const state: DecoderState = { logits: new Float32Array(0), attention: [], feeds };
    const output = await this.#run(state, [this.facts.startId], undefined);
    // Keys and values of the sound come out of this step only and go back in unchanged at every later one.
    for (const name of this.#cacheNames(["encoder"]))
      feeds[`past_key_values.${name}`] = output[`present.${name}`] as Tensor;
    feeds.use_cache_branch = new Tensor("bool", [true], [1]);
    return state;
  }

  /** Writes tokens and updates the state to what comes after them. */
  async write(state: DecoderState, ids: number[]): Promise<void> {
    await this.#run(state, ids, this.#stepOutputs);
  }

  async close(): Promise<void> {
    await this.#encoder.release();
    await this.#decoder.release();
  }

  async #run(
    state: DecoderState,
    ids: number[],
    outputs: string[] | undefined,
  ): Promise<Record<string, Tensor>> {
    state.feeds.input_ids = new Tensor("int64", BigInt64Array.from(ids, BigInt), [1, ids.length]);
    const output = (await (outputs
      ? this.#decoder.run(state.feeds, outputs)
      : this.#decoder.run(state.feeds))) as Record<string, Tensor>;
    for (const name of this.#cacheNames(["decoder"]))
      state.feeds[`past_key_values.${name}`] = output[`present.${name}`] as Tensor;
    const logits = output.logits as Tensor;
    const vocabulary = logits.dims[2]!;
    state.logits = (logits.data as Float32Array).subarray((ids.length - 1) * vocabulary);
    state.attention = this.#alignmentHeads.map(([layer, head]) => {
      const rows = output[`cross_attentions.${layer}`] as Tensor;
      const from = (head * ids.length + ids.length - 1) * encoderFrames;
      return (rows.data as Float32Array).subarray(from, from + encoderFrames);
    });
    return output;
  }

  #cacheNames(sides: ("decoder" | "encoder")[]): string[] {
    return sides.flatMap((side) =>
      Array.from({ length: this.#layers }, (_, layer) =>
        parts.map((part) => `${layer}.${side}.${part}`),
      ).flat(),
    );
  }
}

function shapeOf(session: InferenceSession, input: string): readonly (number | string)[] {
  const found = session.inputMetadata.find(({ name }) => name === input);
  if (!found?.isTensor)
    throw new TypeError(
      `the model has no input ${input}: it is not in the *_timestamped layout of transformers.js`,
    );
  return found.shape;
}

/** What OpenAI's code does for a model without chosen heads: all heads of the later half of the layers. */
function laterHalf(layers: number, heads: number): [number, number][] {
  const from = Math.floor(layers / 2);
  return Array.from({ length: (layers - from) * heads }, (_, i) => [from + Math.floor(i / heads), i % heads]);
}
