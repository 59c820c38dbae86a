/** Part of a recording → a new Opus file from the same packets, without encoding again. */
import { basename, resolve } from "node:path";
import { type OggOpusFile, openOggOpus } from "../audio/ogg-opus-file.ts";
import type { OpusPacket } from "../audio/ogg-opus-packets.ts";
import { createOggOpusWriter } from "../audio/ogg-opus-writer.ts";
import { preRollSamples } from "../audio/opus-decoder.ts";
import { ArchiveError, throwIfCancelled } from "../errors.ts";

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

export type Clip = { startMs: number; endMs: number; durationSeconds: number; byteLength: number };

const samplesPerMs = 48;
/** Speech recognition may put an end slightly after the last sample: it counts as the end. */
const toleranceMs = 500;

/**
 * Cuts to the sample: the packets before the start that the decoder needs to settle are included but hidden by the
 * pre-skip, and the end is trimmed (RFC 7845, 4.2 to 4.6). The tags name the source and the offset in it.
 * @throws ArchiveError `invalid-input` when the range is empty or outside, or `targetPath` exists and `overwrite`
 *   is not set; `not-found`, `cancelled`, `disk-full`, `no-permission`
 */
export async function cutClip(path: string, options: CutClipOptions): Promise<Clip> {
  const { targetPath, signal } = options;
  if (resolve(path) === resolve(targetPath)) {
    throw new ArchiveError(
      "invalid-input",
      `${targetPath}: a clip cannot overwrite its recording`,
      "choose another name",
    );
  }
  const file = await openOggOpus(path, { signal });
  try {
    const { startSample, endSample } = checkRange(file, options);
    const { head } = file;
    const fromSample = Math.max(-head.preSkip, startSample - preRollSamples);
    const packets = file.packets({ fromSample, signal });
    const first = await packets.next();
    if (first.done)
      throw new ArchiveError(
        "corrupt-audio",
        `${path}: no audio at ${options.startMs} ms`,
        "choose another range",
      );
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
  const seconds = (ms: number) => `${Math.floor(ms) / 1000} s`;
  if (!(startMs >= 0 && Number.isFinite(endMs)))
    throw rangeError(file, "clip start and end must be numbers of seconds, not negative");
  const startSample = Math.round(startMs * samplesPerMs);
  if (Math.round(endMs * samplesPerMs) <= startSample)
    throw rangeError(file, `clip start (${startMs / 1000} s) must be before its end (${endMs / 1000} s)`);
  const endSample = Math.min(Math.round(endMs * samplesPerMs), file.lengthSamples);
  if (endMs > lengthMs + toleranceMs || startSample >= endSample)
    throw rangeError(
      file,
      `the clip (${startMs / 1000} to ${endMs / 1000} s) exceeds the recording, which is ${seconds(lengthMs)} long`,
    );
  return { startSample, endSample };
}

function rangeError(file: OggOpusFile, problem: string): ArchiveError {
  return new ArchiveError(
    "invalid-input",
    `${file.path}: ${problem}`,
    "choose a start before the end, both within the recording",
  );
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
