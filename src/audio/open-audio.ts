/** Any audio or video file → AudioSource. */
import { constants } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import type { SourceTrack } from "../domain.ts";
import {
  type ArchiveError,
  archiveError,
  fromSystemError,
  isArchiveError,
  throwIfCancelled,
} from "../errors.ts";
import { makeNote } from "../messages/notes.ts";
import type { AudioSource, AudioTags } from "./audio-source.ts";
import { noteClockChanges } from "./clock/note-clock-changes.ts";
import { ChainedSource, type ChainPart } from "./decoding/chained-source.ts";
import { chooseTrack, describeTracks } from "./decoding/choose-track.ts";
import { readContainerClock } from "./decoding/container-clock.ts";
import { type DetectedFormat, detectFormat, measureId3 } from "./decoding/detect-format.ts";
import { findUnusualEdits, listPauses } from "./decoding/edit-list.ts";
import { findExactLength } from "./decoding/exact-length.ts";
import { FfmpegInput } from "./decoding/ffmpeg-input.ts";
import { FfmpegSource } from "./decoding/ffmpeg-source.ts";
import { findLosses } from "./decoding/find-losses.ts";
import { readFirstFrame } from "./decoding/first-frame.ts";
import { mixedChannels } from "./decoding/mix-channels.ts";
import { nameFormat } from "./decoding/name-format.ts";
import { noteEarlyEnd } from "./decoding/note-early-end.ts";
import { readTags } from "./decoding/read-tags.ts";
import { type FileLayout, type FilePart, readFileLayout } from "./layout/file-layout.ts";
import { isMultiplexedOgg } from "./opus/is-multiplexed-ogg.ts";
import { openOggOpusSource } from "./opus/ogg-opus-source.ts";
import { readOpusTrack } from "./opus/opus-track.ts";

/** What file-type recommends to look at. */
const headByteLength = 4100;

const sampleRates = { min: 1000, max: 1_536_000 };

type OpenAudioOptions = {
  /** Number of the sound track, from 1. Default: the one that the file marks as default if it has sound, else the first that has. */
  track?: number | undefined;
  /** What an earlier call has found of the file's tracks: they are not read again for it. */
  tracks?: readonly SourceTrack[] | undefined;
  signal?: AbortSignal | undefined;
};

/**
 * Opens an audio or video file of any name: its bytes decide what it is. Of several sound tracks a part of each is decoded, to
 * find those with sound; else nothing is decoded yet.
 * More than two channels are mixed to stereo, or to mono where the file does not declare its channel layout.
 * @throws ArchiveError `not-found`, `no-permission`, `unsupported-audio` (no audio in it, or a codec that is not
 * supported), `corrupt-audio` (empty or damaged beyond reading), `invalid-input` (no such track), `cancelled`
 */
export async function openAudio(path: string, options: OpenAudioOptions = {}): Promise<AudioSource> {
  throwIfCancelled(options.signal, `opening ${path}`);
  const { detected } = await inspectFile(path);
  if (detected.kind === "other") {
    throw archiveError("not-audio", { path, kind: detected.name });
  }
  const { parts, notes } = await measureFile(path, options.signal);
  const isOpus = parts.every(({ codecs }) => codecs?.includes("opus"));
  if (detected.name === "ogg/opus" && isOpus && !(await isMultiplexedOgg(path))) {
    if ((options.track ?? 1) !== 1) throw archiveError("one-track-only", { path, track: options.track! });
    const source = await openOggOpusSource(path, { signal: options.signal });
    if (parts.length > 1) notes.unshift(makeNote("audio-joined-files", { count: parts.length }));
    source.warnings.push(...notes);
    return source;
  }
  const source =
    parts.length > 1
      ? await openChain(path, parts, options)
      : await openPart(path, { detected, part: parts[0]! }, options);
  source.warnings.push(...notes);
  return source;
}

/** Several files in one: each is opened as if it were alone, and what cannot be opened is kept with its error. */
async function openChain(
  path: string,
  parts: readonly FilePart[],
  options: OpenAudioOptions,
): Promise<ChainedSource> {
  const opened: ChainPart[] = [];
  for (const part of parts) {
    const facts = { byteLength: part.end - part.start, durationSeconds: part.durationSeconds };
    try {
      const { detected } = await inspectFile(path, part.start);
      opened.push({ ...facts, source: await openPart(path, { detected, part }, options) });
    } catch (error) {
      if (!isPartLost(error, opened.length > 0)) throw error;
      opened.push({ ...facts, error });
    }
  }
  if (!opened.some(({ source }) => source)) throw opened[0]!.error;
  return new ChainedSource(path, opened);
}

/** A part that cannot be read leaves the others; only the first one says whether there is a track of that number. */
function isPartLost(error: unknown, isLater: boolean): error is ArchiveError {
  if (isArchiveError(error, "invalid-input")) return isLater;
  return isArchiveError(error, "corrupt-audio") || isArchiveError(error, "unsupported-audio");
}

async function openPart(
  path: string,
  { detected, part }: { detected: DetectedFormat; part: FilePart },
  options: OpenAudioOptions,
): Promise<FfmpegSource> {
  const { signal } = options;
  const input = await FfmpegInput.open(path, { view: part.view }).catch((error) => {
    if (part.lacksIndex) throw archiveError("mp4-index-missing", { path }, { cause: error });
    throw detected.kind === "unknown" ? unknownFormat(path, detected, error) : error;
  });
  try {
    const isOne = input.info.audioTracks === 1;
    const tracks = isOne ? undefined : (options.tracks ?? (await describeTracks(path, input, signal)));
    const track = options.track ?? (tracks && chooseTrack(tracks, input.trackNumber));
    if (track !== undefined) input.selectTrack(track);
    const source = await describeSource(path, input, { detected, part, tracks });
    source.warnings.push(
      ...(await findLosses(path, input.container, { start: part.start, end: part.end, signal })),
    );
    return source;
  } finally {
    input.close();
  }
}

/** @throws as the system does when the file cannot be read */
async function measureFile(path: string, signal: AbortSignal | undefined): Promise<FileLayout> {
  try {
    return await readFileLayout(path, signal);
  } catch (error) {
    throw fromSystemError(error, path);
  }
}

async function describeSource(
  path: string,
  input: FfmpegInput,
  {
    detected,
    part,
    tracks,
  }: { detected: DetectedFormat; part: FilePart; tracks: readonly SourceTrack[] | undefined },
): Promise<FfmpegSource> {
  input.openDecoder();
  const metadata = input.readMetadata();
  const { info } = input;
  const known = info.channels > 0 && info.sampleRate > 0;
  const taken = { track: input.trackNumber, view: part.view };
  const { channels, channelMask, sampleRate } =
    (known ? undefined : await readFirstFrame(path, taken)) ?? info;
  const { min, max } = sampleRates;
  if (!(channels > 0) || !(sampleRate >= min && sampleRate <= max)) {
    throw archiveError("invalid-header", { path, channels, sampleRate });
  }
  const clock = readContainerClock(input);
  const lengthSamples = findExactLength(input, metadata, clock);
  const hasEditList = clock && input.container.startsWith("mov") && !part.view;
  const edits = hasEditList ? await findUnusualEdits(path, input.trackId) : undefined;
  const opusTrack =
    input.codec === "opus" && !edits ? await readOpusTrack(path, input, lengthSamples) : undefined;
  const editedSamples = edits?.reduce((sum, { seconds }) => sum + seconds * sampleRate, 0);
  const exactSamples = editedSamples ?? opusTrack?.opus.lengthSamples ?? lengthSamples;
  const durationSeconds = exactSamples ? exactSamples / sampleRate : info.durationSeconds;
  const comparesLength = !part.isWhole && !part.isLossNoted;
  // Packets that are copied are not decoded: what is missing is said here. A clock that jumps makes the stated length wrong.
  const early =
    opusTrack && comparesLength && !opusTrack.changes.some(({ kind }) => kind === "jump")
      ? noteEarlyEnd(info, { seconds: opusTrack.opus.lengthSamples / 48_000 })
      : undefined;
  return new FfmpegSource(path, {
    format: nameFormat(detected.name, input),
    sampleRate,
    channels: mixedChannels(channels, channelMask),
    durationSeconds: durationSeconds > 0 ? durationSeconds : undefined,
    lengthSamples: exactSamples,
    edits,
    view: part.view,
    comparesLength,
    tags: tracks ? withoutTrackTitle(readTags(metadata), tracks) : readTags(metadata),
    opus: opusTrack?.opus,
    warnings: [
      ...noteClockChanges(edits ? listPauses(edits) : (opusTrack?.changes ?? [])),
      ...(early ? [early] : []),
    ],
    ...(tracks && { track: input.trackNumber, tracks }),
  });
}

/** The title of one of several tracks says what the track is, not what was recorded. */
function withoutTrackTitle({ title, ...tags }: AudioTags, tracks: readonly SourceTrack[]): AudioTags {
  return title === undefined || tracks.some((track) => track.title === title) ? tags : { ...tags, title };
}

/** Inspects the bytes from `start` on, or what follows an ID3v2 tag there, which may precede any format. */
async function inspectFile(path: string, start = 0): Promise<{ detected: DetectedFormat }> {
  let file: FileHandle | undefined;
  try {
    // A pipe would wait for a writer for ever; Windows has no such flag.
    file = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    const stat = await file.stat();
    if (stat.isDirectory()) throw Object.assign(new Error("is a folder"), { code: "EISDIR" });
    if (!stat.isFile()) {
      throw archiveError("not-a-regular-file", { path });
    }
    if (stat.size === 0) {
      throw archiveError("audio-empty", { path });
    }
    const head = await readAt(file, start);
    const sound = start + measureId3(head);
    const detected = await detectFormat(
      sound > start && sound < stat.size ? await readAt(file, sound) : head,
    );
    return { detected };
  } catch (error) {
    throw fromSystemError(error, path);
  } finally {
    await file?.close();
  }
}

async function readAt(file: FileHandle, position: number): Promise<Uint8Array> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(headByteLength), 0, headByteLength, position);
  return buffer.subarray(0, bytesRead);
}

function unknownFormat(path: string, detected: DetectedFormat, cause: unknown): unknown {
  if (!isArchiveError(cause, "corrupt-audio")) return cause;
  return archiveError("not-audio", { path, kind: detected.name }, { cause });
}
