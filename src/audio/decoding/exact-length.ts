import type { ContainerClock } from "./container-clock.ts";
import type { FfmpegInput } from "./ffmpeg-input.ts";

/**
 * At which sample of the recording the container says that its sound ends, where the decoder would add the padding of the last
 * block: by the edit list of MP4 or iTunes' `iTunSMPB` tag (delay, padding and length in hexadecimal), the last granule of Ogg.
 * Undefined where nothing exact is said.
 */
export function findExactLength(
  input: FfmpegInput,
  metadata: [key: string, value: Uint8Array][],
  clock: ContainerClock | undefined,
): number | undefined {
  if (clock?.endSeconds === undefined) return undefined;
  const gapless = metadata.find(([key]) => key === "itunsmpb")?.[1];
  const fields = gapless && new TextDecoder().decode(gapless).trim().split(/\s+/);
  const stated = Number.parseInt(fields?.[3] ?? "", 16);
  return stated > 0 ? stated : Math.round(clock.endSeconds * input.info.sampleRate);
}
