/** Opus packets of silence: what takes the place of sound that is to be gone, or of time without packets. */
import type { OpusHead } from "../audio-source.ts";

/** Samples at 48 kHz of a CELT frame at full bandwidth, longest first, with its configuration (RFC 6716, table 2). */
const frameConfigs = [
  [960, 31],
  [480, 30],
  [240, 29],
  [120, 28],
] as const;

/** A CELT frame whose silence flag is set, in its shortest form (RFC 6716, 4.3). */
const silentFrame = [0xff, 0xfe] as const;

/**
 * A packet that decodes to silence, for the streams of a file with this header.
 * @param durationSamples at 48 kHz, a duration that a packet may have: a multiple of 2.5 ms up to 120 ms; else TypeError
 */
export function silencePacket(
  { channels, mapping }: Pick<OpusHead, "channels" | "mapping">,
  durationSamples: number,
): Uint8Array {
  const streams = mapping?.streams ?? 1;
  const coupled = mapping?.coupled ?? channels - 1;
  // All but the last stream of a multistream packet carry their own length (RFC 6716, appendix B).
  const parts = Array.from({ length: streams }, (_, stream) =>
    streamPacket(durationSamples, { isStereo: stream < coupled, isDelimited: stream < streams - 1 }),
  );
  return Uint8Array.from(parts.flat());
}

function streamPacket(
  durationSamples: number,
  { isStereo, isDelimited }: { isStereo: boolean; isDelimited: boolean },
): number[] {
  const [frameSamples, config] = frameConfigs.find(([samples]) => durationSamples % samples === 0) ?? [];
  if (!frameSamples || durationSamples <= 0 || durationSamples > 5760)
    throw new TypeError(`no Opus packet lasts ${durationSamples} samples`);
  const frameCount = durationSamples / frameSamples;
  const code = frameCount === 1 ? 0 : 3;
  return [
    (config! << 3) | (isStereo ? 4 : 0) | code,
    ...(code === 3 ? [frameCount] : []),
    ...(isDelimited ? [silentFrame.length] : []),
    ...Array.from({ length: frameCount }, () => silentFrame).flat(),
  ];
}
