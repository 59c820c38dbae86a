/**
 * The pieces of a Unigram model, found by the bytes of the text itself.
 *
 * Parsing the JSON and filling a `Map` of 110,706 strings takes 60-65 ms of every cold search; reading the
 * vocabulary's bytes straight into a hash table of byte ranges takes 36-40 ms (Node 24), needs no string a piece, and a
 * lookup that extends its hash byte by byte needs no substring.
 */
export type UnigramVocabulary = {
  /** UTF-8 of all pieces, one after another; piece `id` lies at `starts[id]`…`starts[id + 1]`. */
  readonly bytes: Uint8Array;
  readonly starts: Int32Array;
  /** Log-probability by id. */
  readonly scores: Float64Array;
  readonly minScore: number;
  readonly maxPieceLength: number;
  /** Open addressing by `hash & mask`; holds id + 1, 0 where empty. */
  readonly slots: Int32Array;
  readonly hashes: Int32Array;
};

/** FNV-1a's offset and prime: one multiplication a byte, and it can be carried on from byte to byte. */
export const hashSeed = 0x811c9dc5 | 0;
const hashPrime = 0x01000193;
/** `10 ** i` anew for 110,000 scores costs 5-10 ms. */
const powers = Array.from({ length: 23 }, (_, i) => 10 ** i);

export function extendHash(hash: number, byte: number): number {
  return Math.imul(hash ^ byte, hashPrime);
}

/** FNV's low bits alone are uneven: fold the high ones in. */
function slotOf(hash: number, mask: number): number {
  return (hash ^ (hash >>> 15)) & mask;
}

/** Id of the piece that is `text[from…to)` with this hash, or -1. */
export function findPiece(
  vocabulary: UnigramVocabulary,
  text: Uint8Array,
  from: number,
  to: number,
  hash: number,
): number {
  const { slots, hashes, starts, bytes } = vocabulary;
  const mask = slots.length - 1;
  for (let slot = slotOf(hash, mask); ; slot = (slot + 1) & mask) {
    const id = slots[slot]! - 1;
    if (id < 0) return -1;
    if (hashes[id] !== hash) continue;
    const start = starts[id]!;
    if (starts[id + 1]! - start !== to - from) continue;
    let same = 0;
    while (same < to - from && bytes[start + same] === text[from + same]) same++;
    if (same === to - from) return id;
  }
}

const quote = 0x22;
const backslash = 0x5c;
const openBracket = 0x5b;
const closeBracket = 0x5d;
const comma = 0x2c;

/**
 * Reads `[["piece", score], …]` from JSON bytes.
 * @param json the whole file
 * @param from offset of the outer `[`
 * @param hidden pieces no text may ever match (`<s>`, `</s>` …): they keep their id and stay out of the table, as in
 *   SentencePiece, so that a spoken «</s>» is not taken for the end mark
 * @returns the vocabulary and the offset after the outer `]`
 */
export function readUnigramVocabulary(
  json: Uint8Array,
  from: number,
  hidden: ReadonlySet<string>,
): { vocabulary: UnigramVocabulary; end: number } {
  const bytes = new Uint8Array(json.length - from);
  // A piece takes at least `["a",0],`: 8 bytes.
  const capacity = ((json.length - from) >> 3) + 2;
  const starts = new Int32Array(capacity);
  const scores = new Float64Array(capacity);
  const hashes = new Int32Array(capacity);
  let count = 0;
  let used = 0;
  let minScore = 0;
  let maxPieceLength = 0;
  const length = json.length;
  let at = from + 1;
  // One flat loop: it runs once, mostly before the compiler has seen it.
  for (;;) {
    while (at < length && json[at] !== openBracket && json[at] !== closeBracket) at++;
    if (json[at] === closeBracket) break;
    while (at < length && json[at] !== quote) at++;
    starts[count] = used;
    let hash = hashSeed;
    let byte = 0;
    while (++at < length) {
      byte = json[at]!;
      if (byte === quote || byte === backslash) break;
      bytes[used++] = byte;
      hash = Math.imul(hash ^ byte, hashPrime);
    }
    if (byte === backslash) {
      const end = closingQuote(json, at);
      for (const escaped of Buffer.from(JSON.parse(`"${decode(json, at, end)}"`) as string)) {
        bytes[used++] = escaped;
        hash = extendHash(hash, escaped);
      }
      at = end;
    }
    while (at < length && json[at] !== comma) at++;
    const scoreStart = ++at;
    let mantissa = 0;
    let digits = 0;
    let pointAt = -1;
    let negative = false;
    let plain = true;
    for (; at < length; at++) {
      byte = json[at]!;
      if (byte === closeBracket) break;
      if (byte >= 0x30 && byte <= 0x39) {
        mantissa = mantissa * 10 + (byte - 0x30);
        digits++;
      } else if (byte === 0x2e) pointAt = digits;
      else if (byte === 0x2d && digits === 0) negative = true;
      else if (byte > 0x20) plain = false;
    }
    if (at >= length) throw new SyntaxError("the vocabulary breaks off");
    // A plain decimal exactly as `Number` reads it: one correctly rounded division of two exact integers.
    let score = pointAt < 0 ? mantissa : mantissa / powers[digits - pointAt]!;
    if (negative) score = -score;
    if (!plain || digits > 15) score = Number(decode(json, scoreStart, at));
    scores[count] = score;
    hashes[count] = hash;
    if (score < minScore) minScore = score;
    if (used - starts[count]! > maxPieceLength) maxPieceLength = used - starts[count]!;
    count++;
    at++;
  }
  starts[count] = used;
  const slots = new Int32Array(2 ** Math.ceil(Math.log2(count * 2 + 2)));
  const mask = slots.length - 1;
  for (let id = 0; id < count; id++) {
    if (hidden.size > 0 && isHidden(bytes, starts[id]!, starts[id + 1]!, hidden)) continue;
    let slot = slotOf(hashes[id]!, mask);
    while (slots[slot] !== 0) slot = (slot + 1) & mask;
    slots[slot] = id + 1;
  }
  const vocabulary = { bytes, starts, scores, minScore, maxPieceLength, slots, hashes };
  return { vocabulary, end: at + 1 };
}

function isHidden(bytes: Uint8Array, from: number, to: number, hidden: ReadonlySet<string>): boolean {
  // All control pieces look like `<…>`: a look at two bytes spares 110,000 decoded strings.
  return bytes[from] === 0x3c && bytes[to - 1] === 0x3e && hidden.has(decode(bytes, from, to));
}

function closingQuote(json: Uint8Array, from: number): number {
  let at = from;
  while (json[at] !== quote) {
    at += json[at] === backslash ? 2 : 1;
    if (at >= json.length) throw new SyntaxError("the vocabulary breaks off");
  }
  return at;
}

function decode(bytes: Uint8Array, from: number, to: number): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset + from, to - from).toString("utf8");
}
