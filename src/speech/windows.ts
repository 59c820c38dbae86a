/** Spans of speech → windows that a recogniser can take; and window time → recording time. */

import type { SpeechSpan } from "./find-spans.ts";

/** Spans of speech one after the other, without the silence between them. */
export type SpeechWindow = { spans: SpeechSpan[]; sampleCount: number };

/** A full window is cut at the longest pause in its last 6 s. */
const latePart = 6 * 16_000;

/**
 * Packs spans into as few windows as possible: every window costs a whole encoder pass, full or not. A window ends at the
 * longest pause of its last seconds. The order of the sound is kept.
 * After each window `waiting` holds the spans of the next ones.
 */
export class WindowPacker {
  readonly #maxWindowSamples: number;
  waiting: SpeechSpan[];

  /** @param maxWindowSamples the longest window; no span is longer */
  constructor(maxWindowSamples: number, waiting: SpeechSpan[] = []) {
    this.#maxWindowSamples = maxWindowSamples;
    this.waiting = waiting;
  }

  async *pack(spans: AsyncIterable<SpeechSpan>): AsyncGenerator<SpeechWindow> {
    yield* this.#fullWindows();
    for await (const span of spans) {
      this.waiting.push(span);
      yield* this.#fullWindows();
    }
    if (this.waiting.length > 0) yield this.#take(this.waiting.length);
  }

  *#fullWindows(): Generator<SpeechWindow> {
    while (countSamples(this.waiting) > this.#maxWindowSamples)
      yield this.#take(bestCut(this.waiting, this.#maxWindowSamples));
  }

  #take(count: number): SpeechWindow {
    const window = toWindow(this.waiting.slice(0, count));
    this.waiting = this.waiting.slice(count);
    return window;
  }
}

/** How many spans the next window takes when not all of them fit. */
function bestCut(spans: SpeechSpan[], maxWindowSamples: number): number {
  let total = 0;
  let best = 1;
  let maxPause = -1;
  const fit = spans.findIndex((span) => {
    total += span.samples.length;
    return total > maxWindowSamples;
  });
  total -= spans[fit]!.samples.length;
  for (let count = fit; count >= 1; count--) {
    const pause = spans[count]!.voiceStart - spans[count - 1]!.voiceEnd;
    if (pause > maxPause) {
      maxPause = pause;
      best = count;
    }
    total -= spans[count - 1]!.samples.length;
    if (total < maxWindowSamples - latePart) break;
  }
  return best;
}

function countSamples(spans: SpeechSpan[]): number {
  return spans.reduce((sum, { samples }) => sum + samples.length, 0);
}

function toWindow(spans: SpeechSpan[]): SpeechWindow {
  return { spans, sampleCount: countSamples(spans) };
}

/** The window's sound in one array. */
export function windowSound({ spans, sampleCount }: SpeechWindow): Float32Array {
  const sound = new Float32Array(sampleCount);
  let at = 0;
  for (const { samples } of spans) {
    sound.set(samples, at);
    at += samples.length;
  }
  return sound;
}

/** Where a part of the window lies in the recording. A part over a cut belongs to the span that holds most of it. */
type PlaceInRecording = { span: SpeechSpan; start: number; end: number };

/**
 * Maps a part of the window back to the recording, in samples. The result never leaves its span.
 * @param start samples from the start of the window
 * @param end not before `start`
 */
export function placeInRecording({ spans }: SpeechWindow, start: number, end: number): PlaceInRecording {
  let at = 0;
  let found: PlaceInRecording | undefined;
  let maxOverlap = -1;
  for (const span of spans) {
    const from = Math.max(start, at);
    const to = Math.min(end, at + span.samples.length);
    if (to - from > maxOverlap) {
      maxOverlap = to - from;
      const offset = span.start - at;
      const clamp = (sample: number) => Math.min(Math.max(sample, at), at + span.samples.length) + offset;
      found = { span, start: clamp(start), end: clamp(end) };
    }
    at += span.samples.length;
  }
  if (!found) throw new TypeError("a window without sound");
  return found;
}

/** Two windows, cut at the longest pause in the middle half; undefined for a single span. */
export function halveWindow({ spans, sampleCount }: SpeechWindow): [SpeechWindow, SpeechWindow] | undefined {
  let best: number | undefined;
  let maxPause = -1;
  let total = 0;
  for (let count = 1; count < spans.length; count++) {
    total += spans[count - 1]!.samples.length;
    const pause = spans[count]!.voiceStart - spans[count - 1]!.voiceEnd;
    const inMiddle = total >= sampleCount / 4 && total <= (sampleCount * 3) / 4;
    if (best === undefined || (inMiddle && pause > maxPause)) {
      best = count;
      if (inMiddle) maxPause = pause;
    }
  }
  return best === undefined ? undefined : [toWindow(spans.slice(0, best)), toWindow(spans.slice(best))];
}

/** Two windows; the second starts with span `count`, or with the second span when `count` is 0, so that none is empty. */
export function splitWindow({ spans }: SpeechWindow, count: number): [SpeechWindow, SpeechWindow] {
  if (spans.length < 2) throw new TypeError("a single span cannot be split");
  const at = Math.max(1, count);
  return [toWindow(spans.slice(0, at)), toWindow(spans.slice(at))];
}
