/** Ogg pages (RFC 3533): found in a file whatever surrounds them, and built. Knows nothing of what the pages carry. */
import type { FileHandle } from "node:fs/promises";
import { throwIfCancelled } from "../../errors.ts";
import { oggCrc } from "./ogg-crc.ts";

export type OggPage = {
  /** Where it begins in the file, and its length with the header. */
  offset: number;
  byteLength: number;
  /** Bytes before it that belong to no valid page. */
  skippedBytes: number;
  serial: number;
  sequence: number;
  /** Position at the end of the last packet that ends here; -1 when none does. */
  granule: number;
  /** It begins with the rest of a packet from the page before. */
  continued: boolean;
  isFirst: boolean;
  isLast: boolean;
  /** Segment lengths, 0…255. */
  lacing: Uint8Array;
  body: Uint8Array;
};

/** Max length of a page: header, 255 segments of 255 bytes. */
const maxPageByteLength = 27 + 255 + 255 * 255;

const readByteLength = 256 * 1024;
const capture = Buffer.from("OggS\0", "latin1");

/**
 * The page that begins at `at`, checked by its CRC.
 * @returns `"short"` when the bytes end inside it, `"invalid"` when there is no page or it is damaged
 */
export function parsePage(bytes: Uint8Array, at: number): OggPage | "short" | "invalid" {
  if (bytes.length < at + 27) return "short";
  for (let i = 0; i < 5; i++) if (bytes[at + i] !== capture[i]) return "invalid";
  const lacingEnd = at + 27 + bytes[at + 26]!;
  if (bytes.length < lacingEnd) return "short";
  const lacing = bytes.subarray(at + 27, lacingEnd);
  let bodyByteLength = 0;
  for (const length of lacing) bodyByteLength += length;
  const end = lacingEnd + bodyByteLength;
  if (bytes.length < end) return "short";
  const view = new DataView(bytes.buffer, bytes.byteOffset + at, 27);
  const zeroed = oggCrc(noCrc, 0, 4, oggCrc(bytes, at, at + 22));
  if (oggCrc(bytes, at + 26, end, zeroed) !== view.getUint32(22, true)) return "invalid";
  const flags = bytes[at + 5]!;
  return {
    offset: at,
    byteLength: end - at,
    skippedBytes: 0,
    serial: view.getUint32(14, true),
    sequence: view.getUint32(18, true),
    granule: Number(view.getBigInt64(6, true)),
    continued: (flags & 1) !== 0,
    isFirst: (flags & 2) !== 0,
    isLast: (flags & 4) !== 0,
    lacing,
    body: bytes.subarray(lacingEnd, end),
  };
}

const noCrc = new Uint8Array(4);

/**
 * The valid pages of a file in order, from byte `start` on. Damaged ones are skipped: the search
 * continues after their first byte. Memory: one block of 256 KiB and what the reader keeps.
 */
export async function* readPages(
  file: FileHandle,
  options: { start?: number; end?: number; signal?: AbortSignal } = {},
): AsyncGenerator<OggPage> {
  const { start = 0, end = Number.POSITIVE_INFINITY, signal } = options;
  let block: Buffer = Buffer.alloc(0);
  let blockOffset = start;
  let at = 0;
  let skippedBytes = 0;
  let isAtEnd = false;
  while (true) {
    if (!isAtEnd && block.length - at < maxPageByteLength) {
      throwIfCancelled(signal, "reading the audio");
      const rest = block.subarray(at);
      // Not allocUnsafe: that may come from a shared pool, and pages keep views of this memory.
      const next = Buffer.alloc(rest.length + readByteLength);
      rest.copy(next);
      blockOffset += at;
      at = 0;
      const wanted = Math.min(readByteLength, Math.max(0, end - blockOffset - rest.length));
      const { bytesRead } = await file.read(next, rest.length, wanted, blockOffset + rest.length);
      block = next.subarray(0, rest.length + bytesRead);
      isAtEnd = bytesRead < wanted || wanted < readByteLength;
    }
    const found = block.indexOf(capture, at);
    const next = found < 0 ? Math.max(at, block.length - capture.length + 1) : found;
    skippedBytes += next - at;
    at = next;
    if (found < 0) {
      if (isAtEnd) return;
      continue;
    }
    const page = parsePage(block, at);
    if (typeof page === "string") {
      // "short" at the end of the file is a truncated page, or damage that looks like one: more pages may follow.
      at += 1;
      skippedBytes += 1;
      continue;
    }
    at += page.byteLength;
    yield { ...page, offset: blockOffset + page.offset, skippedBytes };
    skippedBytes = 0;
  }
}

/** The last valid page of a file, and the last of stream `serial` on which a packet ends. Reads backwards from the end. */
export async function findLastPages(
  file: FileHandle,
  options: { byteLength: number; serial: number; signal?: AbortSignal },
): Promise<{ last?: OggPage; lastOfStream?: OggPage }> {
  let last: OggPage | undefined;
  let windowByteLength = maxPageByteLength;
  let end = options.byteLength;
  while (end > 0) {
    const start = Math.max(0, options.byteLength - windowByteLength);
    let lastOfStream: OggPage | undefined;
    // A page may begin in this window and end in the next one.
    const readEnd = Math.min(options.byteLength, end + maxPageByteLength);
    for await (const page of readPages(file, { start, end: readEnd, signal: options.signal })) {
      if (!last || page.offset > last.offset) last = page;
      if (page.serial === options.serial && page.granule >= 0) lastOfStream = page;
    }
    if (lastOfStream) return { last, lastOfStream };
    end = start;
    windowByteLength *= 4;
  }
  return { last };
}

/**
 * The last page of stream `serial` whose granule is at most `granule`, by bisection over the file.
 * @returns undefined when even the first page with a granule is beyond it
 */
export async function findPageBefore(
  file: FileHandle,
  options: { byteLength: number; serial: number; granule: number; signal?: AbortSignal },
): Promise<OggPage | undefined> {
  const { serial, granule, signal } = options;
  const firstFrom = async (start: number, end: number): Promise<OggPage | undefined> => {
    for await (const page of readPages(file, { start, signal })) {
      if (page.offset >= end) return undefined;
      if (page.serial === serial && page.granule >= 0) return page;
    }
    return undefined;
  };
  let low = 0;
  let high = options.byteLength;
  while (high - low > readByteLength) {
    const middle = Math.floor((low + high) / 2);
    const page = await firstFrom(middle, high);
    if (page && page.granule <= granule) low = page.offset;
    else high = middle;
  }
  let best: OggPage | undefined;
  for await (const page of readPages(file, { start: low, signal })) {
    if (page.serial !== serial || page.granule < 0) continue;
    if (page.granule > granule) break;
    best = page;
  }
  return best;
}

/** The bytes of a page. `lacing` has at most 255 entries whose sum is the length of the body. */
export function buildPage(page: {
  serial: number;
  sequence: number;
  granule: number;
  continued?: boolean;
  isFirst?: boolean;
  isLast?: boolean;
  lacing: readonly number[];
  body: readonly Uint8Array[];
}): Buffer {
  if (page.lacing.length > 255) throw new TypeError(`a page holds 255 segments, not ${page.lacing.length}`);
  let bodyByteLength = 0;
  for (const part of page.body) bodyByteLength += part.length;
  const bytes = Buffer.alloc(27 + page.lacing.length + bodyByteLength);
  capture.copy(bytes);
  bytes[5] = (page.continued ? 1 : 0) | (page.isFirst ? 2 : 0) | (page.isLast ? 4 : 0);
  bytes.writeBigInt64LE(BigInt(page.granule), 6);
  bytes.writeUInt32LE(page.serial, 14);
  bytes.writeUInt32LE(page.sequence, 18);
  bytes[26] = page.lacing.length;
  bytes.set(page.lacing, 27);
  let at = 27 + page.lacing.length;
  for (const part of page.body) {
    bytes.set(part, at);
    at += part.length;
  }
  bytes.writeUInt32LE(oggCrc(bytes, 0, bytes.length), 22);
  return bytes;
}
