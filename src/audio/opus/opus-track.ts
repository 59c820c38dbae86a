/** Opus packets inside a container other than Ogg: WebM, Matroska, MP4, CAF. */
import { setImmediate } from "node:timers/promises";
import { throwIfCancelled } from "../../errors.ts";
import type { OpusStream } from "../audio-source.ts";
import { FfmpegInput } from "../decoding/ffmpeg-input.ts";
import type { FileView } from "../decoding/file-view.ts";
import { parseOpusHead } from "./opus-headers.ts";
import { parseOpusPacket } from "./opus-packet.ts";

/**
 * The packets of an opened track, or undefined when its header is not an OpusHead. Reads through the file once for its
 * length; `exactLength` is what the container says, if it does.
 */
export async function readOpusTrack(
  path: string,
  input: FfmpegInput,
  exactLength?: number,
): Promise<OpusStream | undefined> {
  const head = parseOpusHead(input.codecData);
  if (!head) return undefined;
  const { view, trackNumber: track } = input;
  const measured = await measureLength(path, head.preSkip, { view, track });
  const lengthSamples = Math.min(measured, exactLength ?? Number.POSITIVE_INFINITY);
  return { head, lengthSamples, packets: (signal) => readPackets(path, { view, track }, signal) };
}

/** What of a file is read. */
type Taken = { view: FileView; track: number };

async function* readPackets(path: string, taken: Taken, signal?: AbortSignal): AsyncGenerator<Uint8Array> {
  for await (const { data } of readTrackPackets(path, taken, signal)) yield data;
}

async function* readTrackPackets(path: string, taken: Taken, signal?: AbortSignal) {
  const input = await FfmpegInput.open(path, taken);
  try {
    for (let count = 1; ; count++) {
      const packet = input.readPacket();
      if (!packet) return;
      const shape = parseOpusPacket(packet.data);
      if (shape) yield { ...packet, shape };
      if (count % 500 === 0) await setImmediate();
      throwIfCancelled(signal, `reading ${path}`);
    }
  } finally {
    input.close();
  }
}

/** Sum of the packets, less what is dropped at the start and (DiscardPadding of Matroska) at the end. */
async function measureLength(path: string, preSkip: number, taken: Taken): Promise<number> {
  let samples = -preSkip;
  for await (const { shape, skipEnd } of readTrackPackets(path, taken))
    samples += shape.durationSamples - skipEnd;
  return Math.max(0, samples);
}
