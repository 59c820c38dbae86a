/** A stream of samples → the spans in which somebody speaks, cut at pauses. */

import { setImmediate as nextTurn } from "node:timers/promises";
import { throwIfCancelled } from "../errors.ts";
import { sampleRate } from "./sample-rate.ts";
import { type VoiceActivity, voiceFrameSamples } from "./voice-activity.ts";

/** Speech with a little padding around it. Sample numbers count from the start of the recording. */
export type SpeechSpan = {
  start: number;
  samples: Float32Array;
  /** Where the voice itself starts and ends, without the padding. */
  voiceStart: number;
  voiceEnd: number;
  /** Mean probability of speech between voiceStart and voiceEnd. */
  voice: number;
};

type SpeechSpansOptions = {
  signal?: AbortSignal | undefined;
  /** Called with the number of samples read so far, speech or not. */
  onRead?: ((samples: number) => void) | undefined;
};

const frames = (milliseconds: number) => Math.round((milliseconds / 1000) * (sampleRate / voiceFrameSamples));

/** Speech starts above one probability and ends below the other, as in Silero's own example. */
const startThreshold = 0.5;
const endThreshold = 0.35;
/** A pause of this length is a place to cut. The spans on both sides usually stay together in one window. */
const minPause = frames(200);
/** Clicks and coughs are shorter; words are not. */
const minSpeech = frames(160);
/**
 * Padding around speech, for soft onsets and endings that the detector misses. Word errors with 150, 230 and 300 ms: 426,
 * 425 and 432 of 2730 words in three sets; 500 ms gave more. 150 ms leaves the least to decode.
 */
const padding = frames(150);
/** Longer speech without a pause is cut at the quietest place of its later part. */
const maxSpeech = frames(28_000);
const latePart = frames(10_000);

/**
 * Finds speech with Silero's network while samples arrive; keeps only the samples of one span in memory.
 * @param sound 16 kHz mono, in chunks of any size
 * @returns spans in order, never overlapping, each at most 30 s
 * @throws ArchiveError `cancelled`
 */
export async function* speechSpans(
  sound: AsyncIterable<Float32Array>,
  voiceActivity: VoiceActivity,
  { signal, onRead }: SpeechSpansOptions = {},
): AsyncGenerator<SpeechSpan> {
  let sampleCount = 0;
  async function* counted() {
    for await (const chunk of sound) {
      sampleCount += chunk.length;
      yield chunk;
    }
  }
  const state = voiceActivity.start();
  const finder = new SpanFinder();
  for await (const frame of framesOf(counted())) {
    finder.push(frame, await voiceActivity.speechProbability(state, frame));
    if (finder.frameCount % 32 === 0) {
      await nextTurn();
      throwIfCancelled(signal, "transcription");
      onRead?.(finder.frameCount * voiceFrameSamples);
    }
    yield* finder.take();
  }
  finder.end();
  yield* finder.take();
  onRead?.(sampleCount);
}

/** Cuts chunks into frames of 512 samples; the last one is padded with silence. NaN and infinity become silence. */
async function* framesOf(sound: AsyncIterable<Float32Array>): AsyncGenerator<Float32Array> {
  let frame = new Float32Array(voiceFrameSamples);
  let filled = 0;
  for await (const chunk of sound) {
    for (let at = 0; at < chunk.length; ) {
      const count = Math.min(chunk.length - at, voiceFrameSamples - filled);
      for (let i = 0; i < count; i++) {
        const sample = chunk[at + i]!;
        // One NaN would spread over the whole window, and Whisper would write "!!!!" endlessly.
        frame[filled + i] = Number.isFinite(sample) ? sample : 0;
      }
      filled += count;
      at += count;
      if (filled < voiceFrameSamples) continue;
      yield frame;
      frame = new Float32Array(voiceFrameSamples);
      filled = 0;
    }
  }
  if (filled > 0) yield frame;
}

type JudgedFrame = { samples: Float32Array; probability: number };

/** Collects frames and closes a span at each pause. All positions are frame numbers. */
class SpanFinder {
  frameCount = 0;
  /** Frames from `#keptFrom` on, which the next spans may need. */
  #kept: JudgedFrame[] = [];
  #keptFrom = 0;
  #voiceStart: number | undefined;
  #quietFrom: number | undefined;
  /** Closed spans whose padding at the end has not been read yet. */
  #closed: { voiceStart: number; voiceEnd: number }[] = [];
  #ready: SpeechSpan[] = [];

  push(samples: Float32Array, probability: number): void {
    const now = this.frameCount++;
    this.#kept.push({ samples, probability });
    if (this.#voiceStart === undefined) {
      if (probability >= startThreshold) this.#voiceStart = now;
    } else if (probability < endThreshold) {
      this.#quietFrom ??= now;
      if (now + 1 - this.#quietFrom >= minPause) this.#close(this.#quietFrom);
    } else if (probability >= startThreshold) this.#quietFrom = undefined;
    if (this.#voiceStart !== undefined && now + 1 - this.#voiceStart >= maxSpeech)
      this.#cutAtQuietest(now + 1);
    this.#finish(this.frameCount, this.#voiceStart);
    if (this.#closed.length === 0)
      this.#forget(Math.max(this.#keptFrom, (this.#voiceStart ?? this.frameCount) - padding));
  }

  end(): void {
    if (this.#voiceStart !== undefined) this.#close(this.#quietFrom ?? this.frameCount);
    this.#finish(Number.POSITIVE_INFINITY, undefined);
  }

  *take(): Generator<SpeechSpan> {
    const ready = this.#ready;
    this.#ready = [];
    yield* ready;
  }

  #close(voiceEnd: number): void {
    const voiceStart = this.#voiceStart as number;
    if (voiceEnd - voiceStart >= minSpeech) this.#closed.push({ voiceStart, voiceEnd });
    this.#voiceStart = undefined;
    this.#quietFrom = undefined;
  }

  #cutAtQuietest(now: number): void {
    let quietest = now - latePart;
    for (let at = quietest; at < now - padding; at++) {
      if (this.#frame(at).probability < this.#frame(quietest).probability) quietest = at;
    }
    this.#close(quietest);
    this.#voiceStart = quietest;
  }

  /** Completes closed spans once their padding has been read or the next speech has started. */
  #finish(framesRead: number, nextVoice: number | undefined): void {
    for (;;) {
      const [first, second] = this.#closed;
      if (!first) return;
      const next = second?.voiceStart ?? nextVoice;
      if (next === undefined && framesRead < first.voiceEnd + padding) return;
      // Where the pause between two spans is too short for both paddings, each gets half of it.
      const middle = next === undefined ? Number.POSITIVE_INFINITY : Math.ceil((first.voiceEnd + next) / 2);
      const end = Math.min(first.voiceEnd + padding, this.frameCount, middle);
      this.#closed.shift();
      this.#ready.push(this.#span(Math.max(this.#keptFrom, first.voiceStart - padding), end, first));
      this.#forget(end);
    }
  }

  #span(
    start: number,
    end: number,
    { voiceStart, voiceEnd }: { voiceStart: number; voiceEnd: number },
  ): SpeechSpan {
    const samples = new Float32Array((end - start) * voiceFrameSamples);
    for (let at = start; at < end; at++)
      samples.set(this.#frame(at).samples, (at - start) * voiceFrameSamples);
    let sum = 0;
    for (let at = voiceStart; at < voiceEnd; at++) sum += this.#frame(at).probability;
    return {
      start: start * voiceFrameSamples,
      samples,
      voiceStart: voiceStart * voiceFrameSamples,
      voiceEnd: voiceEnd * voiceFrameSamples,
      voice: sum / Math.max(1, voiceEnd - voiceStart),
    };
  }

  #frame(at: number): JudgedFrame {
    return this.#kept[at - this.#keptFrom] as JudgedFrame;
  }

  #forget(before: number): void {
    const count = Math.min(before - this.#keptFrom, this.#kept.length);
    if (count <= 0) return;
    this.#kept.splice(0, count);
    this.#keptFrom += count;
  }
}
