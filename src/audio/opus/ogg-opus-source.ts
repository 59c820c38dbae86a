/** An Ogg Opus file as an AudioSource. */
import { makeNote, type Note } from "../../messages/notes.ts";
import type { AudioSource, SampleChunk } from "../audio-source.ts";
import { noteClockChanges } from "../clock/note-clock-changes.ts";
import { decodeOpus } from "./decode-opus.ts";
import { type OggOpusFile, openOggOpus } from "./ogg-opus-file.ts";
import { toAudioTags } from "./opus-headers.ts";

/**
 * Opens an Ogg Opus file, also a damaged one; reads it once for its exact length.
 * @throws ArchiveError as of openOggOpus
 */
export async function openOggOpusSource(
  path: string,
  options: { signal?: AbortSignal | undefined } = {},
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
    warnings: [...noteFlaws(file.flaws), ...noteClockChanges(file.holes)],
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

/**
 * A file that was cut off lacks its last page, and has a part of a page at its end: to a person, both are one thing. A chain is
 * no damage, and of time without packets the note of its silence tells.
 */
function noteFlaws(flaws: ReadonlySet<string>): Note[] {
  const isCut = flaws.has("end-of-stream marker missing");
  const others = [...flaws].filter(
    (flaw) =>
      flaw !== "chained streams" &&
      flaw !== "uneven granule positions" &&
      (!isCut || (flaw !== "end-of-stream marker missing" && flaw !== "extra data at the end")),
  );
  return [
    ...others.map((flaw) => makeNote("ogg-damaged", { flaw })),
    ...(isCut ? [makeNote("audio-end-lost", {})] : []),
  ];
}
