/** WAV files of every kind: RIFF, RIFX (big-endian), RF64 and BW64 (lengths of 64 bits in a chunk of their own). */
import { type FileView, rangeView } from "../decoding/file-view.ts";
import type { ByteReader } from "./byte-reader.ts";
import type { Container } from "./container.ts";
import { type Chunk, type ChunkDialect, type Found, measureChunks, patchNumber } from "./measure-chunks.ts";

const trailingIds = new Set(
  (
    "LIST|id3 |ID3 |bext|iXML|cue |plst|smpl|inst|fact|JUNK|junk|PAD |FLLR|_PMX|aXML|axml|chna|umid|afsp|SAUR|levl|minf|elm1|" +
    "regn|DISP|acid|strc|MD5 |cart|link|note|labl|ltxt|PEAK|ResU|SNDM|data|slnt|fake|Fake|LGWV|ovwf|SyLp|tlst|Cr8r|dbmd"
  ).split("|"),
);

export const unknownSize = 0xffffffff;
const ds64SizesAt = 8;

export async function measureWave(reader: ByteReader, start: number): Promise<Container | undefined> {
  if (reader.text(start + 8, 4) !== "WAVE") return undefined;
  return measurePieces(reader, start) ?? (await measureChunks(reader, start, waveDialect(reader, start)));
}

function waveDialect(reader: ByteReader, start: number): ChunkDialect {
  const isLittleEndian = reader.text(start, 4) !== "RIFX";
  return {
    firstChunk: 12,
    readChunk: (source, at) => readRiffChunk(source, at, isLittleEndian),
    alignment: 2,
    dataId: "data",
    dataOffset: 0,
    trailingIds,
    statedEnd: (source, from) => {
      // RF64 and BW64 state their length in the chunk `ds64`, which comes first.
      const isLong = /^(RF64|BW64)$/.test(source.text(from, 4)) && source.text(from + 12, 4) === "ds64";
      return from + 8 + (isLong ? source.uint64(from + 20, true) : source.uint32(from + 4, isLittleEndian));
    },
    statedSize(source, data, before) {
      const sizes = data.size === unknownSize && before.find(({ id }) => id === "ds64");
      return sizes ? source.uint64(sizes.body + ds64SizesAt, true) : data.size;
    },
    correct: (source, found) => correctWave(source, found, isLittleEndian),
  };
}

/** The chunk at a position of a RIFF or IFF file, or undefined when its name is no text. */
export function readRiffChunk(reader: ByteReader, at: number, isLittleEndian: boolean): Chunk | undefined {
  const id = reader.text(at, 4);
  if (!/^[\x20-\x7e]{4}$/.test(id)) return undefined;
  return { id, at, body: at + 8, size: reader.uint32(at + 4, isLittleEndian) };
}

function correctWave(reader: ByteReader, found: Found, isLittleEndian: boolean): FileView {
  const { start, end, data, before, size } = found;
  const sizes = before.find(({ id }) => id === "ds64");
  if (sizes && data.size === unknownSize)
    return patchNumber(found, sizes.body + ds64SizesAt, { value: size, byteLength: 8, isLittleEndian: true });
  if (size < unknownSize)
    return patchNumber(found, data.at + 4, { value: size, byteLength: 4, isLittleEndian });
  // More than its header can say: without a length the decoder reads to the end of what it is shown, so that ends with the sound.
  if (!isLittleEndian)
    return patchNumber({ start, end: data.body + size }, data.at + 4, {
      value: unknownSize,
      byteLength: 4,
      isLittleEndian,
    });
  const head = Buffer.alloc(12 + 8 + 28);
  head.write("RF64", 0, "latin1");
  head.writeUInt32LE(unknownSize, 4);
  head.write("WAVEds64", 8, "latin1");
  head.writeUInt32LE(28, 16);
  head.writeBigUInt64LE(BigInt(end - start + 36 - 8), 20);
  head.writeBigUInt64LE(BigInt(size), 28);
  const dataHead = Buffer.from(reader.read(data.at, 8));
  dataHead.writeUInt32LE(unknownSize, 4);
  return [
    { bytes: head },
    ...rangeView(start + 12, data.at),
    { bytes: dataHead },
    ...rangeView(data.body, end),
  ];
}

/** Silence longer than this is no pause of a recorder. */
const maxSilenceSeconds = 3600;

/**
 * Sound in pieces: a `wavl` list of `data` chunks, and `slnt` chunks that only count samples of silence. The decoder does not
 * know them: it is shown one chunk of sound.
 */
function measurePieces(reader: ByteReader, start: number): Container | undefined {
  if (reader.text(start, 4) !== "RIFF") return undefined;
  let block: { align: number; rate: number; bits: number } | undefined;
  for (let at = start + 12; at < reader.byteLength; ) {
    const chunk = readRiffChunk(reader, at, true);
    if (!chunk || !(chunk.body + chunk.size <= reader.byteLength) || chunk.id === "data") return undefined;
    if (chunk.id === "fmt " && chunk.size >= 16) {
      const format = reader.read(chunk.body, 16);
      block = { rate: format.readUInt32LE(4), align: format.readUInt16LE(12), bits: format.readUInt16LE(14) };
    }
    if (chunk.id === "LIST" && reader.text(chunk.body, 4) === "wavl")
      return block && joinPieces(reader, { start, list: chunk, block });
    at = chunk.body + chunk.size + (chunk.size % 2);
  }
  return undefined;
}

function joinPieces(
  reader: ByteReader,
  known: { start: number; list: Chunk; block: { align: number; rate: number; bits: number } },
): Container | undefined {
  const { start, list, block } = known;
  const listEnd = list.body + list.size;
  const pieces: FileView[number][] = [];
  let byteLength = 0;
  for (let at = list.body + 4; at + 8 <= listEnd; ) {
    const chunk = readRiffChunk(reader, at, true);
    if (!chunk || chunk.body + chunk.size > listEnd) break;
    if (chunk.id === "data") {
      pieces.push(...rangeView(chunk.body, chunk.body + chunk.size));
      byteLength += chunk.size;
    } else if (chunk.id === "slnt" && chunk.size >= 4) {
      const samples = Math.min(reader.uint32(chunk.body, true), maxSilenceSeconds * block.rate);
      // Samples of 8 bits have their zero in the middle.
      pieces.push({ fill: block.bits === 8 ? 0x80 : 0, byteLength: samples * block.align });
      byteLength += samples * block.align;
    }
    at = chunk.body + chunk.size + (chunk.size % 2);
  }
  if (byteLength >= unknownSize) return undefined;
  const head = Buffer.alloc(8);
  head.write("data", 0, "latin1");
  head.writeUInt32LE(byteLength, 4);
  const end = Math.min(reader.byteLength, start + 8 + reader.uint32(start + 4, true));
  const view = [
    ...rangeView(start, list.at),
    { bytes: head },
    ...pieces,
    ...(byteLength % 2 ? [{ bytes: new Uint8Array(1) }] : []),
    ...rangeView(listEnd + (list.size % 2), end),
  ];
  return { end, view, isWhole: true, notes: [] };
}
