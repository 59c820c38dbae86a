/** A stored recording → 16 kHz samples for speech recognition, mixed into one channel or each on its own. */

import { decodeOpus } from "./opus/decode-opus.ts";
import type { OggOpusFile } from "./opus/ogg-opus-file.ts";
import { openOggOpus } from "./opus/ogg-opus-file.ts";
import { preRollSamples } from "./opus/opus-decoder.ts";

export const speechSampleRate = 16_000;

type ReadSpeechOptions = {
  /** Start, seconds on the file's clock: the time of the first sample returned. Default 0. */
  fromSeconds?: number | undefined;
  /** End; default: the end of the file. */
  toSeconds?: number | undefined;
  signal?: AbortSignal | undefined;
};

/**
 * Decodes an Ogg Opus file into chunks of about a second, all channels mixed into one. libopus itself decodes to
 * 16 kHz, band-limited. Sample n lies at `fromSeconds + n / 16000` seconds. Memory does not grow with the length.
 * @throws ArchiveError `not-found`, `unsupported-audio`, `corrupt-audio`, `cancelled`
 */
export async function* readSpeech(
  path: string,
  options: ReadSpeechOptions = {},
): AsyncGenerator<Float32Array> {
  await using file = await openOggOpus(path, { signal: options.signal });
  for await (const [mono] of decodePart(file, { ...options, isMono: true })) yield mono!;
}

/** The same with each channel on its own: chunks of as many planes as the file has channels. */
export async function* readSpeechChannels(
  path: string,
  options: ReadSpeechOptions = {},
): AsyncGenerator<Float32Array[]> {
  await using file = await openOggOpus(path, { signal: options.signal });
  yield* decodePart(file, { ...options, isMono: false });
}

/** What is known of the sound before it is decoded. Throws as `readSpeech`. */
export async function describeSpeech(
  path: string,
  options: { signal?: AbortSignal | undefined } = {},
): Promise<{ channels: number; durationSeconds: number }> {
  await using file = await openOggOpus(path, options);
  return { channels: file.head.channels, durationSeconds: file.durationSeconds };
}

async function* decodePart(
  file: OggOpusFile,
  options: ReadSpeechOptions & { isMono: boolean },
): AsyncGenerator<Float32Array[]> {
  const { fromSeconds = 0, toSeconds = Number.POSITIVE_INFINITY, isMono, signal } = options;
  const fromSample = Math.max(0, Math.round(fromSeconds * 48_000));
  const endSample = Math.min(file.lengthSamples, Math.round(toSeconds * 48_000));
  if (fromSample >= endSample) return;
  const { head } = file;
  const packets = file.packets({ fromSample: Math.max(-head.preSkip, fromSample - preRollSamples), signal });
  const first = await packets.next();
  if (first.done) return;
  const { data, startSample } = first.value;
  async function* all() {
    yield data;
    for await (const packet of packets) yield packet.data;
  }
  yield* decodeOpus({
    head,
    packets: all(),
    startSample,
    fromSample,
    endSample,
    sampleRate: speechSampleRate,
    isMono,
    signal,
  });
}
