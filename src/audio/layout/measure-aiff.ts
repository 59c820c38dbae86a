/** AIFF and AIFF-C. */
import type { ByteReader } from "./byte-reader.ts";
import type { Container } from "./container.ts";
import { type ChunkDialect, measureChunks, patchNumber } from "./measure-chunks.ts";
import { readRiffChunk } from "./measure-wave.ts";

const dialect: ChunkDialect = {
  firstChunk: 12,
  readChunk: (reader, at) => readRiffChunk(reader, at, false),
  alignment: 2,
  dataId: "SSND",
  // Two numbers about alignment precede the samples.
  dataOffset: 8,
  trailingIds: new Set(
    "COMM|MARK|INST|MIDI|AESD|APPL|COMT|NAME|AUTH|(c) |ANNO|ID3 |id3 |CHAN|basc|trns|cate|FLLR|PAD |JUNK".split(
      "|",
    ),
  ),
  statedEnd: (reader, start) => start + 8 + reader.uint32(start + 4),
  correct: (_reader, found) =>
    patchNumber(found, found.data.at + 4, {
      value: Math.min(found.size, 0xfffffffe),
      byteLength: 4,
      isLittleEndian: false,
    }),
};

export async function measureAiff(reader: ByteReader, start: number): Promise<Container | undefined> {
  if (!/^AIF[FC]$/.test(reader.text(start + 8, 4))) return undefined;
  return measureChunks(reader, start, dialect);
}
