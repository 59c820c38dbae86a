/** Sound → the probability of speech, every 32 ms: the Silero network. */

import { InferenceSession, Tensor } from "../models/onnx-runtime.ts";
import { type FloatText, floatsToText, textToFloats } from "./float-text.ts";

/** Samples of one frame: 32 ms at 16 kHz. */
export const voiceFrameSamples = 512;
/** The network also sees the last 4 ms of the frame before. */
const contextSamples = 64;
const inputSamples = contextSamples + voiceFrameSamples;

/** The state of the network between two frames of one recording. */
type VoiceState = { hidden: Tensor; context: Float32Array };

/** The same as text, for a checkpoint. */
export type VoiceStateText = { hidden: FloatText; context: FloatText };

/** Holds the weights of Silero's voice activity detector (16 kHz). */
export class VoiceActivity {
  readonly #session: InferenceSession;
  readonly #sampleRate = new Tensor("int64", BigInt64Array.of(16_000n), [1]);

  private constructor(session: InferenceSession) {
    this.#session = session;
  }

  static async load(modelPath: string): Promise<VoiceActivity> {
    // One thread: the network is so small that passing work between threads costs more than the work.
    return new VoiceActivity(
      await InferenceSession.create(modelPath, { intraOpNumThreads: 1, interOpNumThreads: 1 }),
    );
  }

  start(): VoiceState {
    return {
      hidden: new Tensor("float32", new Float32Array(256), [2, 1, 128]),
      context: new Float32Array(contextSamples),
    };
  }

  describe({ hidden, context }: VoiceState): VoiceStateText {
    return { hidden: floatsToText(hidden.data as Float32Array), context: floatsToText(context) };
  }

  restore({ hidden, context }: VoiceStateText): VoiceState {
    return {
      hidden: new Tensor("float32", textToFloats(hidden), [2, 1, 128]),
      context: textToFloats(context),
    };
  }

  /**
   * Probability of speech, 0…1, in the next frame of a recording.
   * @param state from `start()`; updated
   * @param frame 512 samples, 16 kHz mono
   */
  async speechProbability(state: VoiceState, frame: Float32Array): Promise<number> {
    const input = new Float32Array(inputSamples);
    input.set(state.context);
    input.set(frame, contextSamples);
    const output = await this.#session.run({
      input: new Tensor("float32", input, [1, inputSamples]),
      state: state.hidden,
      sr: this.#sampleRate,
    });
    state.hidden = output.stateN!;
    state.context = input.subarray(voiceFrameSamples);
    return (output.output!.data as Float32Array)[0]!;
  }

  async close(): Promise<void> {
    await this.#session.release();
  }
}
