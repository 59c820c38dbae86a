/** Packets with given times → Matroska, WebM, MP4, MOV, MPEG-TS or Ogg, by mediabunny. */
import { readFileSync } from "node:fs";
import {
  ALL_FORMATS,
  type AudioCodec,
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
  WebMOutputFormat,
} from "mediabunny";
import type { TimedPacket } from "./beeps.ts";

export type MuxFormat = "mkv" | "webm" | "mp4" | "fragmented mp4" | "mov" | "ts" | "ogg";

export type MuxTrack = {
  codec: AudioCodec;
  packets: TimedPacket[];
  config: { codec: string; numberOfChannels: number; sampleRate: number; description?: Uint8Array };
};

const formats = {
  mkv: () => new MkvOutputFormat(),
  webm: () => new WebMOutputFormat(),
  mp4: () => new Mp4OutputFormat(),
  "fragmented mp4": () => new Mp4OutputFormat({ fastStart: "fragmented" }),
  mov: () => new MovOutputFormat(),
  ts: () => new MpegTsOutputFormat(),
  ogg: () => new OggOutputFormat(),
};

/** @param tracks in the file's order; the packets of each by time */
export async function muxPackets(format: MuxFormat, tracks: MuxTrack[]): Promise<Buffer> {
  const target = new BufferTarget();
  const output = new Output({ format: formats[format](), target });
  const sources = tracks.map(({ codec }) => new EncodedAudioPacketSource(codec));
  for (const source of sources) output.addAudioTrack(source);
  await output.start();
  await Promise.all(
    tracks.map(async ({ packets, config }, i) => {
      for (const { data, startSeconds, seconds } of packets)
        await sources[i]!.add(new EncodedPacket(data, "key", startSeconds, seconds), {
          decoderConfig: config,
        });
      sources[i]!.close();
    }),
  );
  await output.finalize();
  return Buffer.from(target.buffer!);
}

/** The packets of the sound track of a file, as it times them. */
export async function readTrack(path: string): Promise<MuxTrack> {
  const input = new Input({ source: new BufferSource(readFileSync(path)), formats: ALL_FORMATS });
  const track = (await input.getPrimaryAudioTrack())!;
  const config = (await track.getDecoderConfig())! as MuxTrack["config"];
  const packets: TimedPacket[] = [];
  for await (const { data, timestamp, duration } of new EncodedPacketSink(track).packets())
    packets.push({ data, startSeconds: timestamp, seconds: duration });
  return { codec: (await track.getCodec())!, packets, config };
}
