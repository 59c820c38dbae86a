/** The headers of MPEG audio frames (ISO 11172-3, 13818-3) and of AAC in ADTS (ISO 13818-7). */
import type { ByteReader } from "./byte-reader.ts";

const bitrates: Record<string, number[]> = {
  "1.1": [0, 32, 64, 96, 128, 160, 192, 224, 256, 288, 320, 352, 384, 416, 448],
  "1.2": [0, 32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384],
  "1.3": [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320],
  "2.1": [0, 32, 48, 56, 64, 80, 96, 112, 128, 144, 160, 176, 192, 224, 256],
  "2.2": [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160],
};

const sampleRates = [44_100, 48_000, 32_000];

export type AudioFrame = {
  byteLength: number;
  layer: number;
  isVersion1: boolean;
  isMono: boolean;
  sampleRate: number;
};

const adtsRates = [
  96_000, 88_200, 64_000, 48_000, 44_100, 32_000, 24_000, 22_050, 16_000, 12_000, 11_025, 8000, 7350,
];

/** The frame that begins at a position, MPEG audio or ADTS (`layer` 4). */
export function readAudioFrame(reader: ByteReader, at: number): AudioFrame | undefined {
  const bytes = reader.read(at, 6);
  if (bytes.length < 4 || bytes[0] !== 0xff) return undefined;
  if ((bytes[1]! & 0xf6) !== 0xf0) return parseMpegFrame(bytes.readUInt32BE());
  const sampleRate = adtsRates[(bytes[2]! >> 2) & 15];
  if (bytes.length < 6 || !sampleRate) return undefined;
  const byteLength = ((bytes[3]! & 3) << 11) | (bytes[4]! << 3) | (bytes[5]! >> 5);
  return byteLength > 7 ? { byteLength, layer: 4, isVersion1: true, isMono: false, sampleRate } : undefined;
}

/** By the four bytes of a frame's header; undefined for none, and for a bit rate that the header does not name. */
function parseMpegFrame(header: number): AudioFrame | undefined {
  if (Number.isNaN(header) || header >>> 21 !== 0x7ff) return undefined;
  const version = (header >> 19) & 3;
  const layer = 4 - ((header >> 17) & 3);
  const rateIndex = (header >> 10) & 3;
  const bitrateIndex = (header >> 12) & 15;
  if (version === 1 || layer === 4 || rateIndex === 3 || bitrateIndex === 0 || bitrateIndex === 15)
    return undefined;
  const isVersion1 = version === 3;
  const kbits = bitrates[isVersion1 ? `1.${layer}` : layer === 1 ? "2.1" : "2.2"]![bitrateIndex]!;
  const sampleRate = sampleRates[rateIndex]! / (isVersion1 ? 1 : version === 2 ? 2 : 4);
  const padding = (header >> 9) & 1;
  const byteLength =
    layer === 1
      ? (Math.floor((12_000 * kbits) / sampleRate) + padding) * 4
      : Math.floor(((layer === 3 && !isVersion1 ? 72_000 : 144_000) * kbits) / sampleRate) + padding;
  return { byteLength, layer, isVersion1, isMono: ((header >> 6) & 3) === 3, sampleRate };
}

/** Whether the frame holds no sound but what an encoder says of a whole file: after the side information, which is zero. */
export function isEncodingInfo(reader: ByteReader, at: number, frame: AudioFrame): boolean {
  return findEncodingInfo(reader, at, frame) !== undefined;
}

/** How many bytes the encoder wrote, from the beginning of this frame on; NaN where it does not say. */
export function statedByteLength(reader: ByteReader, at: number, frame: AudioFrame): number {
  const info = findEncodingInfo(reader, at, frame);
  if (info === undefined) return Number.NaN;
  const flags = reader.uint32(info + 4);
  return flags & 2 ? reader.uint32(info + (flags & 1 ? 12 : 8)) : Number.NaN;
}

function findEncodingInfo(
  reader: ByteReader,
  at: number,
  { layer, isVersion1, isMono }: AudioFrame,
): number | undefined {
  if (layer !== 3) return undefined;
  const from = at + 4 + (isVersion1 ? (isMono ? 17 : 32) : isMono ? 9 : 17);
  const name = reader.text(from, 4);
  return name === "Xing" || name === "Info" ? from : undefined;
}
