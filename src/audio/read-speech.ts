/** A stored recording → 16 kHz mono samples for speech recognition. */

import { decodeOpus } from "./opus/decode-opus.ts";
import type { OggOpusFile } from "./opus/ogg-opus-file.ts";
import { openOggOpus } from "./opus/ogg-opus-file.ts";
import { preRollSamples } from "./opus/opus-decoder.ts";

export const speechSampleRate = 16_000;

type ReadSpeechOptions = {
  /** Start, seconds on the file's clock: the time of the first sample returned. Default 0. */
  fromSeconds?: number;
  /** End; default: the end of the file. */
  toSeconds?: number;
  signal?: AbortSignal;
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
  const { fromSeconds = 0, toSeconds = Number.POSITIVE_INFINITY, signal } = options;
  await using file = await openOggOpus(path, { signal });
  yield* readMono(file, { fromSeconds, toSeconds, signal });
}

async function* readMono(
  file: OggOpusFile,
  options: { fromSeconds: number; toSeconds: number; signal?: AbortSignal },
): AsyncGenerator<Float32Array> {
  const { signal } = options;
  const fromSample = Math.max(0, Math.round(options.fromSeconds * 48_000));
  const endSample = Math.min(file.lengthSamples, Math.round(options.toSeconds * 48_000));
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
  const chunks = decodeOpus({
    head,
    packets: all(),
    startSample,
    fromSample,
    endSample,
    sampleRate: speechSampleRate,
    isMono: true,
    signal,
  });
  for await (const [mono] of chunks) yield mono!;
}
