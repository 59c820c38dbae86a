/** Level of samples in dB of full scale, root mean square and peak; -Infinity for silence. */
export function measureLevel(samples: Float32Array): { rmsDb: number; peakDb: number } {
  let sum = 0;
  let peak = 0;
  for (const sample of samples) {
    sum += sample * sample;
    peak = Math.max(peak, Math.abs(sample));
  }
  return {
    rmsDb: 20 * Math.log10(Math.sqrt(sum / Math.max(1, samples.length))),
    peakDb: 20 * Math.log10(peak),
  };
}

const minDb = -60;

/** Position on the meter, 0…1; -60 dB and less is 0. */
export function meterShare(db: number): number {
  return Math.min(1, Math.max(0, (db - minDb) / -minDb));
}
