import type { Waveform } from "../fonoteka.ts";

/** Joins neighbouring peaks until there are about so many a second; never makes more than there are. */
export function coarsenPeaks(waveform: Waveform, peaksPerSecond: number | undefined): Waveform {
  const step = Math.max(1, Math.round(waveform.peaksPerSecond / (peaksPerSecond ?? waveform.peaksPerSecond)));
  const { peaks } = waveform;
  const coarse = new Int8Array(Math.ceil(peaks.length / 2 / step) * 2);
  for (let pair = 0; pair < peaks.length / 2; pair++) {
    const target = Math.floor(pair / step) * 2;
    coarse[target] = Math.min(coarse[target]!, peaks[pair * 2]!);
    coarse[target + 1] = Math.max(coarse[target + 1]!, peaks[pair * 2 + 1]!);
  }
  return { peaksPerSecond: waveform.peaksPerSecond / step, peaks: coarse };
}
