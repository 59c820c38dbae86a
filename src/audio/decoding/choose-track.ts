/** Which of several sound tracks of a file to take: an OBS recording, a film in two languages, a phone's spatial audio. */
import { setImmediate } from "node:timers/promises";
import type { SourceTrack } from "../../domain.ts";
import { isArchiveError, throwIfCancelled } from "../../errors.ts";
import { type ContainerTrack, FfmpegInput } from "./ffmpeg-input.ts";
import type { FileView } from "./file-view.ts";

/** −70 dBFS: below the noise of a connected microphone. Speech of −62 dBFS on the mean, the quietest tried, is far louder at its peaks. */
const threshold = 10 ** (-70 / 20);

/**
 * A track is decoded from its start for this long, then 2 s of every 20 s. A silent track of an hour (AAC in MP4) costs 1.5 s of
 * CPU, where encoding the hour beside it takes 19 s.
 */
const wholeSeconds = 120;
const partSeconds = 2;
const skippedSeconds = 18;

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
    const { number } = track;
    const heard = track.isDecodable
      ? await listen(path, { track: number, view: input.view }, signal)
      : undefined;
    const problem = !track.isDecodable ? "no-decoder" : heard?.isAudible ? undefined : "silent";
    const isKnown = track.channels > 0 && track.sampleRate > 0;
    tracks.push(toSourceTrack(isKnown ? track : { ...track, ...heard?.shape }, problem));
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

type Shape = Pick<SourceTrack, "channels" | "sampleRate">;

/**
 * Whether anything in the track is louder than the threshold, and what its first frame is like: a track of MPEG-TS that
 * begins late has no facts in the header. A track that cannot be decoded has no sound.
 */
async function listen(
  path: string,
  taken: { track: number; view: FileView },
  signal: AbortSignal | undefined,
): Promise<{ isAudible: boolean; shape?: Shape }> {
  const input = await FfmpegInput.open(path, taken);
  let shape: Shape | undefined;
  try {
    input.openDecoder();
    let decodedSeconds = 0;
    let untilSeconds = wholeSeconds;
    for (;;) {
      await setImmediate();
      throwIfCancelled(signal, `reading ${path}`);
      const block = input.decodeBlock();
      if (block) shape ??= { channels: block.planes.length, sampleRate: block.sampleRate };
      const isAudible = block?.planes.some(hasSound) ?? false;
      if (!block || isAudible) return { isAudible, ...(shape && { shape }) };
      decodedSeconds += block.planes[0]!.length / block.sampleRate;
      if (decodedSeconds < untilSeconds) continue;
      untilSeconds = decodedSeconds + partSeconds;
      await skipPackets(input, skippedSeconds, signal);
    }
  } catch (error) {
    if (isArchiveError(error, "corrupt-audio") || isArchiveError(error, "unsupported-audio"))
      return { isAudible: false };
    throw error;
  } finally {
    input.close();
  }
}

/** The range of values, because an unplugged microphone may give a constant other than 0. */
function hasSound(samples: Float32Array): boolean {
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
