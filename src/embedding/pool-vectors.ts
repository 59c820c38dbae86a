/** What a model's output still needs to become one vector per text. */
type Pooling = "mean" | "cls" | "graph";

/**
 * One unit vector per row of a batch.
 * @param output float32, [batch, tokens, size] for `mean` and `cls`, or [batch, size] when the graph has pooled
 * @param lengths how many ids of each row are the text's own; the rest is padding
 */
export function poolVectors(
  output: { data: Float32Array; dims: readonly number[] },
  lengths: readonly number[],
  pooling: Pooling,
): Float32Array[] {
  const [batch, ...rest] = output.dims;
  const size = rest.at(-1)!;
  const tokens = rest.length === 2 ? rest[0]! : 1;
  if (batch !== lengths.length) throw new TypeError(`${batch} rows came out for ${lengths.length} texts`);
  return lengths.map((length, row) => {
    const start = row * tokens * size;
    const pooled = rest.length === 1 || pooling !== "mean" ? 1 : length;
    return normalise(meanOf(output.data, start, pooled, size));
  });
}

function meanOf(data: Float32Array, start: number, rows: number, size: number): Float64Array {
  const sum = new Float64Array(size);
  for (let row = 0; row < rows; row++) {
    const from = start + row * size;
    for (let i = 0; i < size; i++) sum[i]! += data[from + i]!;
  }
  return sum.map((value) => value / rows);
}

/** Scales to length 1. A vector without length (or not a number) is rejected: it would be near everything or nothing. */
function normalise(vector: Float64Array): Float32Array {
  const norm = Math.hypot(...vector);
  if (!(norm > 0) || !Number.isFinite(norm)) throw new RangeError("the model gave a vector without length");
  return Float32Array.from(vector, (value) => value / norm);
}
