/** Any audio source → the Opus file that the archive keeps: copied if it is Opus already, else encoded. */
import { fromSystemError, throwIfCancelled } from "../../errors.ts";
import type { AudioSource } from "../audio-source.ts";
import { copyOggOpus } from "./copy-ogg-opus.ts";
import { encodeToOpus } from "./encode-to-opus.ts";
import { openOggOpusSource } from "./ogg-opus-source.ts";
import { remuxOpus } from "./remux-opus.ts";
import type { WriteOpusOptions, WrittenOpus } from "./written-opus.ts";

/**
 * Writes the audio as Ogg Opus to `targetPath`, where it appears whole or not at all. Well-formed Ogg Opus is
 * copied byte for byte, Opus from other containers and damaged files packet for packet; everything else is encoded.
 * @throws ArchiveError `corrupt-audio` when there is no audio, `invalid-input` when `targetPath` exists,
 *   `cancelled`, `disk-full`, `no-permission`
 */
export async function writeOpus(
  source: AudioSource,
  targetPath: string,
  options: WriteOpusOptions = {},
): Promise<WrittenOpus> {
  throwIfCancelled(options.signal, `writing ${targetPath}`);
  const step = { ...options, onProgress: limitToTenPerSecond(options.onProgress) };
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
  // Of several streams side by side only one is taken.
  const isWholeFile = path !== undefined && source.format === "ogg/opus" && source.track === undefined;
  if (!isWholeFile) return remuxOpus({ opus, path, tags, targetPath }, options);
  const copied = await copyOggOpus(path, targetPath, options);
  if (copied) return copied;
  await using scanned = await openOggOpusSource(path, { signal: options.signal });
  return await remuxOpus({ opus: scanned.opus!, path, tags, targetPath }, options);
}

function limitToTenPerSecond(report: WriteOpusOptions["onProgress"]): WriteOpusOptions["onProgress"] {
  if (!report) return undefined;
  let lastReportMs = Number.NEGATIVE_INFINITY;
  return (doneSeconds) => {
    const now = performance.now();
    if (now - lastReportMs < 100) return;
    lastReportMs = now;
    report(doneSeconds);
  };
}
