/** Frames and how likely each is speech → the spans in which somebody speaks. */

import { type FloatText, floatsToText, textToFloats } from "./float-text.ts";
import { sampleRate } from "./sample-rate.ts";
import { voiceFrameSamples } from "./voice-activity.ts";

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

/** A span whose samples are in the recording only: what a checkpoint keeps of it. */
export type SpanPlace = Omit<SpeechSpan, "samples"> & { sampleCount: number };

/** A span without its samples. */
export function placeOfSpan({ samples, ...place }: SpeechSpan): SpanPlace {
  return { ...place, sampleCount: samples.length };
}

type VoiceRange = { voiceStart: number; voiceEnd: number };

/** All that a `SpanFinder` knows, without samples. Positions are frame numbers. */
export type SpanFinderState = {
  frameCount: number;
  keptFrom: number;
  probabilities: FloatText;
  voiceStart: number | null;
  quietFrom: number | null;
  closed: VoiceRange[];
  ready: SpanPlace[];
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

type JudgedFrame = { samples: Float32Array; probability: number };

/** Collects frames and closes a span at each pause. All positions are frame numbers. */
export class SpanFinder {
  frameCount = 0;
  /** Frames from `#keptFrom` on, which the next spans may need. */
  #kept: JudgedFrame[] = [];
  #keptFrom = 0;
  #voiceStart: number | undefined;
  #quietFrom: number | undefined;
  /** Closed spans whose padding at the end has not been read yet. */
  #closed: VoiceRange[] = [];
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

  /** The spans that are complete, each once. What has not been taken yet is part of the state. */
  *take(): Generator<SpeechSpan> {
    for (let span = this.#ready.shift(); span; span = this.#ready.shift()) yield span;
  }

  *heldSamples(): Generator<Float32Array> {
    for (const { samples } of this.#ready) yield samples;
    for (const { samples } of this.#kept) yield samples;
  }

  state(): SpanFinderState {
    return {
      frameCount: this.frameCount,
      keptFrom: this.#keptFrom,
      probabilities: floatsToText(Float32Array.from(this.#kept, (frame) => frame.probability)),
      voiceStart: this.#voiceStart ?? null,
      quietFrom: this.#quietFrom ?? null,
      closed: [...this.#closed],
      ready: this.#ready.map(placeOfSpan),
    };
  }

  /** Goes on where `state` was taken. @param samplesOf the recording's samples of some frames, from the first to before the last */
  static restore(state: SpanFinderState, samplesOf: (from: number, to: number) => Float32Array): SpanFinder {
    const finder = new SpanFinder();
    finder.frameCount = state.frameCount;
    finder.#keptFrom = state.keptFrom;
    finder.#kept = [...textToFloats(state.probabilities)].map((probability, index) => {
      const at = state.keptFrom + index;
      return { samples: samplesOf(at, at + 1), probability };
    });
    finder.#voiceStart = state.voiceStart ?? undefined;
    finder.#quietFrom = state.quietFrom ?? undefined;
    finder.#closed = [...state.closed];
    finder.#ready = state.ready.map((place) => spanAt(place, samplesOf));
    return finder;
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

  #span(start: number, end: number, { voiceStart, voiceEnd }: VoiceRange): SpeechSpan {
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

/** A span again, with its samples. Spans begin and end between frames. */
export function spanAt(
  { sampleCount, ...place }: SpanPlace,
  samplesOf: (from: number, to: number) => Float32Array,
): SpeechSpan {
  const from = place.start / voiceFrameSamples;
  return { ...place, samples: samplesOf(from, from + sampleCount / voiceFrameSamples) };
}
