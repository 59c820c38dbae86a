/** A stream of Opus packets → samples on the file's clock: pre-skip dropped, end trimmed, time exact. */
import { throwIfCancelled } from "../../errors.ts";
import type { OpusHead, SampleChunk } from "../audio-source.ts";
import { createYielder } from "../yield-to-event-loop.ts";
import { type DecodingRate, OpusDecoder } from "./opus-decoder.ts";

type DecodeOpusOptions = {
  head: OpusHead;
  packets: AsyncIterable<Uint8Array>;
  /** Where the first packet begins, samples at 48 kHz on the file's clock; default: minus the pre-skip. */
  startSample?: number;
  /** First sample to return, and the one after the last, at 48 kHz on the file's clock. */
  fromSample?: number;
  endSample?: number;
  /** Of the output; libopus decodes to this rate directly. Default 48 000. */
  sampleRate?: DecodingRate;
  isMono?: boolean;
  signal?: AbortSignal;
};

/**
 * Decodes into chunks of about a second. Sample n of the output (counted from `fromSample`) is at
 * `fromSample / 48000 + n / sampleRate` seconds of the file's clock, to the nearest output sample.
 */
export async function* decodeOpus(options: DecodeOpusOptions): AsyncGenerator<SampleChunk> {
  const {
    head,
    startSample = -head.preSkip,
    fromSample = 0,
    endSample,
    sampleRate = 48_000,
    signal,
  } = options;
  const decoder = new OpusDecoder(head, { sampleRate, isMono: options.isMono });
  const step = 48_000 / sampleRate;
  const yieldToEventLoop = createYielder();
  let skip = Math.max(0, Math.round((fromSample - startSample) / step));
  let remaining =
    endSample === undefined ? Number.POSITIVE_INFINITY : Math.ceil((endSample - fromSample) / step);
  let chunk = createChunk(decoder.channels, sampleRate);
  if (remaining <= 0) return;
  for await (const packet of options.packets) {
    throwIfCancelled(signal, "decoding the audio");
    const decoded = decoder.decode(packet);
    const length = decoded[0]!.length;
    const from = Math.min(skip, length);
    const to = Math.min(length, from + remaining);
    skip -= from;
    remaining -= to - from;
    for (let at = from; at < to; ) {
      const count = Math.min(to - at, sampleRate - chunk.length);
      for (const [channel, samples] of decoded.entries()) {
        chunk.samples[channel]!.set(samples.subarray(at, at + count), chunk.length);
      }
      chunk.length += count;
      at += count;
      if (chunk.length === sampleRate) {
        yield chunk.samples;
        chunk = createChunk(decoder.channels, sampleRate);
      }
    }
    if (remaining === 0) break;
    await yieldToEventLoop();
  }
  if (chunk.length > 0) yield chunk.samples.map((samples) => samples.subarray(0, chunk.length));
}

function createChunk(channels: number, capacity: number): { samples: SampleChunk; length: number } {
  return { samples: Array.from({ length: channels }, () => new Float32Array(capacity)), length: 0 };
}
