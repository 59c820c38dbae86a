/** Changes the sampling rate of one channel, in a stream. */
import { ResampleKernel } from "./resample-kernel.ts";

/** Zero crossings of the sinc on each side, at the lower of the two rates. */
const crossings = 32;
/** Attenuation beyond the lower Nyquist frequency that the window is made for, dB. */
const stopBandDb = 90;
/** Phases that need more numbers than this are rounded to nearby ones: only rates such as 44 099 Hz do. */
const maxTableLength = 1 << 21;

/**
 * Band-limited interpolation with a Kaiser-windowed sinc, one set of taps per phase of the rational ratio.
 * Source: J. O. Smith, "Digital Audio Resampling", ccrma.stanford.edu/~jos/resample. The pass band ends at 0.83 of the
 * lower Nyquist frequency, beyond which nothing is left within 80 dB. No delay: output sample n lies at n/toRate seconds.
 * Output length is ceil(input · to / from) exactly, and does not depend on how the input is cut.
 */
export class Resampler {
  private readonly up: number;
  private readonly down: number;
  private readonly taps: number;
  /** Undefined where the rates are the same. */
  private readonly kernel: ResampleKernel | undefined;
  /** Input not used up yet. Its first sample is the one under the first tap of the next output. */
  private pending: Float32Array;
  private pendingLength: number;
  /** Where the next output lies after the sample it stands on, in parts of 1/up. */
  private phase = 0;
  private taken = 0;
  private given = 0;

  /** Rates in Hz, whole and positive. */
  constructor(fromRate: number, toRate: number) {
    if (!(Number.isInteger(fromRate) && Number.isInteger(toRate) && fromRate > 0 && toRate > 0)) {
      throw new TypeError(`sampling rates are whole and positive: ${fromRate} to ${toRate}`);
    }
    const divisor = greatestDivisor(fromRate, toRate);
    this.up = toRate / divisor;
    this.down = fromRate / divisor;
    const stretch = Math.max(1, this.down / this.up);
    this.taps = 16 * Math.ceil((2 * crossings * stretch) / 16);
    this.kernel = this.up === this.down ? undefined : getKernel(this.taps, this.up, stretch);
    // Silence before the start, so that the first output lies under the middle of the taps.
    this.pendingLength = this.taps / 2 - 1;
    this.pending = new Float32Array(Math.max(1 << 14, 4 * this.taps));
  }

  /** Takes the next stretch, gives what can be computed of it: never all, the rest comes later. */
  push(samples: Float32Array): Float32Array {
    this.taken += samples.length;
    if (!this.kernel) return samples.slice();
    this.append(samples);
    return this.compute(this.kernel, Number.POSITIVE_INFINITY);
  }

  /** The end of the input: gives the rest. */
  flush(): Float32Array {
    if (!this.kernel) return new Float32Array(0);
    const total = Math.ceil((this.taken * this.up) / this.down);
    this.append(new Float32Array(this.taps));
    return this.compute(this.kernel, total - this.given);
  }

  private append(samples: Float32Array): void {
    if (this.pendingLength + samples.length > this.pending.length) {
      const wider = new Float32Array(2 * (this.pendingLength + samples.length));
      wider.set(this.pending.subarray(0, this.pendingLength));
      this.pending = wider;
    }
    this.pending.set(samples, this.pendingLength);
    this.pendingLength += samples.length;
  }

  private compute(kernel: ResampleKernel, limit: number): Float32Array {
    const out = new Float32Array(Math.max(0, Math.min(limit, this.countReady(this.pendingLength))));
    let at = 0;
    for (let done = 0; done < out.length; ) {
      const input = this.pending.subarray(at, Math.min(this.pendingLength, at + kernel.maxInput));
      const count = Math.min(out.length - done, kernel.maxOutput, this.countReady(input.length));
      const { up, down, phase } = this;
      out.set(kernel.run(input, { up, down, phase, count }), done);
      done += count;
      at += Math.floor((phase + count * down) / up);
      this.phase = (phase + count * down) % up;
    }
    this.given += out.length;
    this.pending.copyWithin(0, at, this.pendingLength);
    this.pendingLength -= at;
    return out;
  }

  /** How many outputs can be computed of so many samples from the next one on. */
  private countReady(length: number): number {
    const room = length - this.taps;
    return room < 0 ? 0 : Math.floor((room * this.up + this.up - 1 - this.phase) / this.down) + 1;
  }
}

const kernels = new Map<string, ResampleKernel>();

/** Kernels keep nothing between calls: all channels share one, and the next file has mostly the same rate. A few are kept. */
function getKernel(taps: number, up: number, stretch: number): ResampleKernel {
  const key = `${taps} ${up} ${stretch}`;
  const phases = Math.min(up, Math.max(1, Math.floor(maxTableLength / taps)));
  const kernel =
    kernels.get(key) ?? new ResampleKernel({ taps, phases, values: buildTable(taps, phases, stretch) });
  kernels.delete(key);
  kernels.set(key, kernel);
  if (kernels.size > 4) kernels.delete(kernels.keys().next().value!);
  return kernel;
}

/** Row `p`: the taps for an output p/phases of a sample after the input sample under tap taps/2 - 1. Each row sums to 1. */
function buildTable(taps: number, phases: number, stretch: number): Float32Array {
  const beta = 0.1102 * (stopBandDb - 8.7);
  const half = taps / 2;
  // Kaiser's formula for the width of the transition, in cycles per sample; it ends at the Nyquist frequency.
  const transition = (stopBandDb - 7.95) / (14.36 * taps);
  const cutoff = 1 / stretch - transition;
  const table = new Float32Array(taps * phases);
  const row = new Float64Array(taps);
  const norm = besselI0(beta);
  for (let p = 0; p < phases; p++) {
    let sum = 0;
    for (let k = 0; k < taps; k++) {
      const x = k - (half - 1) - p / phases;
      const edge = 1 - (x / half) ** 2;
      const window = edge > 0 ? besselI0(beta * Math.sqrt(edge)) / norm : 0;
      const sinc = x === 0 ? 1 : Math.sin(Math.PI * x * cutoff) / (Math.PI * x * cutoff);
      sum += row[k] = window * sinc;
    }
    for (let k = 0; k < taps; k++) table[p * taps + k] = row[k]! / sum;
  }
  return table;
}

/** Modified Bessel function of the first kind, order 0, by its series. */
function besselI0(x: number): number {
  let sum = 1;
  let term = 1;
  for (let k = 1; term > sum * 1e-12; k++) {
    term *= (x / (2 * k)) ** 2;
    sum += term;
  }
  return sum;
}

function greatestDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestDivisor(b, a % b);
}
