/** Files with several sound tracks, made for tests: PCM, or Opus by our encoder, in the containers that people's files come in. */
import { writeFileSync } from "node:fs";
import {
  BufferTarget,
  EncodedAudioPacketSource,
  EncodedPacket,
  MkvOutputFormat,
  MovOutputFormat,
  Mp4OutputFormat,
  MpegTsOutputFormat,
  OggOutputFormat,
  Output,
  type OutputFormat,
  WebMOutputFormat,
} from "mediabunny";
import { OpusEncoder } from "../../src/audio/opus/opus-encoder.ts";
import { buildOpusHead } from "../../src/audio/opus/opus-headers.ts";

export type MadeTrack = {
  /** At 48 kHz, mono. */
  samples: Float32Array;
  codec?: "opus" | "pcm-s16" | undefined;
  /** ISO 639-2, such as `eng`. */
  language?: string;
  name?: string;
  isDefault?: boolean;
};

const containers: Record<string, () => OutputFormat> = {
  mp4: () => new Mp4OutputFormat(),
  mov: () => new MovOutputFormat(),
  mkv: () => new MkvOutputFormat(),
  webm: () => new WebMOutputFormat(),
  ogg: () => new OggOutputFormat(),
  ts: () => new MpegTsOutputFormat(),
};

const sampleRate = 48_000;

/** Writes the tracks, interleaved as a recorder does, into the container that the path's ending names. */
export async function writeTracks(path: string, tracks: readonly MadeTrack[]): Promise<string> {
  const ending = path.split(".").at(-1)!;
  const target = new BufferTarget();
  const output = new Output({ format: containers[ending]!(), target });
  const sources = tracks.map(({ samples, codec = "opus", language, name, isDefault }) => {
    const source = new EncodedAudioPacketSource(codec);
    output.addAudioTrack(source, {
      ...(language && { languageCode: language }),
      ...(name && { name }),
      ...(isDefault !== undefined && { disposition: { default: isDefault } }),
    });
    return { source, ...(codec === "opus" ? encodeOpus(samples) : cutPcm(samples)) };
  });
  await output.start();
  const count = Math.max(...sources.map(({ packets }) => packets.length));
  for (let i = 0; i < count; i++)
    for (const { source, packets, decoderConfig } of sources)
      if (packets[i])
        await source.add(new EncodedPacket(packets[i]!, "key", i * 0.02, 0.02), { decoderConfig });
  await output.finalize();
  writeFileSync(path, new Uint8Array(target.buffer!));
  return path;
}

function encodeOpus(samples: Float32Array) {
  const encoder = new OpusEncoder({ channels: 1 });
  const packets = [...encoder.encode([samples]), ...encoder.finish()];
  const description = buildOpusHead({
    channels: 1,
    preSkip: encoder.preSkip,
    inputSampleRate: sampleRate,
    outputGain: 0,
    mappingFamily: 0,
  });
  return { packets, decoderConfig: { codec: "opus", sampleRate, numberOfChannels: 1, description } };
}

function cutPcm(samples: Float32Array) {
  const step = sampleRate / 50;
  const packets = Array.from({ length: Math.ceil(samples.length / step) }, (_, i) => {
    const part = Int16Array.from(samples.subarray(i * step, (i + 1) * step), (x) => Math.round(x * 32_767));
    return new Uint8Array(part.buffer);
  });
  return { packets, decoderConfig: { codec: "pcm-s16", sampleRate, numberOfChannels: 1 } };
}
