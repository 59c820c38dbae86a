/** Pieces of speech → windows of up to 30 s for the encoder, and the way back from window time to recording time. */

import type { SpeechPiece } from "./speech-pieces.ts";
import { windowSamples } from "./whisper/log-mel.ts";

/** Speech put end to end, the silence between left out. */
export type SpeechWindow = { pieces: SpeechPiece[]; sampleCount: number };

/** In the last part of a full window the longest pause is the best place to cut. */
const latePart = 6 * 16_000;

/**
 * Packs pieces into as few windows as they fit: every window costs a whole pass of the encoder, be it full or not.
 * A window ends at the longest pause of its last seconds. Sound that was contiguous stays contiguous.
 */
export async function* packWindows(pieces: AsyncIterable<SpeechPiece>): AsyncGenerator<SpeechWindow> {
  let waiting: SpeechPiece[] = [];
  for await (const piece of pieces) {
    waiting.push(piece);
    while (countSamples(waiting) > windowSamples) {
      const count = bestCut(waiting);
      yield toWindow(waiting.slice(0, count));
      waiting = waiting.slice(count);
    }
  }
  if (waiting.length > 0) yield toWindow(waiting);
}

/** How many pieces the next window takes, when all of them are too many. */
function bestCut(pieces: SpeechPiece[]): number {
  let total = 0;
  let best = 1;
  let longestPause = -1;
  const fit = pieces.findIndex((piece) => {
    total += piece.samples.length;
    return total > windowSamples;
  });
  total -= pieces[fit]!.samples.length;
  for (let count = fit; count >= 1; count--) {
    const pause = pieces[count]!.voiceStart - pieces[count - 1]!.voiceEnd;
    if (pause > longestPause) {
      longestPause = pause;
      best = count;
    }
    total -= pieces[count - 1]!.samples.length;
    if (total < windowSamples - latePart) break;
  }
  return best;
}

function countSamples(pieces: SpeechPiece[]): number {
  return pieces.reduce((sum, { samples }) => sum + samples.length, 0);
}

function toWindow(pieces: SpeechPiece[]): SpeechWindow {
  return { pieces, sampleCount: countSamples(pieces) };
}

/** The window's sound in one array. */
export function windowSound({ pieces, sampleCount }: SpeechWindow): Float32Array {
  const sound = new Float32Array(sampleCount);
  let at = 0;
  for (const { samples } of pieces) {
    sound.set(samples, at);
    at += samples.length;
  }
  return sound;
}

/** Where a stretch of the window lies in the recording. A stretch over a cut belongs to the piece that holds most of it. */
export type PlaceInRecording = { piece: SpeechPiece; start: number; end: number };

/**
 * Maps a stretch of window time back, in samples. It never leaves its piece.
 * @param start samples from the start of the window
 * @param end not before `start`
 */
export function placeInRecording({ pieces }: SpeechWindow, start: number, end: number): PlaceInRecording {
  let at = 0;
  let found: PlaceInRecording | undefined;
  let most = -1;
  for (const piece of pieces) {
    const from = Math.max(start, at);
    const to = Math.min(end, at + piece.samples.length);
    if (to - from > most) {
      most = to - from;
      const offset = piece.start - at;
      const clamp = (sample: number) => Math.min(Math.max(sample, at), at + piece.samples.length) + offset;
      found = { piece, start: clamp(start), end: clamp(end) };
    }
    at += piece.samples.length;
  }
  if (!found) throw new TypeError("a window without sound");
  return found;
}

/** Two windows cut at the longest pause of the middle half, or undefined for a single piece. */
export function halveWindow({ pieces, sampleCount }: SpeechWindow): [SpeechWindow, SpeechWindow] | undefined {
  let best: number | undefined;
  let longestPause = -1;
  let total = 0;
  for (let count = 1; count < pieces.length; count++) {
    total += pieces[count - 1]!.samples.length;
    const pause = pieces[count]!.voiceStart - pieces[count - 1]!.voiceEnd;
    const inMiddle = total >= sampleCount / 4 && total <= (sampleCount * 3) / 4;
    if (best === undefined || (inMiddle && pause > longestPause)) {
      best = count;
      if (inMiddle) longestPause = pause;
    }
  }
  return best === undefined ? undefined : [toWindow(pieces.slice(0, best)), toWindow(pieces.slice(best))];
}

/** Two windows, the second beginning with piece `count`; with the second piece when `count` is 0, as none may be empty. */
export function splitWindow({ pieces }: SpeechWindow, count: number): [SpeechWindow, SpeechWindow] {
  if (pieces.length < 2) throw new TypeError("a single piece cannot be split");
  const at = Math.max(1, count);
  return [toWindow(pieces.slice(0, at)), toWindow(pieces.slice(at))];
}
