/** Apple's Core Audio Format: chunks with lengths of 64 bits; -1 for sound that goes to the end of the file. */
import type { ByteReader } from "./byte-reader.ts";
import type { Container } from "./container.ts";
import { type ChunkDialect, measureChunks, patchNumber } from "./measure-chunks.ts";

const dialect: ChunkDialect = {
  firstChunk: 8,
  readChunk(reader, at) {
    const id = reader.text(at, 4);
    if (!/^[\x20-\x7e]{4}$/.test(id)) return undefined;
    return { id, at, body: at + 12, size: reader.uint64(at + 4) };
  },
  alignment: 1,
  dataId: "data",
  // A count of edits precedes the samples.
  dataOffset: 4,
  trailingIds: new Set(
    "info chan kuki pakt free strg mark regn uuid ovvw midi umid peak ldsc inst".split(" "),
  ),
  correct: (_reader, found) =>
    patchNumber(found, found.data.at + 4, { value: found.size, byteLength: 8, isLittleEndian: false }),
};

export async function measureCaf(reader: ByteReader, start: number): Promise<Container | undefined> {
  return measureChunks(reader, start, dialect);
}
