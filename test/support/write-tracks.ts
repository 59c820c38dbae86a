/** Files with several sound tracks, made for tests: PCM, or Opus by our encoder, in the containers that people's files come in. */
import { readFileSync, writeFileSync } from "node:fs";
import {
  ADTS,
  BufferSource,
  BufferTarget,
  EncodedAudioPacketSource,
  EncodedPacket,
  EncodedPacketSink,
  Input,
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

/** One frame of silence in AAC-LC, mono. */
const silentFrame = Uint8Array.from([0x00, 0xc8, 0x00, 0x80, 0x23, 0x80]);

/** The frame with the header of another one, and its own length in it. */
function frameAsAdts(frame: Uint8Array, other: Uint8Array): Uint8Array {
  const header = other.slice(0, 7);
  const byteLength = header.length + frame.length;
  header[3] = (header[3]! & 0xfc) | (byteLength >> 11);
  header[4] = (byteLength >> 3) & 0xff;
  header[5] = (header[5]! & 0x1f) | ((byteLength & 7) << 5);
  return Buffer.concat([header, frame]);
}

/**
 * MPEG-TS with two tracks of AAC: silence from the start, and the sound of an ADTS file (mono) from `startSeconds` on. The silence
 * goes on to the end.
 */
export async function writeLateTrack(path: string, adtsPath: string, startSeconds: number): Promise<string> {
  const input = new Input({ source: new BufferSource(readFileSync(adtsPath)), formats: [ADTS] });
  const track = (await input.getPrimaryAudioTrack())!;
  const decoderConfig = (await track.getDecoderConfig())!;
  const sink = new EncodedPacketSink(track);
  const silent = frameAsAdts(silentFrame, (await sink.getFirstPacket())!.data);
  const target = new BufferTarget();
  const output = new Output({ format: new MpegTsOutputFormat(), target });
  const [silence, sound] = [new EncodedAudioPacketSource("aac"), new EncodedAudioPacketSource("aac")];
  output.addAudioTrack(silence);
  output.addAudioTrack(sound);
  await output.start();
  const step = 1024 / decoderConfig.sampleRate;
  let seconds = 0;
  const addSilence = async (untilSeconds: number) => {
    for (; seconds < untilSeconds; seconds += step)
      await silence.add(new EncodedPacket(silent, "key", seconds, step), { decoderConfig });
  };
  await addSilence(step);
  for await (const packet of sink.packets()) {
    const timestamp = startSeconds + packet.timestamp;
    await addSilence(timestamp);
    await sound.add(new EncodedPacket(packet.data, "key", timestamp, step), { decoderConfig });
  }
  await output.finalize();
  writeFileSync(path, new Uint8Array(target.buffer!));
  return path;
}
