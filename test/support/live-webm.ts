import { readFileSync } from "node:fs";
import {
  BufferSource,
  EncodedAudioPacketSource,
  EncodedPacketSink,
  Input,
  OGG,
  Output,
  StreamTarget,
  type StreamTargetChunk,
  WebMOutputFormat,
} from "mediabunny";

/**
 * The Opus packets of an Ogg file as a browser's MediaRecorder gives them: one stream of WebM that is only ever appended
 * to (no length, no seek table), cut wherever a second is over.
 * @returns the parts in order; together they are the whole stream
 */
export async function makeLiveWebm(oggPath: string, seconds: number): Promise<Uint8Array<ArrayBuffer>[]> {
  const input = new Input({ source: new BufferSource(readFileSync(oggPath)), formats: [OGG] });
  const track = (await input.getPrimaryAudioTrack())!;
  const parts: Uint8Array<ArrayBuffer>[] = [];
  const writable = new WritableStream<StreamTargetChunk>({
    write: ({ data }) => void parts.push(data.slice()),
  });
  const output = new Output({
    format: new WebMOutputFormat({ appendOnly: true, minimumClusterDuration: 1 }),
    target: new StreamTarget(writable),
  });
  const source = new EncodedAudioPacketSource("opus");
  output.addAudioTrack(source);
  await output.start();
  const decoderConfig = (await track.getDecoderConfig())!;
  for await (const packet of new EncodedPacketSink(track).packets()) {
    if (packet.timestamp >= seconds) break;
    await source.add(packet, { decoderConfig });
  }
  await output.finalize();
  return parts;
}
