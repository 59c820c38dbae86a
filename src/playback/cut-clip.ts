/** Part of a recording → a new Opus file from the same packets, without encoding again. */
import { basename, resolve } from "node:path";
import { type OggOpusFile, openOggOpus } from "../audio/opus/ogg-opus-file.ts";
import type { OpusPacket } from "../audio/opus/ogg-opus-packets.ts";
import { createOggOpusWriter } from "../audio/opus/ogg-opus-writer.ts";
import { preRollSamples } from "../audio/opus/opus-decoder.ts";
import { archiveError, throwIfCancelled } from "../errors.ts";

export type CutClipOptions = {
  /** Milliseconds on the recording's clock. */
  startMs: number;
  endMs: number;
  targetPath: string;
  title?: string;
  /** ISO 8601, of the moment where the clip begins. */
  date?: string;
  overwrite?: boolean;
  signal?: AbortSignal;
};

type CutClip = { startMs: number; endMs: number; durationSeconds: number; byteLength: number };

const samplesPerMs = 48;
/** Speech recognition may put an end slightly after the last sample: it counts as the end. */
const toleranceMs = 500;

/**
 * Cuts to the sample: the packets before the start that the decoder needs to settle are included but hidden by the
 * pre-skip, and the end is trimmed (RFC 7845, 4.2 to 4.6). The tags name the source and the offset in it.
 * @throws ArchiveError `invalid-input` when the range is empty or outside, or `targetPath` exists and `overwrite`
 *   is not set; `not-found`, `cancelled`, `disk-full`, `no-permission`
 */
export async function cutClip(path: string, options: CutClipOptions): Promise<CutClip> {
  const { targetPath, signal } = options;
  if (resolve(path) === resolve(targetPath)) {
    throw archiveError("clip-replaces-recording", { path: targetPath });
  }
  const file = await openOggOpus(path, { signal });
  try {
    const { startSample, endSample } = checkRange(file, options);
    const { head } = file;
    const fromSample = Math.max(-head.preSkip, startSample - preRollSamples);
    const packets = file.packets({ fromSample, signal });
    const first = await packets.next();
    if (first.done) throw archiveError("clip-without-audio", { path, startMs: options.startMs });
    const preSkip = startSample - first.value.startSample;
    const writer = await createOggOpusWriter(targetPath, {
      head: { ...head, preSkip },
      tags: { vendor: file.tags.vendor || "libopus", comments: comments(path, options) },
      overwrite: options.overwrite,
    });
    try {
      let packet: OpusPacket | undefined = first.value;
      while (packet && packet.startSample < endSample) {
        throwIfCancelled(signal, `cutting ${targetPath}`);
        await writer.write(packet.data, packet.durationSamples);
        packet = (await packets.next()).value;
      }
      const { lengthSamples, byteLength } = await writer.finish(endSample - startSample);
      return {
        startMs: startSample / samplesPerMs,
        // From samples, not from seconds: 2.034 s × 1000 are 2033.9999999999998 ms.
        endMs: (startSample + lengthSamples) / samplesPerMs,
        durationSeconds: lengthSamples / 48_000,
        byteLength,
      };
    } finally {
      await writer.abort();
      await packets.return(undefined);
    }
  } finally {
    await file.close();
  }
}

/** @throws ArchiveError `invalid-input` that names the first thing wrong with the range */
function checkRange(file: OggOpusFile, range: CutClipOptions): { startSample: number; endSample: number } {
  const { startMs, endMs } = range;
  const lengthMs = file.lengthSamples / samplesPerMs;
  if (!(startMs >= 0 && Number.isFinite(endMs))) throw archiveError("clip-range-invalid", {});
  const startSample = Math.round(startMs * samplesPerMs);
  if (Math.round(endMs * samplesPerMs) <= startSample)
    throw archiveError("clip-ends-before-start", {
      startSeconds: startMs / 1000,
      endSeconds: endMs / 1000,
    });
  const endSample = Math.min(Math.round(endMs * samplesPerMs), file.lengthSamples);
  if (endMs > lengthMs + toleranceMs || startSample >= endSample)
    throw archiveError("clip-not-in-recording", {
      path: file.path,
      startSeconds: startMs / 1000,
      endSeconds: endMs / 1000,
      lengthSeconds: Math.floor(lengthMs) / 1000,
    });
  return { startSample, endSample };
}

function comments(path: string, options: CutClipOptions): [string, string][] {
  const named: Record<string, string | undefined> = {
    TITLE: options.title,
    DATE: options.date,
    SOURCE: basename(path),
    SOURCE_OFFSET: (options.startMs / 1000).toFixed(3),
    ENCODER: "Fonoteka",
  };
  return Object.entries(named).filter((entry): entry is [string, string] => Boolean(entry[1]));
}
