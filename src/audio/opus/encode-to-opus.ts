/** Samples of any rate → Ogg Opus. */
import { throwIfCancelled } from "../../errors.ts";
import type { AudioSource, SampleChunk } from "../audio-source.ts";
import { fitChannels, mixChannels } from "../decoding/mix-channels.ts";
import { noSoundError } from "../decoding/no-sound.ts";
import { createResampler } from "../decoding/resample.ts";
import { SoundHash } from "../sound-hash.ts";
import { createYielder } from "../yield-to-event-loop.ts";
import { createOggOpusWriter } from "./ogg-opus-writer.ts";
import { findEncodingRate, frameSamples, OpusEncoder } from "./opus-encoder.ts";
import type { WriteOpusOptions, WrittenOpus } from "./written-opus.ts";
import { writtenTags } from "./written-tags.ts";

/** One or two channels stay as they are; more are mixed into one. */
export async function encodeToOpus(
  source: AudioSource,
  targetPath: string,
  options: WriteOpusOptions,
): Promise<WrittenOpus> {
  const channels = source.channels === 2 ? 2 : 1;
  const sampleRate = findEncodingRate(source.sampleRate);
  const encoder = new OpusEncoder({ channels, sampleRate, bitrate: options.bitrate });
  const resampler = await createResampler({ fromRate: source.sampleRate, toRate: sampleRate, channels });
  const hash = new SoundHash();
  hash.addFormat(source.sampleRate, source.channels);
  const head = {
    channels,
    preSkip: encoder.preSkip,
    inputSampleRate: source.sampleRate,
    outputGain: 0,
    mappingFamily: 0,
  };
  const yieldToEventLoop = createYielder();
  const writer = await createOggOpusWriter(targetPath, { head, tags: writtenTags(source.tags, options) });
  async function write(packets: Iterable<Uint8Array>): Promise<void> {
    for (const packet of packets) {
      throwIfCancelled(options.signal, `writing ${targetPath}`);
      await writer.write(packet, frameSamples);
      await yieldToEventLoop();
    }
  }
  async function* resampled(): AsyncGenerator<SampleChunk> {
    for await (const chunk of source.samples(options.signal)) {
      hash.addSamples(chunk);
      yield resampler.push(fitChannels(mixChannels(chunk, 0), channels));
    }
    yield resampler.flush();
  }
  try {
    for await (const chunk of resampled()) {
      await write(encoder.encode(chunk));
      options.onProgress?.(encoder.lengthSamples / 48_000);
    }
    if (encoder.lengthSamples === 0) throw noSoundError(source.path);
    await write(encoder.finish());
    const { lengthSamples, byteLength } = await writer.finish(encoder.lengthSamples);
    return {
      durationSeconds: lengthSamples / 48_000,
      lengthSamples,
      channels,
      byteLength,
      soundSha256: hash.digest(),
      how: "encoded",
    };
  } finally {
    await writer.abort();
  }
}
