import type { FfmpegInput } from "./ffmpeg-input.ts";

/** Containers that state the length in samples rather than in milliseconds. */
const countingContainers = /^(mov|ogg)/;

/**
 * How many samples the container says there are, where the decoder would add the padding of the last block: by the
 * edit list of MP4 or iTunes' `iTunSMPB` tag (delay, padding and length in hexadecimal), the last granule of Ogg.
 * Undefined where nothing exact is said.
 */
export function findExactLength(
  input: FfmpegInput,
  metadata: [key: string, value: Uint8Array][],
): number | undefined {
  if (!countingContainers.test(input.container)) return undefined;
  const gapless = metadata.find(([key]) => key === "itunsmpb")?.[1];
  const fields = gapless && new TextDecoder().decode(gapless).trim().split(/\s+/);
  const stated = Number.parseInt(fields?.[3] ?? "", 16);
  if (stated > 0) return stated;
  const { trackSeconds, sampleRate } = input.info;
  return trackSeconds > 0 ? Math.round(trackSeconds * sampleRate) : undefined;
}
