/** Any audio or video file → AudioSource. */
import { type FileHandle, open } from "node:fs/promises";
import { ArchiveError, fromSystemError, throwIfCancelled } from "../errors.ts";
import type { AudioSource } from "./audio-source.ts";
import { findMissingEnd } from "./check-length.ts";
import { type DetectedFormat, detectFormat, measureId3 } from "./detect-format.ts";
import { findExactLength } from "./exact-length.ts";
import { FfmpegInput } from "./ffmpeg-input.ts";
import { FfmpegSource } from "./ffmpeg-source.ts";
import { mixedChannels } from "./mix-channels.ts";
import { nameFormat } from "./name-format.ts";
import { openOggOpusSource } from "./ogg-opus-source.ts";
import { readOpusTrack } from "./opus-track.ts";
import { readTags } from "./read-tags.ts";

/** What file-type recommends to look at. */
const headByteLength = 4100;
const supportedFilesHint = "use an audio or video file: WAV, MP3, M4A, Opus, FLAC, OGG, WebM, MP4 …";
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
    throw new ArchiveError(
      "unsupported-audio",
      `${path}: not an audio file (${detected.name})`,
      supportedFilesHint,
    );
  }
  if (detected.name === "ogg/opus") return openOggOpusSource(path, options);
  const input = await FfmpegInput.open(path).catch((error) => {
    throw detected.kind === "unknown" ? unknownFormat(path, detected, error) : error;
  });
  try {
    const source = await describeSource(path, input, detected);
    source.warnings.push(...warnings);
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
    throw new ArchiveError(
      "corrupt-audio",
      `${path}: its header is wrong: ${info.channels} channels at ${info.sampleRate} Hz`,
      "check that the file plays elsewhere",
    );
  }
  const lengthSamples = findExactLength(input, metadata);
  const opus = input.codec === "opus" ? await readOpusTrack(path, input, lengthSamples) : undefined;
  const exactSamples = opus?.lengthSamples ?? lengthSamples;
  const durationSeconds = exactSamples ? exactSamples / info.sampleRate : info.durationSeconds;
  return new FfmpegSource(path, {
    format: nameFormat(detected.name, input),
    sampleRate: info.sampleRate,
    channels: mixedChannels(info.channels, info.channelMask),
    durationSeconds: durationSeconds > 0 ? durationSeconds : undefined,
    lengthSamples: exactSamples,
    tags: readTags(metadata),
    opus,
  });
}

/** Inspects the beginning of the file, or what follows an ID3v2 tag, which may precede any format. */
async function inspectFile(path: string): Promise<{ detected: DetectedFormat; warnings: string[] }> {
  let file: FileHandle | undefined;
  try {
    file = await open(path, "r");
    const stat = await file.stat();
    if (stat.isDirectory()) throw Object.assign(new Error("is a folder"), { code: "EISDIR" });
    if (!stat.isFile()) {
      throw new ArchiveError("invalid-input", `${path}: not a file but a device or a pipe`, "use a file");
    }
    if (stat.size === 0) {
      throw new ArchiveError("corrupt-audio", `${path}: the file is empty`, "copy it again from its source");
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
  if (!(cause instanceof ArchiveError) || cause.code !== "corrupt-audio") return cause;
  return new ArchiveError(
    "unsupported-audio",
    `${path}: not an audio file (${detected.name})`,
    supportedFilesHint,
    { cause },
  );
}
