/** Which of several sound tracks of a file to take: an OBS recording, a film in two languages, a phone's spatial audio. */
import { setImmediate } from "node:timers/promises";
import type { SourceTrack } from "../../domain.ts";
import { isArchiveError, throwIfCancelled } from "../../errors.ts";
import { type ContainerTrack, FfmpegInput } from "./ffmpeg-input.ts";
import type { FileView } from "./file-view.ts";

/** −70 dBFS: below the noise of a connected microphone, and 18 dB below the quietest speech that is recognised. */
const threshold = 10 ** (-70 / 20);

/**
 * A track is decoded from its start for this long, then a fifth of the rest: 3 s of every 15 s. A silent track of three hours
 * costs 40 min of decoding, which is 1.5 % of what encoding the other track takes.
 */
const wholeSeconds = 600;
const partSeconds = 3;
const skippedSeconds = 12;

/** Names that muxers give to every sound track: they say nothing. */
const muxerNames = /handler|core media audio|iso media|produced by|^(mono|stereo)$/i;

/**
 * What is known of every sound track of a file with several. Each is read until sound is found in it, a silent one to its end.
 * @throws ArchiveError `cancelled`
 */
export async function describeTracks(
  path: string,
  input: FfmpegInput,
  signal: AbortSignal | undefined,
): Promise<SourceTrack[]> {
  const tracks: SourceTrack[] = [];
  for (const track of input.listTracks()) {
    const problem = !track.isDecodable
      ? "no-decoder"
      : (await hasSound(path, { track: track.number, view: input.view }, signal))
        ? undefined
        : "silent";
    tracks.push(toSourceTrack(track, problem));
  }
  return tracks;
}

/**
 * The track to take: the default one if it has sound, else the first that has; of silent ones the default, if it can be read.
 * @param picked the one that the container marks as default, else its first
 */
export function chooseTrack(tracks: readonly SourceTrack[], picked: number): number {
  const ordered = [...tracks].sort((a, b) => Number(b.number === picked) - Number(a.number === picked));
  const withSound = ordered.find(({ problem }) => problem === undefined);
  const readable = ordered.find(({ problem }) => problem !== "no-decoder");
  return (withSound ?? readable)?.number ?? picked;
}

function toSourceTrack(track: ContainerTrack, problem: SourceTrack["problem"]): SourceTrack {
  const { number, codec, channels, sampleRate, isDefault, durationSeconds, language } = track;
  const title = track.title?.trim();
  return {
    number,
    codec,
    channels,
    sampleRate,
    isDefault,
    ...(durationSeconds !== undefined && { durationSeconds }),
    ...(language && language !== "und" && { language }),
    ...(title && !muxerNames.test(title) && { title }),
    ...(problem && { problem }),
  };
}

/** Whether anything in the track is louder than the threshold. A track that cannot be decoded has no sound. */
async function hasSound(
  path: string,
  taken: { track: number; view: FileView },
  signal: AbortSignal | undefined,
): Promise<boolean> {
  const input = await FfmpegInput.open(path, taken);
  try {
    input.openDecoder();
    let decodedSeconds = 0;
    let untilSeconds = wholeSeconds;
    for (;;) {
      await setImmediate();
      throwIfCancelled(signal, `reading ${path}`);
      const block = input.decodeBlock();
      if (!block) return false;
      if (block.planes.some(isAudible)) return true;
      decodedSeconds += block.planes[0]!.length / block.sampleRate;
      if (decodedSeconds < untilSeconds) continue;
      untilSeconds = decodedSeconds + partSeconds;
      await skipPackets(input, skippedSeconds, signal);
    }
  } catch (error) {
    if (isArchiveError(error, "corrupt-audio") || isArchiveError(error, "unsupported-audio")) return false;
    throw error;
  } finally {
    input.close();
  }
}

/** The range of values, because an unplugged microphone may give a constant other than 0. */
function isAudible(samples: Float32Array): boolean {
  let min = samples[0]!;
  let max = min;
  for (const sample of samples) {
    if (sample < min) min = sample;
    else if (sample > max) max = sample;
  }
  return max - min > 2 * threshold;
}

/** Passes over packets undecoded. Where packets have no times, a second of them counts as 50. */
async function skipPackets(input: FfmpegInput, seconds: number, signal: AbortSignal | undefined) {
  let startSeconds: number | undefined;
  for (let count = 1; ; count++) {
    const packet = input.readPacket();
    if (!packet) return;
    startSeconds ??= packet.seconds;
    const passedSeconds = packet.seconds - startSeconds;
    if (Number.isNaN(passedSeconds) ? count >= seconds * 50 : passedSeconds >= seconds) return;
    if (count % 500 === 0) await setImmediate();
    throwIfCancelled(signal, `reading ${input.path}`);
  }
}
