/**
 * Puts letters together whose bytes a recogniser wrote apart: whisper.cpp writes single tokens, and a token may end inside of a
 * letter (`Пр` and the first byte of `и` in one subtitle or token, its second byte and `вет` in the next).
 */

/** How far apart the bytes may be: the times of the next subtitle, or the fields of the next token. */
const maxGap = 600;

/**
 * Moves the rest of every cut letter to its beginning.
 * @param bytes mostly UTF-8
 * @returns the bytes, and how many letters were cut
 */
export function joinCutLetters(bytes: Uint8Array): { bytes: Uint8Array; count: number } {
  const joined = new Uint8Array(bytes.length);
  let length = 0;
  let count = 0;
  let at = 0;
  while (at < bytes.length) {
    const missing = missingAt(bytes, at);
    const rest = missing === 0 ? undefined : findRest(bytes, at + lengthAt(bytes, at), missing);
    if (rest === undefined) {
      joined[length++] = bytes[at++]!;
      continue;
    }
    const seen = lengthAt(bytes, at);
    for (const from of [...range(at, at + seen), ...rest.places]) joined[length++] = bytes[from]!;
    for (const from of range(at + seen, rest.end))
      if (!rest.places.includes(from)) joined[length++] = bytes[from]!;
    at = rest.end;
    count += 1;
  }
  return { bytes: count === 0 ? bytes : joined, count };
}

function* range(from: number, to: number): Generator<number> {
  for (let at = from; at < to; at++) yield at;
}

function isContinuation(byte: number | undefined): boolean {
  return byte !== undefined && (byte & 0xc0) === 0x80;
}

// How many bytes the letter should have: 1 for what begins no longer one.
function wholeLength(byte: number): number {
  return byte >= 0xf0 && byte <= 0xf4
    ? 4
    : byte >= 0xe0 && byte < 0xf0
      ? 3
      : byte >= 0xc2 && byte < 0xe0
        ? 2
        : 1;
}

function lengthAt(bytes: Uint8Array, at: number): number {
  let length = 1;
  while (length < wholeLength(bytes[at]!) && isContinuation(bytes[at + length])) length++;
  return length;
}

function missingAt(bytes: Uint8Array, at: number): number {
  return wholeLength(bytes[at]!) - lengthAt(bytes, at);
}

// The places of the bytes that are missing: the next ones that are not ASCII, if they are just these.
function findRest(
  bytes: Uint8Array,
  from: number,
  missing: number,
): { places: number[]; end: number } | undefined {
  const places: number[] = [];
  for (let at = from; at < bytes.length && at - from <= maxGap; at++) {
    if (bytes[at]! < 0x80) continue;
    if (!isContinuation(bytes[at])) return undefined;
    places.push(at);
    if (places.length < missing) continue;
    return isContinuation(bytes[at + 1]) ? undefined : { places, end: at + 1 };
  }
  return undefined;
}
