/** Unit vectors that lie as a model's do: all in one corner, with neighbourhoods; the same ones at every run. */
export function inventVectors(count: number, { dimensions = 384, seed = 1 } = {}): Float32Array[] {
  const random = randomNumbers(seed);
  const direction = (length: number): Float32Array => {
    const vector = Float32Array.from({ length: dimensions }, () => random() + random() - 1);
    const scale = length / Math.hypot(...vector);
    return vector.map((value) => value * scale);
  };
  const corner = direction(0.87);
  const topics = Array.from({ length: 400 }, () => direction(0.5));
  return Array.from({ length: count }, () => {
    const shares = [0, 1, 2].map(() => -Math.log(1 - random()));
    const total = shares.reduce((sum, share) => sum + share, 0);
    const vector = corner.slice();
    for (const share of shares) {
      const topic = topics[Math.floor(random() * topics.length)]!;
      const weight = Math.sqrt(share / total);
      for (let at = 0; at < dimensions; at++) vector[at]! += weight * topic[at]!;
    }
    const length = Math.sqrt(dot(vector, vector));
    return vector.map((value) => value / length);
  });
}

export function dot(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let at = 0; at < a.length; at++) sum += a[at]! * b[at]!;
  return sum;
}

/** mulberry32 by Tommy Ettinger. */
export function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}
