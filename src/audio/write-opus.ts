/** Any sound → the Opus file that the archive keeps: copied where it is Opus already, encoded where it is not. */
import { fromSystemError, throwIfCancelled } from "../errors.ts";
import type { AudioSource } from "./audio-source.ts";
import { copyOggOpus } from "./copy-ogg-opus.ts";
import { encodeToOpus } from "./encode-to-opus.ts";
import { openOggOpusSource } from "./ogg-opus-source.ts";
import { remuxOpus } from "./remux-opus.ts";

export type WriteOpusOptions = {
  /** Tags of the new file; default: those of the source. A file copied as it is keeps its own. */
  title?: string;
  date?: string;
  /** Bits per second when it must be encoded; default 32 000 for mono, 48 000 for stereo. */
  bitrate?: number;
  signal?: AbortSignal;
  onProgress?: (doneSeconds: number) => void;
};

export type WrittenOpus = {
  durationSeconds: number;
  /** Samples at 48 kHz that a player hears. */
  lengthSamples: number;
  channels: number;
  byteLength: number;
  /** Of the source's Opus packets, or of its samples: the same for the same sound under other tags. */
  soundSha256: string;
  /** How it was made: the same bytes, the same packets, or new packets. */
  how: "copied" | "remuxed" | "encoded";
};

/**
 * Writes the sound as Ogg Opus to `targetPath`, where it appears whole or not at all. Well-formed Ogg Opus is
 * copied byte for byte, Opus of other containers and of broken files packet for packet, all else is encoded.
 * @throws ArchiveError `corrupt-audio` when there is no sound, `invalid-input` when `targetPath` exists,
 *   `cancelled`, `disk-full`, `no-permission`
 */
export async function writeOpus(
  source: AudioSource,
  targetPath: string,
  options: WriteOpusOptions = {},
): Promise<WrittenOpus> {
  throwIfCancelled(options.signal, `writing ${targetPath}`);
  const step = { ...options, onProgress: atMostTenTimesASecond(options.onProgress) };
  try {
    const written = await copyRemuxOrEncode(source, targetPath, step);
    options.onProgress?.(written.durationSeconds);
    return written;
  } catch (error) {
    throw fromSystemError(error, targetPath);
  }
}

async function copyRemuxOrEncode(source: AudioSource, targetPath: string, options: WriteOpusOptions) {
  const { opus, path, tags } = source;
  if (!opus) return encodeToOpus(source, targetPath, options);
  if (!path || source.format !== "ogg/opus") return remuxOpus({ opus, path, tags, targetPath }, options);
  const copied = await copyOggOpus(path, targetPath, options);
  if (copied) return copied;
  const scanned = await openOggOpusSource(path, { signal: options.signal });
  try {
    return await remuxOpus({ opus: scanned.opus!, path, tags, targetPath }, options);
  } finally {
    await scanned.close();
  }
}

function atMostTenTimesASecond(report: WriteOpusOptions["onProgress"]): WriteOpusOptions["onProgress"] {
  if (!report) return undefined;
  let last = Number.NEGATIVE_INFINITY;
  return (doneSeconds) => {
    const now = performance.now();
    if (now - last < 100) return;
    last = now;
    report(doneSeconds);
  };
}
