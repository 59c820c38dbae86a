/** Parses an Opus packet without decoding it (RFC 6716, 3): duration, frames, validity. */

export type OpusPacketShape = {
  /** Bits of the first byte that say mode, bandwidth and frame length. */
  config: number;
  isStereo: boolean;
  frameCount: number;
  /** Samples at 48 kHz. */
  frameSamples: number;
  durationSamples: number;
};

/** A packet of an inner stream of a multistream packet: as an ordinary packet, with the number of bytes it occupied. */
type DelimitedPacket = { packet: Uint8Array; byteLength: number };

const maxFrameByteLength = 1275;
/** 120 ms. */
export const maxPacketSamples = 5760;

/** Reads the table of contents and checks the lengths (requirements R1-R7 of RFC 6716, 3.4). @returns undefined when malformed */
export function parseOpusPacket(packet: Uint8Array): OpusPacketShape | undefined {
  return parse(packet, false)?.shape;
}

/**
 * Takes the first, self-delimited packet off a multistream packet (RFC 6716, appendix B) and returns it in the
 * ordinary form. @returns undefined when malformed
 */
export function takeDelimitedPacket(bytes: Uint8Array): DelimitedPacket | undefined {
  const parsed = parse(bytes, true);
  if (!parsed) return undefined;
  const { byteLength, ownLength } = parsed;
  const packet = new Uint8Array(byteLength - (ownLength.end - ownLength.start));
  packet.set(bytes.subarray(0, ownLength.start));
  packet.set(bytes.subarray(ownLength.end, byteLength), ownLength.start);
  return { packet, byteLength };
}

/** Packets of one byte in place of a lost packet: they make the decoder conceal its time. */
export function concealmentPackets(lost: OpusPacketShape): Uint8Array[] {
  const packet = Uint8Array.of((lost.config << 3) | (lost.isStereo ? 4 : 0));
  return Array.from({ length: lost.frameCount }, () => packet);
}

/** Samples at 48 kHz in a frame of each configuration (RFC 6716, table 2). */
function frameSamplesOf(config: number): number {
  if (config < 12) return [480, 960, 1920, 2880][config & 3]!;
  if (config < 16) return [480, 960][config & 1]!;
  return [120, 240, 480, 960][config & 3]!;
}

type Parsed = { shape: OpusPacketShape; byteLength: number; ownLength: { start: number; end: number } };

function parse(bytes: Uint8Array, isDelimited: boolean): Parsed | undefined {
  const toc = bytes[0];
  if (toc === undefined) return undefined;
  const config = toc >> 3;
  const frameSamples = frameSamplesOf(config);
  const code = toc & 3;
  let at = 1;
  let padding = 0;
  let frameCount = code === 0 ? 1 : 2;
  let isVariable = code === 2;
  if (code === 3) {
    const count = bytes[at++];
    if (count === undefined) return undefined;
    frameCount = count & 63;
    isVariable = (count & 128) !== 0;
    if (frameCount === 0 || frameCount * frameSamples > maxPacketSamples) return undefined;
    let more = (count & 64) !== 0;
    while (more) {
      const byte = bytes[at++];
      if (byte === undefined) return undefined;
      padding += byte === 255 ? 254 : byte;
      more = byte === 255;
    }
  }
  let known = 0;
  if (isVariable) {
    for (let i = 0; i < frameCount - 1; i++) {
      const length = readLength(bytes, at);
      if (!length) return undefined;
      at += length.byteLength;
      known += length.value;
    }
  }
  const ownLength = { start: at, end: at };
  // The frames whose length is not yet known: all of them when they are equal, else the last.
  const openFrames = isVariable ? 1 : frameCount;
  let frame: number;
  if (isDelimited) {
    const length = readLength(bytes, at);
    if (!length) return undefined;
    at += length.byteLength;
    ownLength.end = at;
    frame = length.value;
  } else {
    frame = (bytes.length - at - padding - known) / openFrames;
  }
  if (frame < 0 || frame > maxFrameByteLength || !Number.isInteger(frame)) return undefined;
  const byteLength = at + known + frame * openFrames + padding;
  if (byteLength > bytes.length) return undefined;
  const shape = {
    config,
    isStereo: (toc & 4) !== 0,
    frameCount,
    frameSamples,
    durationSamples: frameCount * frameSamples,
  };
  return { shape, byteLength, ownLength };
}

/** A frame length of one or two bytes (RFC 6716, 3.2.1): 252…255 begin a second byte. */
function readLength(bytes: Uint8Array, at: number): { value: number; byteLength: number } | undefined {
  const first = bytes[at];
  if (first === undefined) return undefined;
  if (first < 252) return { value: first, byteLength: 1 };
  const second = bytes[at + 1];
  return second === undefined ? undefined : { value: second * 4 + first, byteLength: 2 };
}
