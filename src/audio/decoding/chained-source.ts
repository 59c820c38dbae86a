/** Several files that were joined in one, or the links of an Ogg chain, as one sound. */
import type { SourceTrack } from "../../domain.ts";
import { type ArchiveError, archiveError, isArchiveError, toInnerMessage } from "../../errors.ts";
import { makeNote, type Note } from "../../messages/notes.ts";
import type { AudioSource, AudioTags, OpusHead, OpusStream, SampleChunk } from "../audio-source.ts";
import { parseOpusPacket } from "../opus/opus-packet.ts";
import { PacketJoiner } from "../opus/packet-joiner.ts";
import { StreamFitter } from "./ffmpeg-source.ts";

/** A part that can be read, or why it cannot; its length where that is known all the same. */
export type ChainPart = {
  source?: AudioSource;
  error?: ArchiveError;
  byteLength: number;
  durationSeconds?: number | undefined;
};

/** The parts one after another, each on its own clock; silence in place of one that cannot be decoded but measured. */
export class ChainedSource implements AudioSource {
  readonly format: string;
  readonly sampleRate: number;
  readonly channels: number;
  readonly durationSeconds?: number;
  readonly tags: AudioTags;
  readonly opus?: OpusStream;
  readonly track?: number;
  readonly tracks?: readonly SourceTrack[];
  readonly warnings: Note[] = [];
  /** Not `path`: the file is not to be copied as it is, even if it begins with Ogg Opus. */
  private readonly sourcePath: string;
  private readonly parts: readonly ChainPart[];

  /** @param parts at least one of them with a source */
  constructor(path: string, parts: readonly ChainPart[]) {
    const sources = parts.flatMap(({ source }) => source ?? []);
    const [first] = sources as [AudioSource, ...AudioSource[]];
    this.sourcePath = path;
    this.parts = parts;
    this.format = first.format;
    this.tags = first.tags;
    this.sampleRate = Math.max(...sources.map(({ sampleRate }) => sampleRate));
    this.channels = Math.max(...sources.map(({ channels }) => channels));
    const seconds = parts.map((part) => part.source?.durationSeconds ?? part.durationSeconds);
    if (seconds.every((each) => each !== undefined))
      this.durationSeconds = seconds.reduce((sum, each) => sum + each, 0);
    const { track, tracks } = first;
    if (track !== undefined) this.track = track;
    if (tracks) this.tracks = tracks;
    const opus = parts.length === sources.length ? joinOpus(sources) : undefined;
    if (opus) this.opus = opus;
    for (const [index, part] of parts.entries()) {
      if (part.error) this.noteLoss(index, part.error);
      for (const note of part.source?.warnings ?? []) this.warn(note);
    }
    this.warn(makeNote("audio-joined-files", { count: parts.length }));
  }

  async *samples(signal?: AbortSignal): AsyncGenerator<SampleChunk> {
    const fit = new StreamFitter(this.sampleRate, this.channels);
    let hasSound = false;
    let firstError: unknown;
    for (const [index, part] of this.parts.entries()) {
      let seconds = 0;
      try {
        if (part.source) {
          for await (const planes of part.source.samples(signal)) {
            const fitted = await fit.push(planes, part.source.sampleRate);
            hasSound = true;
            seconds += planes[0]!.length / part.source.sampleRate;
            if (fitted[0]!.length > 0) yield fitted;
          }
          for (const note of part.source.warnings) this.warn(note);
          continue;
        }
      } catch (error) {
        if (!isArchiveError(error, "corrupt-audio")) throw error;
        firstError ??= error;
        this.noteLoss(index, error);
      }
      const lostSeconds = (part.durationSeconds ?? 0) - seconds;
      for (const planes of silence(lostSeconds, this.sampleRate, this.channels))
        yield await fit.push(planes, this.sampleRate);
    }
    if (!hasSound) throw firstError ?? archiveError("nothing-decoded", { path: this.sourcePath });
    const rest = fit.flush();
    if (rest[0]!.length > 0) yield rest;
  }

  async close(): Promise<void> {
    for (const { source } of this.parts) await source?.close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  private noteLoss(index: number, error: ArchiveError): void {
    const { durationSeconds, byteLength } = this.parts[index]!;
    const values = { part: index + 1, parts: this.parts.length, error: toInnerMessage(error) };
    this.warn(
      durationSeconds
        ? makeNote("audio-part-silent", { ...values, seconds: durationSeconds.toFixed(1) })
        : makeNote("audio-part-missing", { ...values, byteLength }),
    );
  }

  private warn(note: Note): void {
    if (!this.warnings.some(({ text }) => text === note.text)) this.warnings.push(note);
  }
}

function* silence(seconds: number, sampleRate: number, channels: number): Generator<SampleChunk> {
  for (let left = Math.round(seconds * sampleRate); left > 0; left -= sampleRate) {
    const length = Math.min(left, sampleRate);
    yield Array.from({ length: channels }, () => new Float32Array(length));
  }
}

/** The packets of all parts, when all are Opus of one shape. */
function joinOpus(sources: readonly AudioSource[]): OpusStream | undefined {
  const streams = sources.map(({ opus }) => opus);
  const [first, ...others] = streams;
  if (!first || !others.every((other) => other && isAlike(first.head, other.head))) return undefined;
  const lengths = streams.map((stream) => stream?.lengthSamples ?? Number.NaN);
  const sum = lengths.reduce((total, length) => total + length, 0);
  let lateSamples = 0;
  return {
    head: first.head,
    // To half a packet; exact when the packets have been read.
    get lengthSamples() {
      return Number.isNaN(sum) ? undefined : sum + lateSamples;
    },
    async *packets(signal) {
      const joiner = new PacketJoiner<{ data: Uint8Array; durationSamples: number }>();
      let paddingSamples = 0;
      for (const [index, stream] of streams.entries()) {
        const { head } = stream!;
        if (index > 0) joiner.beginPart({ paddingSamples, preSkip: head.preSkip });
        let decodedSamples = -head.preSkip;
        for await (const data of stream!.packets(signal)) {
          const shape = parseOpusPacket(data);
          if (!shape) continue;
          const { durationSamples } = shape;
          decodedSamples += durationSamples;
          for (const packet of joiner.push({ data, durationSamples })) yield packet.data;
        }
        paddingSamples = Math.max(0, decodedSamples - (lengths[index] || decodedSamples));
      }
      for (const packet of joiner.finish()) yield packet.data;
      lateSamples = joiner.lateSamples;
    },
  };
}

function isAlike(a: OpusHead, b: OpusHead): boolean {
  return !a.mapping && !b.mapping && a.channels === b.channels && a.outputGain === b.outputGain;
}
