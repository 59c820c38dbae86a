// The inner loops of the vector index, in AssemblyScript. kernel-binary.ts holds them compiled:
//   npm install && node scripts/build-vector-kernel.ts
// Memory is laid out by slot-memory.ts; every address comes from there. A block holds 8192 slots, and `table` lists where
// the blocks begin; a slot's number is its block times 8192 and its place in the block.

const placeBits: u32 = 13;
const placeMask: u32 = 8191;
const turnsAhead: u32 = 8;

/** Codes vectors less the mean into as many slots that follow each other in a block: `count` rows of `byteLength`. */
export function encode(
  vectors: usize,
  mean: usize,
  byteLength: usize,
  count: u32,
  bits: usize,
  bitStride: usize,
  codes: usize,
  scales: usize,
): void {
  for (let at: u32 = 0; at < count; at++) {
    encodeOne(vectors, mean, byteLength, bits, codes, scales);
    vectors += byteLength;
    bits += bitStride;
    codes += byteLength >> 2;
    scales += 4;
  }
}

/** The signs of one vector less the mean as bits, and its values as int8 with the scale they have in common. */
function encodeOne(vector: usize, mean: usize, byteLength: usize, bits: usize, code: usize, scale: usize): void {
  // Two maxima side by side: neither waits for the other.
  let top: v128 = f32x4.splat(0);
  let other: v128 = f32x4.splat(0);
  for (let k: usize = 0; k < byteLength; k += 64) {
    const a = f32x4.abs(less(vector + k, mean + k));
    const b = f32x4.abs(less(vector + k + 16, mean + k + 16));
    const c = f32x4.abs(less(vector + k + 32, mean + k + 32));
    const d = f32x4.abs(less(vector + k + 48, mean + k + 48));
    top = f32x4.pmax(top, f32x4.pmax(a, b));
    other = f32x4.pmax(other, f32x4.pmax(c, d));
  }
  top = f32x4.pmax(top, other);
  const most = max(
    max(f32x4.extract_lane(top, 0), f32x4.extract_lane(top, 1)),
    max(f32x4.extract_lane(top, 2), f32x4.extract_lane(top, 3)),
  );
  const step: f32 = most > 0 ? most / 127 : 1;
  store<f32>(scale, step);
  const perStep = f32x4.splat(1 / step);
  for (let k: usize = 0; k < byteLength; k += 64) {
    const a = less(vector + k, mean + k);
    const b = less(vector + k + 16, mean + k + 16);
    const c = less(vector + k + 32, mean + k + 32);
    const d = less(vector + k + 48, mean + k + 48);
    const low = i16x8.narrow_i32x4_s(rounded(a, perStep), rounded(b, perStep));
    const high = i16x8.narrow_i32x4_s(rounded(c, perStep), rounded(d, perStep));
    v128.store(code + (k >> 2), i8x16.narrow_i16x8_s(low, high));
    store<u16>(
      bits + (k >> 5),
      <u16>(i32x4.bitmask(a) | (i32x4.bitmask(b) << 4) | (i32x4.bitmask(c) << 8) | (i32x4.bitmask(d) << 12)),
    );
  }
}

/** Hamming distances of the first `count` slots to `query`, as u16, one after another. */
export function scan(query: usize, table: usize, stride: usize, count: u32, out: usize): void {
  for (let at: u32 = 0; at < count; at += placeMask + 1) {
    const bits = <usize>load<u32>(table + ((at >> placeBits) << 2));
    const part = min(count - at, placeMask + 1);
    // 384 dimensions, those of the bundled model, four slots in one turn: a quarter faster than one by one.
    if (stride == 48) scanBy48(query, bits, part, out + (at << 1));
    else scanAny(query, bits, stride, part, out + (at << 1));
  }
}

function scanBy48(query: usize, bits: usize, count: u32, out: usize): void {
  const a = v128.load(query);
  const b = v128.load(query, 16);
  const c = v128.load(query, 32);
  const ones = i16x8.splat(1);
  // A block has room for whole turns: what is read and written past `count` belongs to slots not in use.
  for (let at: u32 = 0; at < count; at += 4) {
    const s0 = i32x4.dot_i16x8_s(differing(a, b, c, bits), ones);
    const s1 = i32x4.dot_i16x8_s(differing(a, b, c, bits + 48), ones);
    const s2 = i32x4.dot_i16x8_s(differing(a, b, c, bits + 96), ones);
    const s3 = i32x4.dot_i16x8_s(differing(a, b, c, bits + 144), ones);
    const s01 = i32x4.dot_i16x8_s(i16x8.narrow_i32x4_s(s0, s1), ones);
    const s23 = i32x4.dot_i16x8_s(i16x8.narrow_i32x4_s(s2, s3), ones);
    const sums = i32x4.dot_i16x8_s(i16x8.narrow_i32x4_s(s01, s23), ones);
    store<u64>(out, i64x2.extract_lane(i16x8.narrow_i32x4_s(sums, sums), 0));
    out += 8;
    bits += 192;
  }
}

function scanAny(query: usize, bits: usize, stride: usize, count: u32, out: usize): void {
  for (let at: u32 = 0; at < count; at++) {
    let pairs: v128 = i16x8.splat(0);
    for (let k: usize = 0; k < stride; k += 16) {
      const differ = v128.xor(v128.load(query + k), v128.load(bits + k));
      pairs = i16x8.add(pairs, i16x8.extadd_pairwise_i8x16_u(i8x16.popcnt(differ)));
    }
    store<u16>(out, <u16>sumOf(i32x4.extadd_pairwise_i16x8_u(pairs)));
    out += 2;
    bits += stride;
  }
}

/** How many of `count` slots lie at each distance; `list` names the slots, 0 for the first `count` ones. */
export function countDistances(distances: usize, list: usize, count: u32, histogram: usize): void {
  for (let at: u32 = 0; at < count; at++) {
    const slot = list == 0 ? at : load<u32>(list + (at << 2));
    const bin = histogram + (<usize>load<u16>(distances + (slot << 1)) << 2);
    store<u32>(bin, load<u32>(bin) + 1);
  }
}

/** Writes the slots no farther than `farthest`, in the order they come in, and tells how many there are. */
export function choose(distances: usize, list: usize, count: u32, farthest: u32, out: usize): u32 {
  const begin = out;
  if (list != 0) {
    for (let at: u32 = 0; at < count; at++) {
      const slot = load<u32>(list + (at << 2));
      store<u32>(out, slot);
      out += <usize>(load<u16>(distances + (slot << 1)) <= farthest) << 2;
    }
    return <u32>((out - begin) >> 2);
  }
  const most = i16x8.splat(<i16>farthest);
  for (let at: u32 = 0; at < count; at += 8) {
    if (!v128.any_true(i16x8.le_u(v128.load(distances + (at << 1)), most))) continue;
    const end = min(at + 8, count);
    for (let slot = at; slot < end; slot++) {
      if (load<u16>(distances + (slot << 1)) > farthest) continue;
      store<u32>(out, slot);
      out += 4;
    }
  }
  return <u32>((out - begin) >> 2);
}

/** Writes the slots whose recording and language both have a 1 in their masks, and tells how many there are. */
export function allow(
  table: usize,
  recordingsAt: usize,
  languagesAt: usize,
  count: u32,
  recordingMask: usize,
  languageMask: usize,
  out: usize,
): u32 {
  const begin = out;
  for (let first: u32 = 0; first < count; first += placeMask + 1) {
    const block = <usize>load<u32>(table + ((first >> placeBits) << 2));
    const recordings = block + recordingsAt;
    const languages = block + languagesAt;
    const part = min(count - first, placeMask + 1);
    // Written always, and kept by moving on: no branch to guess.
    for (let place: u32 = 0; place < part; place++) {
      const recording = load<u8>(recordingMask + <usize>load<u32>(recordings + (place << 2)));
      const language = load<u8>(languageMask + <usize>load<u8>(languages + place));
      store<u32>(out, first + place);
      out += <usize>(recording & language) << 2;
    }
  }
  return <u32>((out - begin) >> 2);
}

/** Products of the query (int16) with the int8 codes of the slots in `list`, times their scales, as f32. */
export function multiply(
  query: usize,
  table: usize,
  codesAt: usize,
  scalesAt: usize,
  stride: usize,
  list: usize,
  count: u32,
  out: usize,
): i32 {
  let touched: i32 = 0;
  for (let at: u32 = 0; at < count; at++) {
    // The codes lie far apart: to read a byte of each line of the one some turns later hides the wait for memory.
    const later = load<u32>(list + (min(at + turnsAhead, count - 1) << 2));
    const line = <usize>load<u32>(table + ((later >> placeBits) << 2)) + codesAt + <usize>(later & placeMask) * stride;
    for (let k: usize = 0; k < stride; k += 64) touched += load<u8>(line + k);
    const slot = load<u32>(list + (at << 2));
    const block = <usize>load<u32>(table + ((slot >> placeBits) << 2));
    const code = block + codesAt + <usize>(slot & placeMask) * stride;
    let even: v128 = i32x4.splat(0);
    let odd: v128 = i32x4.splat(0);
    for (let k: usize = 0; k < stride; k += 16) {
      const values = v128.load(code + k);
      const asked = query + (k << 1);
      even = i32x4.add(even, i32x4.dot_i16x8_s(i16x8.extend_low_i8x16_s(values), v128.load(asked)));
      odd = i32x4.add(odd, i32x4.dot_i16x8_s(i16x8.extend_high_i8x16_s(values), v128.load(asked, 16)));
    }
    const scale = load<f32>(block + scalesAt + ((slot & placeMask) << 2));
    store<f32>(out + (at << 2), scale * <f32>sumOf(i32x4.add(even, odd)));
  }
  return touched;
}

// @ts-ignore: decorator
@inline
function less(vector: usize, mean: usize): v128 {
  return f32x4.sub(v128.load(vector), v128.load(mean));
}

/** To the nearest whole number, of values to 127: added to 1.5 times 2^23, it is what the last bits hold. */
// @ts-ignore: decorator
@inline
function rounded(values: v128, perStep: v128): v128 {
  return i32x4.sub(f32x4.add(f32x4.mul(values, perStep), f32x4.splat(12582912)), i32x4.splat(0x4b400000));
}

/** Bits that differ in 48 bytes: at most 24 in a byte of the sum, then eight sums of two bytes. */
// @ts-ignore: decorator
@inline
function differing(a: v128, b: v128, c: v128, bits: usize): v128 {
  const first = i8x16.popcnt(v128.xor(a, v128.load(bits)));
  const second = i8x16.popcnt(v128.xor(b, v128.load(bits, 16)));
  const third = i8x16.popcnt(v128.xor(c, v128.load(bits, 32)));
  return i16x8.extadd_pairwise_i8x16_u(i8x16.add(i8x16.add(first, second), third));
}

// @ts-ignore: decorator
@inline
function sumOf(values: v128): i32 {
  return (
    i32x4.extract_lane(values, 0) +
    i32x4.extract_lane(values, 1) +
    i32x4.extract_lane(values, 2) +
    i32x4.extract_lane(values, 3)
  );
}
