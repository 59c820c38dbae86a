/** Ogg files: one link, or several that were joined, each with streams, codecs and a clock of its own (RFC 3533, 4). */
import { parsePage } from "../opus/ogg-pages.ts";
import type { ByteReader } from "./byte-reader.ts";
import type { Container } from "./container.ts";

const pageHeaderByteLength = 27;
const capture = Buffer.from("OggS\0", "latin1");
const isFirstFlag = 2;
const maxPageByteLength = 27 + 255 + 255 * 255;

/** First bytes of a stream of each codec, and how many granules a second has. */
const codecs: [name: string, beginning: string, rate: (body: Buffer) => number][] = [
  ["opus", "OpusHead", () => 48_000],
  ["vorbis", "\x01vorbis", (body) => body.readUInt32LE(12)],
  ["flac", "\x7fFLAC", (body) => body.readUIntBE(27, 3) >> 4],
  ["speex", "Speex   ", (body) => body.readUInt32LE(36)],
];

type Stream = { codec: string; rate: number; granule: number };

/** The link that begins at `start`: it ends where a stream begins after the data of others. */
export async function measureOgg(reader: ByteReader, start: number): Promise<Container | undefined> {
  const streams = new Map<number, Stream>();
  let hasData = false;
  let at = start;
  for (;;) {
    // Nearly always one page follows the other.
    if (!reader.read(at, capture.length).equals(capture)) {
      const next = await reader.find(capture, at);
      if (next < 0) break;
      at = next;
    }
    await reader.pause();
    const header = reader.read(at, pageHeaderByteLength);
    if (header.length < pageHeaderByteLength) break;
    const isFirst = (header[5]! & isFirstFlag) !== 0;
    if (isFirst && hasData && isValidPage(reader, at)) break;
    const lacing = reader.read(at + pageHeaderByteLength, header[26]!);
    const body = at + pageHeaderByteLength + lacing.length;
    const serial = header.readUInt32LE(14);
    if (isFirst && !hasData) streams.set(serial, readStream(reader.read(body, 80)));
    else hasData = true;
    const stream = streams.get(serial);
    if (stream) stream.granule = Math.max(stream.granule, Number(header.readBigInt64LE(6)));
    at = lacing.reduce((sum, length) => sum + length, body);
  }
  const all = [...streams.values()];
  const durationSeconds = Math.max(0, ...all.map(({ granule, rate }) => (rate > 0 ? granule / rate : 0)));
  return {
    end: Math.min(at, reader.byteLength),
    codecs: all.map(({ codec }) => codec),
    ...(durationSeconds > 0 && { durationSeconds }),
    notes: [],
  };
}

/** By its checksum: a damaged header may look like that of a first page. */
function isValidPage(reader: ByteReader, at: number): boolean {
  return typeof parsePage(reader.read(at, maxPageByteLength), 0) !== "string";
}

function readStream(body: Buffer): Stream {
  const [codec = "unknown", , readRate] =
    codecs.find(([, beginning]) => body.toString("latin1", 0, beginning.length) === beginning) ?? [];
  // 40 bytes: the longest of these headers up to its rate.
  const padded = Buffer.concat([body, Buffer.alloc(40)]);
  return { codec, rate: readRate?.(padded) ?? 0, granule: 0 };
}
