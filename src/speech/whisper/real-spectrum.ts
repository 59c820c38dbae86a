/** The power spectrum of Whisper's 400-sample frames, two frames to one complex transform. */

const size = 400;
/** Frequencies 0…200 of a real frame of 400 samples. */
export const spectrumSize = size / 2 + 1;
const radices = [4, 4, 5, 5];

const cosine = new Float64Array(size);
const sine = new Float64Array(size);
for (let i = 0; i < size; i++) {
  cosine[i] = Math.cos((2 * Math.PI * i) / size);
  sine[i] = -Math.sin((2 * Math.PI * i) / size);
}
const c1 = Math.cos((2 * Math.PI) / 5);
const c2 = Math.cos((4 * Math.PI) / 5);
const s1 = Math.sin((2 * Math.PI) / 5);
const s2 = Math.sin((4 * Math.PI) / 5);

let real = new Float64Array(size);
let imaginary = new Float64Array(size);
let nextReal = new Float64Array(size);
let nextImaginary = new Float64Array(size);

/**
 * Power (squared magnitude) of frequencies 0…200 of two frames at once: a real transform has no use for the imaginary
 * half, so the second frame rides there and is told apart by symmetry.
 * Stockham's self-sorting transform with radix 4 and 5: 400 is no power of two, and padding to 512 would move the bins.
 * @param first 400 samples, already windowed
 * @param second 400 samples, already windowed
 */
export function powerSpectra(
  first: Float64Array,
  second: Float64Array,
  firstPower: Float64Array,
  secondPower: Float64Array,
): void {
  real.set(first);
  imaginary.set(second);
  let length = size;
  let stride = 1;
  for (const radix of radices) {
    if (radix === 4) stage4(length, stride);
    else stage5(length, stride);
    [real, nextReal] = [nextReal, real];
    [imaginary, nextImaginary] = [nextImaginary, imaginary];
    length /= radix;
    stride *= radix;
  }
  for (let k = 0; k < spectrumSize; k++) {
    const mirror = (size - k) % size;
    const a = real[k]!;
    const b = imaginary[k]!;
    const c = real[mirror]!;
    const d = imaginary[mirror]!;
    firstPower[k] = ((a + c) * (a + c) + (b - d) * (b - d)) / 4;
    secondPower[k] = ((a - c) * (a - c) + (b + d) * (b + d)) / 4;
  }
}

function put(at: number, re: number, im: number, turn: number): void {
  const c = cosine[turn]!;
  const s = sine[turn]!;
  nextReal[at] = re * c - im * s;
  nextImaginary[at] = re * s + im * c;
}

function stage4(length: number, stride: number): void {
  const quarter = length / 4;
  for (let p = 0; p < quarter; p++) {
    const turn = p * stride;
    for (let q = 0; q < stride; q++) {
      const from = q + stride * p;
      const leap = stride * quarter;
      const ar = real[from]!;
      const ai = imaginary[from]!;
      const br = real[from + leap]!;
      const bi = imaginary[from + leap]!;
      const cr = real[from + 2 * leap]!;
      const ci = imaginary[from + 2 * leap]!;
      const dr = real[from + 3 * leap]!;
      const di = imaginary[from + 3 * leap]!;
      const to = q + stride * 4 * p;
      put(to, ar + br + cr + dr, ai + bi + ci + di, 0);
      put(to + stride, ar - cr + (bi - di), ai - ci - (br - dr), turn);
      put(to + 2 * stride, ar - br + cr - dr, ai - bi + ci - di, 2 * turn);
      put(to + 3 * stride, ar - cr - (bi - di), ai - ci + (br - dr), 3 * turn);
    }
  }
}

function stage5(length: number, stride: number): void {
  const fifth = length / 5;
  for (let p = 0; p < fifth; p++) {
    const turn = p * stride;
    for (let q = 0; q < stride; q++) {
      const from = q + stride * p;
      const leap = stride * fifth;
      const ar = real[from]!;
      const ai = imaginary[from]!;
      const br = real[from + leap]!;
      const bi = imaginary[from + leap]!;
      const cr = real[from + 2 * leap]!;
      const ci = imaginary[from + 2 * leap]!;
      const dr = real[from + 3 * leap]!;
      const di = imaginary[from + 3 * leap]!;
      const er = real[from + 4 * leap]!;
      const ei = imaginary[from + 4 * leap]!;
      const outerR = br + er;
      const outerI = bi + ei;
      const innerR = cr + dr;
      const innerI = ci + di;
      const m1r = ar + c1 * outerR + c2 * innerR;
      const m1i = ai + c1 * outerI + c2 * innerI;
      const m2r = ar + c2 * outerR + c1 * innerR;
      const m2i = ai + c2 * outerI + c1 * innerI;
      const n1r = s1 * (bi - ei) + s2 * (ci - di);
      const n1i = -(s1 * (br - er) + s2 * (cr - dr));
      const n2r = s2 * (bi - ei) - s1 * (ci - di);
      const n2i = -(s2 * (br - er) - s1 * (cr - dr));
      const to = q + stride * 5 * p;
      put(to, ar + outerR + innerR, ai + outerI + innerI, 0);
      put(to + stride, m1r + n1r, m1i + n1i, turn);
      put(to + 2 * stride, m2r + n2r, m2i + n2i, 2 * turn);
      put(to + 3 * stride, m2r - n2r, m2i - n2i, 3 * turn);
      put(to + 4 * stride, m1r - n1r, m1i - n1i, 4 * turn);
    }
  }
}
