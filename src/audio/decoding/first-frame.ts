import { FfmpegInput } from "./ffmpeg-input.ts";
import type { FileView } from "./file-view.ts";

export type FrameShape = { sampleRate: number; channels: number; channelMask: number };

/** What the first decoded frame is like, for a track of MPEG-TS that begins late: the header knows nothing of it. */
export async function readFirstFrame(
  path: string,
  taken: { track: number; view?: FileView | undefined },
): Promise<FrameShape | undefined> {
  const input = await FfmpegInput.open(path, taken);
  try {
    input.openDecoder();
    const block = input.decodeBlock();
    if (!block) return undefined;
    const { planes, sampleRate, channelMask } = block;
    return { sampleRate, channels: planes.length, channelMask };
  } finally {
    input.close();
  }
}
