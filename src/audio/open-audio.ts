/** Any audio or video file → AudioSource. */
import { constants } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { archiveError, fromSystemError, isArchiveError, throwIfCancelled } from "../errors.ts";
import type { Note } from "../messages/notes.ts";
import type { AudioSource } from "./audio-source.ts";
import { noteClockChanges } from "./clock/note-clock-changes.ts";
import { findMissingEnd } from "./decoding/check-length.ts";
import { readContainerClock } from "./decoding/container-clock.ts";
import { type DetectedFormat, detectFormat, measureId3 } from "./decoding/detect-format.ts";
import { findUnusualEdits, listPauses } from "./decoding/edit-list.ts";
import { findExactLength } from "./decoding/exact-length.ts";
import { FfmpegInput } from "./decoding/ffmpeg-input.ts";
import { FfmpegSource } from "./decoding/ffmpeg-source.ts";
import { findLosses } from "./decoding/find-losses.ts";
import { mixedChannels } from "./decoding/mix-channels.ts";
import { nameFormat } from "./decoding/name-format.ts";
import { readTags } from "./decoding/read-tags.ts";
import { openOggOpusSource } from "./opus/ogg-opus-source.ts";
import { readOpusTrack } from "./opus/opus-track.ts";

/** What file-type recommends to look at. */
const headByteLength = 4100;

const sampleRates = { min: 1000, max: 1_536_000 };

/**
 * Opens an audio or video file of any name: its bytes decide what it is. Nothing is decoded yet.
 * More than two channels are mixed to stereo, or to mono where the file does not declare its channel layout.
 * @throws ArchiveError `not-found`, `no-permission`, `unsupported-audio` (no audio in it, or a codec that is not
 * supported), `corrupt-audio` (empty or damaged beyond reading), `cancelled`
 */
export async function openAudio(path: string, options: { signal?: AbortSignal } = {}): Promise<AudioSource> {
  throwIfCancelled(options.signal, `opening ${path}`);
  const { detected, warnings } = await inspectFile(path);
  if (detected.kind === "other") {
    throw archiveError("not-audio", { path, kind: detected.name });
  }
  if (detected.name === "ogg/opus") return openOggOpusSource(path, options);
  const input = await FfmpegInput.open(path).catch((error) => {
    throw detected.kind === "unknown" ? unknownFormat(path, detected, error) : error;
  });
  try {
    const source = await describeSource(path, input, detected);
    source.warnings.push(...warnings, ...(await findLosses(path, input.container, options.signal)));
    return source;
  } finally {
    input.close();
  }
}

async function describeSource(
  path: string,
  input: FfmpegInput,
  detected: DetectedFormat,
): Promise<FfmpegSource> {
  input.openDecoder();
  const metadata = input.readMetadata();
  const { info } = input;
  const { min, max } = sampleRates;
  if (!(info.channels > 0) || !(info.sampleRate >= min && info.sampleRate <= max)) {
    throw archiveError("invalid-header", { path, channels: info.channels, sampleRate: info.sampleRate });
  }
  const clock = readContainerClock(input);
  const lengthSamples = findExactLength(input, metadata, clock);
  const edits =
    clock && input.container.startsWith("mov") ? await findUnusualEdits(path, input.trackId) : undefined;
  const track =
    input.codec === "opus" && !edits ? await readOpusTrack(path, input, lengthSamples) : undefined;
  const editedSamples = edits?.reduce((sum, { seconds }) => sum + seconds * info.sampleRate, 0);
  const exactSamples = editedSamples ?? track?.opus.lengthSamples ?? lengthSamples;
  const durationSeconds = exactSamples ? exactSamples / info.sampleRate : info.durationSeconds;
  return new FfmpegSource(path, {
    format: nameFormat(detected.name, input),
    sampleRate: info.sampleRate,
    channels: mixedChannels(info.channels, info.channelMask),
    durationSeconds: durationSeconds > 0 ? durationSeconds : undefined,
    lengthSamples: exactSamples,
    edits,
    tags: readTags(metadata),
    opus: track?.opus,
    warnings: noteClockChanges(edits ? listPauses(edits) : (track?.changes ?? [])),
  });
}

/** Inspects the beginning of the file, or what follows an ID3v2 tag, which may precede any format. */
async function inspectFile(path: string): Promise<{ detected: DetectedFormat; warnings: Note[] }> {
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
    const head = await readAt(file, 0);
    const id3 = measureId3(head);
    const detected = await detectFormat(id3 > 0 && id3 < stat.size ? await readAt(file, id3) : head);
    const missing = findMissingEnd(head, stat.size);
    return { detected, warnings: missing ? [missing] : [] };
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
