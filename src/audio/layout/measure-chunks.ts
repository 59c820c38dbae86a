/**
 * Formats that consist of chunks with a name and a length (WAV, AIFF, CAF, Wave64): how long their sound really is. A length in
 * a header is a claim. It is true when what follows the claimed end is a sequence of chunks, or nothing.
 */

import { makeNote, type Note } from "../../messages/notes.ts";
import { type FileView, patchView, rangeView } from "../decoding/file-view.ts";
import type { ByteReader } from "./byte-reader.ts";
import { type Container, placeholder } from "./container.ts";
import { beginsFile, describeRest } from "./describe-rest.ts";

/** A chunk's header; `size` is that of its body, NaN where the file ends in the header. */
export type Chunk = { id: string; at: number; body: number; size: number };

/** How one of the formats writes its chunks. */
export type ChunkDialect = {
  /** Where the first chunk begins, from the container's start. */
  firstChunk: number;
  /** The chunk at a position, or undefined when no name of a chunk stands there. */
  readChunk(reader: ByteReader, at: number): Chunk | undefined;
  /** Chunks begin at multiples of this from the end of the one before. */
  alignment: number;
  /** Name of the chunk of sound. */
  dataId: string;
  /** Bytes of that chunk's body before the sound. */
  dataOffset: number;
  /** Names of chunks that may follow the sound. */
  trailingIds: ReadonlySet<string>;
  /** Where the container ends by its own header, if that says it. */
  statedEnd?(reader: ByteReader, start: number): number;
  /** The true length of the sound chunk where a chunk before it states that. */
  statedSize?(reader: ByteReader, chunk: Chunk, before: readonly Chunk[]): number;
  /** What the decoder is to read instead when the body of the sound chunk is `size` bytes long. */
  correct(reader: ByteReader, found: Found): FileView;
};

export type Found = { start: number; end: number; data: Chunk; before: readonly Chunk[]; size: number };

/** A name and a length that fit are no coincidence; this many bytes before the end are searched for them. */
const tailByteLength = 16 * 1024 * 1024;

/** A file whose header was never finished is searched so far for another one behind it: 0.2 s, at worst 4. */
const maxJoinedByteLength = 2 ** 28;

/** More zeros than this are no padding but sound: of silence, or of a test. */
const maxPaddingByteLength = 2 ** 31;

export async function measureChunks(
  reader: ByteReader,
  start: number,
  dialect: ChunkDialect,
): Promise<Container | undefined> {
  const { byteLength } = reader;
  const before: Chunk[] = [];
  let data: Chunk | undefined;
  for (let at = start + dialect.firstChunk; ; ) {
    const chunk = dialect.readChunk(reader, at);
    if (!chunk || Number.isNaN(chunk.size)) return undefined;
    if (chunk.id === dialect.dataId) {
      data = chunk;
      break;
    }
    before.push(chunk);
    at = nextChunk(reader, chunk, dialect);
    if (at >= byteLength || before.length > 10_000) return undefined;
  }
  const stated = dialect.statedSize?.(reader, data, before) ?? data.size;
  const soundStart = data.body + dialect.dataOffset;
  const claimedEnd = Math.max(soundStart, data.body + stated);
  if (claimedEnd <= byteLength) {
    const found = await findEndAfter(reader, { data, soundStart, claimedEnd, dialect });
    if (found) {
      const { end, padding } = found;
      const view = padding && [
        ...rangeView(start, claimedEnd),
        { bytes: padding },
        ...rangeView(claimedEnd, end),
      ];
      const isLost = claimedEnd === soundStart && isShort(reader, start, dialect);
      return {
        end,
        ...(view && { view }),
        isWhole: !isLost,
        notes: isLost ? [noteMissingEnd(reader, start, dialect)] : [],
      };
    }
  }
  const isOpenEnded = stated <= dialect.dataOffset || claimedEnd > byteLength;
  const from = claimedEnd < byteLength ? claimedEnd : soundStart;
  const { soundEnd, end } = await findSoundEnd(reader, { from, start, dialect, isOpenEnded });
  const size = soundEnd - data.body;
  const view = dialect.correct(reader, { start, end, data, before, size });
  const note = noteWrongLength(reader, { start, stated, size, claimedEnd, dialect });
  return { end, view, isWhole: note?.code !== "audio-end-missing", notes: note ? [note] : [] };
}

function noteWrongLength(
  reader: ByteReader,
  known: { start: number; stated: number; size: number; claimedEnd: number; dialect: ChunkDialect },
): Note | undefined {
  const { start, stated, size, claimedEnd, dialect } = known;
  // Recorders write a placeholder first: that a length was never filled in takes nothing from the sound.
  if (stated <= dialect.dataOffset || stated >= placeholder) return undefined;
  if (claimedEnd <= reader.byteLength)
    return makeNote("audio-length-wrong", {
      stated: stated - dialect.dataOffset,
      byteLength: size - dialect.dataOffset,
    });
  // One length says that the end is missing, the other may say that the file is whole.
  return isShort(reader, start, dialect, claimedEnd)
    ? noteMissingEnd(reader, start, dialect, claimedEnd)
    : undefined;
}

/** Whether the file is shorter than its header says, or than its sound should be where the header says nothing. */
function isShort(reader: ByteReader, start: number, dialect: ChunkDialect, claimedEnd = Number.NaN): boolean {
  const statedEnd = dialect.statedEnd?.(reader, start) ?? claimedEnd;
  return statedEnd > reader.byteLength + 1 && statedEnd - start < placeholder;
}

function noteMissingEnd(
  reader: ByteReader,
  start: number,
  dialect: ChunkDialect,
  claimedEnd = Number.NaN,
): Note {
  const statedEnd = dialect.statedEnd?.(reader, start) ?? claimedEnd;
  return makeNote("audio-end-missing", { byteLength: reader.byteLength - start, stated: statedEnd - start });
}

/**
 * End of the container when its sound ends at `claimedEnd`, with the padding that its writer forgot; undefined when what follows
 * shows that it does not end there.
 */
async function findEndAfter(
  reader: ByteReader,
  known: { data: Chunk; soundStart: number; claimedEnd: number; dialect: ChunkDialect },
): Promise<{ end: number; padding?: Uint8Array } | undefined> {
  const { byteLength } = reader;
  const { data, soundStart, claimedEnd, dialect } = known;
  const [padded, unpadded] = withPadding(claimedEnd, dialect, data.at);
  const walked = walkTrailing(reader, padded!, dialect);
  if (walked.end >= byteLength || walked.known > 0) return { end: walked.end };
  if (unpadded !== undefined) {
    const { end, known: chunks } = walkTrailing(reader, unpadded, dialect);
    if (chunks > 0) return { end, padding: new Uint8Array(padded! - unpadded) };
  }
  // A length of 32 bits that has wrapped.
  if ((byteLength - claimedEnd) % 2 ** 32 === 0 && byteLength > claimedEnd) return undefined;
  // No sound at all is what a recorder wrote that never came back to its header.
  if (claimedEnd === soundStart) return undefined;
  const rest = await describeRest(reader, claimedEnd);
  const isTrue =
    rest.what === "nothing"
      ? byteLength - claimedEnd < maxPaddingByteLength
      : rest.what === "file" || isForeign(reader, rest, { soundStart, claimedEnd });
  return isTrue ? { end: claimedEnd } : undefined;
}

/** Whether what follows the claimed end of samples is certainly something else. */
export function isForeign(
  reader: ByteReader,
  rest: { at: number; kind: string },
  { soundStart, claimedEnd }: { soundStart: number; claimedEnd: number },
): boolean {
  if (rest.kind !== "data of an unknown kind") return true;
  // Samples that are compressed look random, too.
  const sampleAt = Math.max(soundStart, claimedEnd - sampleByteLength);
  return (
    isRandom(reader.read(rest.at, sampleByteLength)) &&
    claimedEnd - sampleAt >= minSampleByteLength &&
    !isRandom(reader.read(sampleAt, claimedEnd - sampleAt))
  );
}

/** The chunks that follow the sound up to the first thing that is none; a chunk may not reach beyond the file's end. */
function walkTrailing(
  reader: ByteReader,
  from: number,
  dialect: ChunkDialect,
): { end: number; known: number } {
  let at = from;
  let known = 0;
  while (at < reader.byteLength) {
    const chunk = beginsFile(reader, at) ? undefined : dialect.readChunk(reader, at);
    if (!chunk || !(chunk.body + chunk.size <= reader.byteLength)) break;
    if (dialect.trailingIds.has(chunk.id)) known++;
    at = nextChunk(reader, chunk, dialect);
  }
  return { end: Math.min(at, reader.byteLength), known };
}

/**
 * End of a sound whose stated length is wrong: where a sequence of known chunks begins that reaches to the end of the file, else
 * the next file that is joined to this one, else the end of the file.
 */
async function findSoundEnd(
  reader: ByteReader,
  known: { from: number; start: number; dialect: ChunkDialect; isOpenEnded: boolean },
): Promise<{ soundEnd: number; end: number }> {
  const { byteLength } = reader;
  const { from, start, dialect, isOpenEnded } = known;
  const mark = Buffer.from(reader.read(start, 4));
  // Without a length nothing but the bytes of its beginning tells another file from sound.
  for (let at = from; isOpenEnded; at += 4) {
    at = await reader.find(mark, at, Math.min(byteLength, start + maxJoinedByteLength));
    if (at < 0) break;
    if (beginsFile(reader, at)) return { soundEnd: at, end: at };
  }
  const tailStart = Math.max(from, byteLength - tailByteLength);
  const tail = reader.read(tailStart, byteLength - tailStart);
  let soundEnd = byteLength;
  for (const id of dialect.trailingIds) {
    await reader.pause();
    for (let at = tail.indexOf(id, 0, "latin1"); at >= 0; at = tail.indexOf(id, at + 1, "latin1")) {
      if (tailStart + at >= soundEnd) break;
      if (walkTrailing(reader, tailStart + at, dialect).end < byteLength) continue;
      soundEnd = tailStart + at;
      break;
    }
  }
  if (soundEnd === byteLength && reader.text(byteLength - 128, 3) === "TAG" && byteLength - 128 > from)
    soundEnd = byteLength - 128;
  return { soundEnd, end: byteLength };
}

/** Where the next chunk begins: writers forget the byte that pads an odd length. */
function nextChunk(reader: ByteReader, chunk: Chunk, dialect: ChunkDialect): number {
  const end = chunk.body + chunk.size;
  const [padded, unpadded] = withPadding(end, dialect, chunk.at);
  if (unpadded === undefined) return padded!;
  return dialect.readChunk(reader, padded!) || !dialect.readChunk(reader, unpadded) ? padded! : unpadded;
}

/** The position after a body with its padding, then without. */
function withPadding(end: number, { alignment }: ChunkDialect, chunkAt: number): number[] {
  const over = (end - chunkAt) % alignment;
  return over === 0 ? [end] : [end + alignment - over, end];
}

const sampleByteLength = 64 * 1024;
const minSampleByteLength = 4096;
const maxChiSquare = 420;

/**
 * Whether the bytes are as evenly spread as those of compressed or encrypted data are, and those of samples never: chi square
 * over the 256 values has a mean of 255 and a deviation of 23 for such data, thousands for music and speech.
 */
function isRandom(bytes: Uint8Array): boolean {
  if (bytes.length < minSampleByteLength) return false;
  const counts = new Array<number>(256).fill(0);
  for (const byte of bytes) counts[byte]!++;
  const expected = bytes.length / 256;
  return counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0) < maxChiSquare;
}

/** Replaces the number at a position by another one, in 4 or 8 bytes. */
export function patchNumber(
  { start, end }: Pick<Found, "start" | "end">,
  at: number,
  number: { value: number; byteLength: 4 | 8; isLittleEndian: boolean },
): FileView {
  const bytes = Buffer.alloc(number.byteLength);
  if (number.byteLength === 4) {
    if (number.isLittleEndian) bytes.writeUInt32LE(number.value);
    else bytes.writeUInt32BE(number.value);
  } else if (number.isLittleEndian) bytes.writeBigUInt64LE(BigInt(number.value));
  else bytes.writeBigUInt64BE(BigInt(number.value));
  return patchView({ start, end }, at, bytes);
}
