/** A recording → the peaks of its waveform, for drawing. */

import { openOggOpus } from "../audio/opus/ogg-opus-file.ts";
import { readSpeech, speechSampleRate } from "../audio/read-speech.ts";
import type { Waveform } from "../storage/waveforms.ts";

/**
 * Peaks of all channels mixed, from the audio at 16 kHz: `peaksPerSecond` (default 50) pairs per second; the last pair
 * covers the rest. Memory: two bytes per pair.
 * @throws ArchiveError `not-found`, `unsupported-audio`, `corrupt-audio`, `cancelled`
 */
export async function readPeaks(
  path: string,
  options: { peaksPerSecond?: number; signal?: AbortSignal } = {},
): Promise<Waveform> {
  const { peaksPerSecond = 50, signal } = options;
  if (!Number.isInteger(peaksPerSecond) || peaksPerSecond < 1 || peaksPerSecond > speechSampleRate) {
    throw new TypeError(
      `peaksPerSecond must be an integer from 1 to ${speechSampleRate}, not ${peaksPerSecond}`,
    );
  }
  const file = await openOggOpus(path, { signal });
  await file.close();
  const pairCount = Math.ceil(file.durationSeconds * peaksPerSecond);
  const peaks = new Int8Array(pairCount * 2);
  let sampleIndex = 0;
  for await (const chunk of readSpeech(path, { signal })) {
    for (const sample of chunk) {
      const pair = Math.floor((sampleIndex++ * peaksPerSecond) / speechSampleRate);
      if (pair >= pairCount) break;
      const value = Math.round(sample * 127);
      if (value < peaks[pair * 2]!) peaks[pair * 2] = value;
      if (value > peaks[pair * 2 + 1]!) peaks[pair * 2 + 1] = value;
    }
  }
  return { peaksPerSecond, peaks };
}
