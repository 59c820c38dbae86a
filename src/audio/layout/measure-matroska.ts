/** Matroska and WebM: elements with lengths that a live recording leaves unknown. */
import { makeNote, type Note } from "../../messages/notes.ts";
import type { ByteReader } from "./byte-reader.ts";
import type { Container } from "./container.ts";

/** An EBML element; `size` of its body, infinite where it is not known. */
type Element = { id: number; body: number; size: number };

const ids = { header: 0x1a45dfa3, segment: 0x18538067, cluster: 0x1f43b675, tracks: 0x1654ae6b };

/** What may stand in a segment: info, seek head, cues, chapters, tags, attachments, and void and checksum. */
const inSegment = new Set([
  ids.cluster,
  ids.tracks,
  0x1549a966,
  0x114d9b74,
  0x1c53bb6b,
  0x1043a770,
  0x1254c367,
  0x1941a469,
  0xec,
  0xbf,
]);
/** What may stand in a cluster: times, blocks, and void and checksum. */
const inCluster = new Set([0xe7, 0xa3, 0xa0, 0xa7, 0xab, 0x5854, 0xaf, 0xec, 0xbf]);

/** An element's ID and size. */
const maxHeaderByteLength = 12;

const trackEntry = 0xae;
const trackType = 0x83;
const subtitles = 17;

export async function measureMatroska(reader: ByteReader, start: number): Promise<Container | undefined> {
  const header = readElement(reader, start);
  if (header?.id !== ids.header) return undefined;
  const segment = readElement(reader, header.body + header.size);
  if (segment?.id !== ids.segment) return undefined;
  const notes: Note[] = [];
  const statedEnd = segment.body + segment.size;
  let at = segment.body;
  while (at < reader.byteLength) {
    const element = readElement(reader, at);
    if (!element || !inSegment.has(element.id)) break;
    if (element.id === ids.tracks && notes.length === 0) notes.push(...noteSubtitles(reader, element));
    const next = element.body + element.size;
    // The end is looked for inside a cluster without a length, and inside one that is cut off.
    const isInside = element.id === ids.cluster && next > reader.byteLength;
    at = isInside ? await findClusterEnd(reader, element.body) : next;
    if (isInside && next !== Number.POSITIVE_INFINITY) break;
    await reader.pause();
  }
  // Damage inside of the segment: FFmpeg finds the next cluster behind it.
  const isDamaged = at < reader.byteLength && readElement(reader, at)?.id !== ids.header && at < statedEnd;
  const end = isDamaged ? Math.max(at, statedEnd) : at;
  const loss = noteLoss(reader, { start, at, statedEnd });
  return { end: Math.min(end, reader.byteLength), notes: loss ? [...notes, loss] : notes };
}

/** Writers that never came back to the length of the segment leave it unknown: then only a broken element tells. */
function noteLoss(
  reader: ByteReader,
  known: { start: number; at: number; statedEnd: number },
): Note | undefined {
  const { start, at, statedEnd } = known;
  if (!(statedEnd > reader.byteLength)) return undefined;
  if (statedEnd === Number.POSITIVE_INFINITY)
    return at > reader.byteLength ? makeNote("audio-end-lost", {}) : undefined;
  const values = { byteLength: reader.byteLength - start, stated: statedEnd - start };
  // Where the elements do not lead to the end of the file, something between is missing, and the end may be there.
  const isLeading = at + maxHeaderByteLength > reader.byteLength;
  return makeNote(isLeading ? "audio-end-missing" : "audio-part-lost", values);
}

async function findClusterEnd(reader: ByteReader, from: number): Promise<number> {
  let at = from;
  while (at < reader.byteLength) {
    const element = readElement(reader, at);
    if (!element || !inCluster.has(element.id) || element.size === Number.POSITIVE_INFINITY) break;
    at = element.body + element.size;
    await reader.pause();
  }
  return at;
}

function noteSubtitles(reader: ByteReader, tracks: Element): Note[] {
  const count = listElements(reader, tracks).filter(
    (entry) =>
      entry.id === trackEntry &&
      listElements(reader, entry).some(
        ({ id, body, size }) => id === trackType && reader.read(body + size - 1, 1)[0] === subtitles,
      ),
  ).length;
  return count > 0 ? [makeNote("subtitles-not-taken", { count })] : [];
}

const maxChildren = 10_000;

function listElements(reader: ByteReader, parent: Element): Element[] {
  const children: Element[] = [];
  const end = Math.min(parent.body + parent.size, reader.byteLength);
  for (let at = parent.body; at < end && children.length < maxChildren; ) {
    const element = readElement(reader, at);
    if (!element || element.body + element.size > end) break;
    children.push(element);
    at = element.body + element.size;
  }
  return children;
}

/** The element at a position; undefined where none can stand. */
function readElement(reader: ByteReader, at: number): Element | undefined {
  const bytes = reader.read(at, maxHeaderByteLength);
  const idLength = Math.clz32(bytes[0] ?? 0) - 23;
  if (idLength < 1 || idLength > 4 || bytes.length < idLength + 1) return undefined;
  const sizeLength = Math.clz32(bytes[idLength]!) - 23;
  if (sizeLength < 1 || sizeLength > 8 || bytes.length < idLength + sizeLength) return undefined;
  const number = bytes.subarray(idLength, idLength + sizeLength);
  let size = number[0]! & (0xff >> sizeLength);
  let isUnknown = size === 0xff >> sizeLength;
  for (const byte of number.subarray(1)) {
    size = size * 256 + byte;
    isUnknown &&= byte === 0xff;
  }
  return {
    id: bytes.readUIntBE(0, idLength),
    body: at + idLength + sizeLength,
    size: isUnknown ? Number.POSITIVE_INFINITY : size,
  };
}
