/** Whether the sound of a file is as long as its header says. */
import { makeNote, type Note } from "../../messages/notes.ts";
import type { FfmpegInfo } from "./ffmpeg-module.ts";

/** A place of damage is known to a block (0.7 s) and what is held back: nearer to the end than this it may be the end. */
const endSeconds = 2;

/**
 * @param seconds length of the sound that is there
 * @param damagedAt seconds of what came out
 * @returns undefined where nothing is missing, or where nothing tells
 */
export function noteEarlyEnd(
  info: FfmpegInfo,
  { seconds, damagedAt = [] }: { seconds: number; damagedAt?: readonly number[] },
): Note | undefined {
  const { trackSeconds, videoTracks, audioTracks, durationSeconds, durationIsExact } = info;
  // Where another track goes on longer than this one, its end is not missing.
  const isOfSound = trackSeconds > 0 || (videoTracks === 0 && audioTracks === 1);
  const isShort = durationSeconds - seconds > Math.max(0.5, 0.01 * durationSeconds);
  if (!isOfSound || !durationIsExact || !isShort) return undefined;
  // Beside a damaged place, nothing tells whether the sound is missing there or at the end.
  const isInside = damagedAt.some((at) => at < seconds - endSeconds);
  return makeNote(isInside ? "audio-incomplete" : "audio-ends-early", {
    seconds: seconds.toFixed(1),
    totalSeconds: durationSeconds.toFixed(1),
  });
}
