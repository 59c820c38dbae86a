/** A stream of samples → the spans in which somebody speaks, cut at pauses. */

import { setImmediate as nextTurn } from "node:timers/promises";
import { throwIfCancelled } from "../errors.ts";
import { SpanFinder, type SpanFinderState, type SpeechSpan } from "./find-spans.ts";
import { type VoiceActivity, type VoiceStateText, voiceFrameSamples } from "./voice-activity.ts";
import { framesOf } from "./voice-frames.ts";

type SpeechSpansOptions = {
  signal?: AbortSignal | undefined;
  /** Called with the number of samples read so far, speech or not. */
  onRead?: ((samples: number) => void) | undefined;
};

/** Where the search for speech stands between two frames. */
export type SpeechSpansState = { finder: SpanFinderState; voice: VoiceStateText };

/**
 * Finds speech with Silero's network while samples arrive; keeps only the samples of one span in memory. It can be cut off:
 * between two spans `state` tells all that is needed to go on.
 */
export class SpeechSpans {
  readonly #voiceActivity: VoiceActivity;
  #voice: ReturnType<VoiceActivity["start"]>;
  #finder = new SpanFinder();
  /** The last second, which tells whether a recording that is read again gives the same samples. */
  #recent: Float32Array[] = [];
  #isEnded = false;

  constructor(voiceActivity: VoiceActivity) {
    this.#voiceActivity = voiceActivity;
    this.#voice = voiceActivity.start();
  }

  /** Goes on where `state` was taken. @param samplesOf the recording's samples of some frames */
  static restore(
    voiceActivity: VoiceActivity,
    { finder, voice }: SpeechSpansState,
    samplesOf: (from: number, to: number) => Float32Array,
  ): SpeechSpans {
    const restored = new SpeechSpans(voiceActivity);
    restored.#voice = voiceActivity.restore(voice);
    restored.#finder = SpanFinder.restore(finder, samplesOf);
    const { frameCount } = finder;
    for (let at = Math.max(0, frameCount - recentFrames); at < frameCount; at++)
      restored.#recent.push(samplesOf(at, at + 1));
    return restored;
  }

  /**
   * Reads on.
   * @param sound 16 kHz mono, in chunks of any size; begins where the state was taken, or at the beginning if there was none
   * @returns spans in order, never overlapping, each at most 30 s
   * @throws ArchiveError `cancelled`
   */
  async *read(
    sound: AsyncIterable<Float32Array>,
    { signal, onRead }: SpeechSpansOptions = {},
  ): AsyncGenerator<SpeechSpan> {
    const finder = this.#finder;
    let sampleCount = finder.frameCount * voiceFrameSamples;
    async function* counted() {
      for await (const chunk of sound) {
        sampleCount += chunk.length;
        yield chunk;
      }
    }
    yield* finder.take();
    for await (const frame of framesOf(counted())) {
      finder.push(frame, await this.#voiceActivity.speechProbability(this.#voice, frame));
      this.#remember(frame);
      if (finder.frameCount % 32 === 0) {
        await nextTurn();
        throwIfCancelled(signal, "transcription");
        onRead?.(finder.frameCount * voiceFrameSamples);
      }
      yield* finder.take();
    }
    this.#isEnded = true;
    finder.end();
    yield* finder.take();
    onRead?.(sampleCount);
  }

  /** Undefined when the whole recording has been read: little is left to do then. */
  state(): SpeechSpansState | undefined {
    if (this.#isEnded) return undefined;
    return { finder: this.#finder.state(), voice: this.#voiceActivity.describe(this.#voice) };
  }

  /** The samples that the next spans may need, and those of the last second. */
  *heldSamples(): Generator<Float32Array> {
    yield* this.#recent;
    yield* this.#finder.heldSamples();
  }

  #remember(frame: Float32Array): void {
    this.#recent.push(frame);
    if (this.#recent.length > recentFrames) this.#recent.shift();
  }
}

/** One second. */
export const recentFrames = 31;
