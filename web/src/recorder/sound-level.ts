/** Level of a stretch of samples in decibels of full scale, -Infinity for silence: root mean square and peak. */
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

const quietestDb = -60;

/** 0…1 on the meter: -60 dB is its foot. */
export function meterShare(db: number): number {
  return Math.min(1, Math.max(0, (db - quietestDb) / -quietestDb));
}
