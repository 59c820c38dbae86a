/** Sony Wave64: names of 16 bytes, lengths of 64 bits that include the header, chunks at multiples of 8. */
import type { ByteReader } from "./byte-reader.ts";
import type { Container } from "./container.ts";
import { type ChunkDialect, measureChunks, patchNumber } from "./measure-chunks.ts";

const headerByteLength = 24;

/** What the names of its chunks end with, after four letters; `LIST` has an older ending. */
const nameEndings = /^(f3acd3118cd100c04f8edb8a|912ecf11a5d628db04c10000)$/;

const dialect: ChunkDialect = {
  firstChunk: 40,
  readChunk(reader, at) {
    const name = reader.read(at, 16);
    if (name.length < 16 || !nameEndings.test(name.subarray(4).toString("hex"))) return undefined;
    const size = reader.uint64(at + 16, true);
    return {
      id: name.toString("latin1", 0, 4),
      at,
      body: at + headerByteLength,
      size: size - headerByteLength,
    };
  },
  alignment: 8,
  dataId: "data",
  dataOffset: 0,
  trailingIds: new Set("levl|fact|bext|summ|junk|list|fmt |iXML".split("|")),
  statedEnd: (reader, start) => start + reader.uint64(start + 16, true),
  correct: (_reader, found) =>
    patchNumber(found, found.data.at + 16, {
      value: found.size + headerByteLength,
      byteLength: 8,
      isLittleEndian: true,
    }),
};

export async function measureW64(reader: ByteReader, start: number): Promise<Container | undefined> {
  return measureChunks(reader, start, dialect);
}
