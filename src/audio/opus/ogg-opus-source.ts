/** An Ogg Opus file as an AudioSource. */
import { makeNote } from "../../messages/notes.ts";
import type { AudioSource, SampleChunk } from "../audio-source.ts";
import { decodeOpus } from "./decode-opus.ts";
import { type OggOpusFile, openOggOpus } from "./ogg-opus-file.ts";
import { toAudioTags } from "./opus-headers.ts";

/**
 * Opens an Ogg Opus file, also a damaged one; reads it once for its exact length.
 * @throws ArchiveError as of openOggOpus
 */
export async function openOggOpusSource(
  path: string,
  options: { signal?: AbortSignal } = {},
): Promise<AudioSource> {
  const file = await openOggOpus(path, { isScanned: true, signal: options.signal });
  const { head, lengthSamples, durationSeconds } = file;
  return {
    format: "ogg/opus",
    path,
    sampleRate: 48_000,
    channels: head.channels,
    durationSeconds,
    tags: toAudioTags(file.tags),
    warnings: Array.from(file.flaws, (flaw) => makeNote("ogg-damaged", { flaw })),
    opus: { head, lengthSamples, packets: (signal) => packetData(file, signal) },
    samples: (signal) => samples(file, signal),
    close: () => file.close(),
    [Symbol.asyncDispose]: () => file.close(),
  };
}

async function* packetData(file: OggOpusFile, signal?: AbortSignal): AsyncGenerator<Uint8Array> {
  for await (const packet of file.packets({ signal })) yield packet.data;
}

function samples(file: OggOpusFile, signal?: AbortSignal): AsyncIterable<SampleChunk> {
  const { head, lengthSamples } = file;
  return decodeOpus({ head, packets: packetData(file, signal), endSample: lengthSamples, signal });
}
