/** A stream of samples → the pieces of it in which somebody speaks, cut at pauses. */

import { setImmediate as nextTurn } from "node:timers/promises";
import { throwIfCancelled } from "../errors.ts";
import { type VoiceActivity, voiceFrameSamples } from "./voice-activity.ts";
import { sampleRate } from "./whisper/log-mel.ts";

/** A stretch of speech with a little of what surrounds it. Sample numbers count from the start of the recording. */
export type SpeechPiece = {
  start: number;
  samples: Float32Array;
  /** Where the voice itself sets in and ends. */
  voiceStart: number;
  voiceEnd: number;
  /** Mean probability of speech between those two. */
  voice: number;
};

export type SpeechPiecesOptions = {
  signal?: AbortSignal | undefined;
  /** Called with the number of samples heard so far, speech or not. */
  onHeard?: ((samples: number) => void) | undefined;
};

const frames = (milliseconds: number) => Math.round((milliseconds / 1000) * (sampleRate / voiceFrameSamples));

/** Speech begins above the one and ends below the other, as in Silero's own example. */
const beginsAbove = 0.5;
const endsBelow = 0.35;
/** A pause as short as this is a place to cut; what lies on both sides usually stays together in one window. */
const shortestPause = frames(200);
/** A click or a cough is shorter; the shortest word that matters is not. */
const shortestSpeech = frames(160);
/**
 * Kept around speech: soft onsets and endings the detector does not count. 150, 230 and 300 ms made 426, 425 and 432
 * errors in 2730 words of three sets, 500 ms more: no difference, so the one that leaves the least to decode.
 */
const padding = frames(150);
/** Whoever speaks longer without a pause is cut at the softest place of the later part. */
const longestSpeech = frames(28_000);
const latePart = frames(10_000);

/**
 * Finds speech with Silero's network while the samples come in; keeps no more of them than one piece needs.
 * @param sound 16 kHz mono, in chunks of any size
 * @returns pieces in order, never overlapping, each at most 30 s
 * @throws ArchiveError `cancelled`
 */
export async function* speechPieces(
  sound: AsyncIterable<Float32Array>,
  voiceActivity: VoiceActivity,
  { signal, onHeard }: SpeechPiecesOptions = {},
): AsyncGenerator<SpeechPiece> {
  let sampleCount = 0;
  async function* counted() {
    for await (const chunk of sound) {
      sampleCount += chunk.length;
      yield chunk;
    }
  }
  const memory = voiceActivity.start();
  const finder = new PieceFinder();
  for await (const frame of framesOf(counted())) {
    finder.push(frame, await voiceActivity.hear(memory, frame));
    if (finder.heard % 32 === 0) {
      await nextTurn();
      throwIfCancelled(signal, "transcription");
      onHeard?.(finder.heard * voiceFrameSamples);
    }
    yield* finder.take();
  }
  finder.end();
  yield* finder.take();
  onHeard?.(sampleCount);
}

/** Cuts chunks into frames of 512 samples, the last one filled with silence. What is no number becomes silence. */
async function* framesOf(sound: AsyncIterable<Float32Array>): AsyncGenerator<Float32Array> {
  let frame = new Float32Array(voiceFrameSamples);
  let filled = 0;
  for await (const chunk of sound) {
    for (let at = 0; at < chunk.length; ) {
      const count = Math.min(chunk.length - at, voiceFrameSamples - filled);
      for (let i = 0; i < count; i++) {
        const sample = chunk[at + i]!;
        // One NaN would spread over the whole window and Whisper would write "!!!!" without end.
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

type HeardFrame = { samples: Float32Array; probability: number };

/** Collects frames and closes a piece at each pause. All positions are frame numbers. */
class PieceFinder {
  heard = 0;
  /** Frames from `#keptFrom` on: those a coming piece may need. */
  #kept: HeardFrame[] = [];
  #keptFrom = 0;
  #voiceStart: number | undefined;
  #quietFrom: number | undefined;
  /** A closed stretch of voice whose padding behind has not all been heard. */
  #closed: { voiceStart: number; voiceEnd: number }[] = [];
  #ready: SpeechPiece[] = [];

  push(samples: Float32Array, probability: number): void {
    const now = this.heard++;
    this.#kept.push({ samples, probability });
    if (this.#voiceStart === undefined) {
      if (probability >= beginsAbove) this.#voiceStart = now;
    } else if (probability < endsBelow) {
      this.#quietFrom ??= now;
      if (now + 1 - this.#quietFrom >= shortestPause) this.#close(this.#quietFrom);
    } else if (probability >= beginsAbove) this.#quietFrom = undefined;
    if (this.#voiceStart !== undefined && now + 1 - this.#voiceStart >= longestSpeech)
      this.#cutAtSoftest(now + 1);
    this.#finish(this.heard, this.#voiceStart);
    if (this.#closed.length === 0)
      this.#forget(Math.max(this.#keptFrom, (this.#voiceStart ?? this.heard) - padding));
  }

  end(): void {
    if (this.#voiceStart !== undefined) this.#close(this.#quietFrom ?? this.heard);
    this.#finish(Number.POSITIVE_INFINITY, undefined);
  }

  *take(): Generator<SpeechPiece> {
    const ready = this.#ready;
    this.#ready = [];
    yield* ready;
  }

  #close(voiceEnd: number): void {
    const voiceStart = this.#voiceStart as number;
    if (voiceEnd - voiceStart >= shortestSpeech) this.#closed.push({ voiceStart, voiceEnd });
    this.#voiceStart = undefined;
    this.#quietFrom = undefined;
  }

  #cutAtSoftest(now: number): void {
    let softest = now - latePart;
    for (let at = softest; at < now - padding; at++) {
      if (this.#frame(at).probability < this.#frame(softest).probability) softest = at;
    }
    this.#close(softest);
    this.#voiceStart = softest;
  }

  /** Makes pieces of closed stretches once their padding has been heard or the next speech has begun. */
  #finish(heard: number, nextVoice: number | undefined): void {
    for (;;) {
      const [first, second] = this.#closed;
      if (!first) return;
      const next = second?.voiceStart ?? nextVoice;
      if (next === undefined && heard < first.voiceEnd + padding) return;
      // Two neighbours share the pause between them half and half when it is too short for both paddings.
      const middle = next === undefined ? Number.POSITIVE_INFINITY : Math.ceil((first.voiceEnd + next) / 2);
      const end = Math.min(first.voiceEnd + padding, this.heard, middle);
      this.#closed.shift();
      this.#ready.push(this.#piece(Math.max(this.#keptFrom, first.voiceStart - padding), end, first));
      this.#forget(end);
    }
  }

  #piece(
    start: number,
    end: number,
    { voiceStart, voiceEnd }: { voiceStart: number; voiceEnd: number },
  ): SpeechPiece {
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

  #frame(at: number): HeardFrame {
    return this.#kept[at - this.#keptFrom] as HeardFrame;
  }

  #forget(before: number): void {
    const count = Math.min(before - this.#keptFrom, this.#kept.length);
    if (count <= 0) return;
    this.#kept.splice(0, count);
    this.#keptFrom += count;
  }
}
