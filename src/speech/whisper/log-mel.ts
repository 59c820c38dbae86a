/** Sound → the log-mel spectrogram that Whisper's encoder reads. */

import { sampleRate } from "../sample-rate.ts";
import { powerSpectra, spectrumSize } from "./real-spectrum.ts";

const frameSize = 400;
const hopSize = 160;
/** The encoder reads 30 s; shorter sound is padded with silence. */
export const windowSamples = 480_000;
const frameCount = windowSamples / hopSize;

const hann = Float64Array.from(
  { length: frameSize },
  (_, i) => 0.5 - 0.5 * Math.cos((2 * Math.PI * i) / frameSize),
);

/** One triangular filter: its weights over the frequencies from `first` on. */
type MelFilter = { first: number; weights: Float64Array };

const toMel = (hertz: number) =>
  hertz < 1000 ? (hertz * 3) / 200 : 15 + Math.log(hertz / 1000) / (Math.log(6.4) / 27);
const toHertz = (mel: number) =>
  mel < 15 ? (mel * 200) / 3 : 1000 * Math.exp((Math.log(6.4) / 27) * (mel - 15));

function makeFilters(bins: number): MelFilter[] {
  const top = toMel(sampleRate / 2);
  const edges = Array.from({ length: bins + 2 }, (_, i) => toHertz((top * i) / (bins + 1)));
  return Array.from({ length: bins }, (_, i) => {
    const [low, middle, high] = edges.slice(i, i + 3) as [number, number, number];
    const all = Array.from({ length: spectrumSize }, (_, k) => {
      const hertz = (k * sampleRate) / frameSize;
      const height = Math.min((hertz - low) / (middle - low), (high - hertz) / (high - middle));
      return (Math.max(0, height) * 2) / (high - low);
    });
    const first = Math.max(
      0,
      all.findIndex((weight) => weight > 0),
    );
    const last = all.findLastIndex((weight) => weight > 0);
    return { first, weights: Float64Array.from(all.slice(first, last + 1)) };
  });
}

const filtersBySize = new Map<number, MelFilter[]>();

/**
 * The log-mel spectrogram of up to 30 s, as OpenAI's Whisper computes it (`whisper/audio.py`): Hann window of 400 samples,
 * hop 160, Slaney's mel filters, log10 no lower than 8 below the loudest, then (x + 4) / 4.
 * @param samples 16 kHz mono, at most 480,000
 * @param bins mel bins: 80, or 128 for the large-v3 family
 * @returns `[bins, 3000]`, row by row
 */
export function logMel(samples: Float32Array, bins: number): Float32Array {
  if (samples.length > windowSamples)
    throw new TypeError(`at most ${windowSamples} samples, got ${samples.length}`);
  let filters = filtersBySize.get(bins);
  if (!filters) {
    filters = makeFilters(bins);
    filtersBySize.set(bins, filters);
  }
  const mel = new Float32Array(bins * frameCount).fill(-10);
  const frames = [new Float64Array(frameSize), new Float64Array(frameSize)] as const;
  const powers = [new Float64Array(spectrumSize), new Float64Array(spectrumSize)] as const;
  // Frames after the end of the sound stay at the floor of 1e-10 and need no transform.
  const soundFrames = Math.min(frameCount, Math.ceil((samples.length + frameSize / 2) / hopSize));
  let highest = -10;
  for (let t = 0; t < soundFrames; t += 2) {
    fillFrame(samples, t, frames[0]);
    fillFrame(samples, t + 1, frames[1]);
    powerSpectra(frames[0], frames[1], powers[0], powers[1]);
    for (let half = 0; half < 2 && t + half < frameCount; half++) {
      const power = powers[half] as Float64Array;
      for (let bin = 0; bin < bins; bin++) {
        const { first, weights } = filters[bin] as MelFilter;
        let sum = 0;
        for (let k = 0; k < weights.length; k++) sum += weights[k]! * power[first + k]!;
        const value = Math.log10(Math.max(sum, 1e-10));
        if (value > highest) highest = value;
        mel[bin * frameCount + t + half] = value;
      }
    }
  }
  const floor = highest - 8;
  for (let i = 0; i < mel.length; i++) mel[i] = (Math.max(mel[i] as number, floor) + 4) / 4;
  return mel;
}

/** Frames are centred: frame t starts 200 samples before t × 160, mirrored at both ends of the 30 s. */
function fillFrame(samples: Float32Array, frame: number, into: Float64Array): void {
  const start = frame * hopSize - frameSize / 2;
  for (let i = 0; i < frameSize; i++) {
    let at = Math.abs(start + i);
    if (at >= windowSamples) at = 2 * (windowSamples - 1) - at;
    into[i] = (samples[at] ?? 0) * hann[i]!;
  }
}
