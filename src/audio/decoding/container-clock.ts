/** What a container's times mean: where its zero is, and how exact they are. */
import type { FfmpegInput } from "./ffmpeg-input.ts";

export type ContainerClock = {
  toleranceSeconds: number;
  /** What the clock shows where a player shows 0. */
  zeroSeconds: number;
  /** The track's end on the clock of the recording, where the container states it to the sample. */
  endSeconds?: number | undefined;
  /** The length that a header states, which times alone do not make up. */
  statedSeconds?: number | undefined;
  /** The only rate of samples for which the times hold. */
  sampleRate?: number | undefined;
  /** Silence at the start up to this stands for a block that the decoder drops: no late start. */
  droppedSeconds?: number | undefined;
  findZero(firstSeconds: number): number;
};

/** FFmpeg's names. In other formats times are counted from the samples: there is no clock beside them. */
const clockedContainers = new Set([
  "mov",
  "matroska",
  "mpegts",
  "mpeg",
  "avi",
  "asf",
  "flv",
  "ogg",
  "nut",
  "mxf",
  "rm",
  "flac",
]);
const countingContainers = new Set(["mov", "ogg"]);

/** Files whose tracks all begin later than this were cut out of a longer stream. */
const maxZeroSeconds = 60;
/** What decoders drop at the start because the encoder put it there: 2112 samples and a frame of AAC at 22 050 Hz, and less. */
const maxPrimingSeconds = 0.12;

/**
 * The decoder of WMA 1 and 2 drops two blocks, but the encoder puts in one: beeps at 0.500 s came out at 0.457 where both were
 * taken as its delay, at 0.543 where none was.
 */
const halvedCodecs = /^wmav[12]$/;

/** Ticks of a millisecond are used by programs that write the time at which a packet reached them. */
const coarseTickSeconds = 0.0005;
const tolerance = { coarse: 0.015, fine: 0.008 };

/** @returns undefined where the format has no clock. `input` is open and nothing is read yet. */
export function readContainerClock(
  input: Pick<FfmpegInput, "container" | "info" | "codec">,
): ContainerClock | undefined {
  const name = input.container.split(",")[0]!;
  if (!clockedContainers.has(name)) return undefined;
  const { containerStartSeconds, trackStartSeconds, trackSeconds, durationSeconds, videoTracks, sampleRate } =
    input.info;
  const { timeBaseNumerator, timeBaseDenominator } = input.info;
  const tick = timeBaseNumerator / timeBaseDenominator;
  const start = Number.isNaN(containerStartSeconds) ? 0 : containerStartSeconds;
  // The container's start is in microseconds.
  const isAlone = videoTracks === 0 && !(trackStartSeconds > start + 0.001);
  // Of these two, players show the clock itself; of the others, what has passed since the first sound or picture.
  const startsAtZero = (name === "mov" || name === "matroska") && start < maxZeroSeconds;
  const isPriming = (seconds: number) =>
    isAlone && name !== "flac" && seconds > 0 && seconds <= maxPrimingSeconds;
  const zeroSeconds = !startsAtZero || isPriming(start) ? start : 0;
  const isHalved = videoTracks === 0 && name === "asf" && halvedCodecs.test(input.codec);
  const isCounted = countingContainers.has(name) && trackSeconds > 0 && !Number.isNaN(trackStartSeconds);
  return {
    toleranceSeconds: tick >= coarseTickSeconds ? tolerance.coarse : tolerance.fine,
    zeroSeconds,
    endSeconds: isCounted ? trackStartSeconds + trackSeconds - zeroSeconds : undefined,
    statedSeconds: startsAtZero ? durationSeconds : undefined,
    // FLAC numbers its samples; where the rate changes, FFmpeg goes on counting at the first.
    sampleRate: name === "flac" ? sampleRate : undefined,
    droppedSeconds: isHalved ? maxPrimingSeconds / 2 : undefined,
    findZero: (firstSeconds) => {
      const { firstPacketSeconds } = input.info;
      if (
        isHalved &&
        firstSeconds > firstPacketSeconds &&
        firstSeconds - firstPacketSeconds <= maxPrimingSeconds
      )
        return zeroSeconds + (firstSeconds - firstPacketSeconds) / 2;
      const isSkipped = Math.abs(firstPacketSeconds - zeroSeconds) <= 2 * tick + 0.001;
      return isSkipped && isPriming(firstSeconds - firstPacketSeconds) ? firstSeconds : zeroSeconds;
    },
  };
}
