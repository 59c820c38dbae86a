/** What an audio file consists of: the interface between the code that reads audio files and the code that writes them. */
import type { SourceTrack } from "../domain.ts";
import type { Note } from "../messages/notes.ts";

/** Planar samples, -1…1: one array per channel, all of one length. */
export type SampleChunk = Float32Array[];

/** The file's own tags. Empty or unreadable ones are absent. */
export type AudioTags = {
  title?: string;
  artist?: string;
  comment?: string;
  /** When it was recorded, as ISO 8601; without an offset, which means local time, where the tag has none. Years alone are left out. */
  date?: string;
  /** In place of `date`: what a clock wrote that was never set. */
  unsetDate?: string;
};

/** Fields of the OpusHead packet (RFC 7845, 5.1). */
export type OpusHead = {
  channels: number;
  /** Samples at 48 kHz to drop at the start. */
  preSkip: number;
  /** Rate of the original input, Hz; 0 when unknown. Informative only. */
  inputSampleRate: number;
  /** Q7.8 dB. */
  outputGain: number;
  mappingFamily: number;
  /** Stream counts and channel mapping, for families other than 0. */
  mapping?: { streams: number; coupled: number; table: Uint8Array };
};

/** The Opus packets of a source that is Opus already: they are copied, never encoded again. */
export type OpusStream = {
  head: OpusHead;
  /** Length in samples at 48 kHz after pre-skip and end trimming, when the container says so exactly. */
  readonly lengthSamples?: number | undefined;
  packets(signal?: AbortSignal): AsyncIterable<Uint8Array>;
};

/** An opened audio or video file. Reading streams: memory does not grow with the length. */
export interface AudioSource extends AsyncDisposable {
  /** Detected from the bytes, never from the name: `wav`, `flac`, `mp3`, `m4a`, `ogg/vorbis`, `ogg/opus`, `webm/opus` … */
  readonly format: string;
  /** Path, when the source is a file: well-formed Ogg Opus is then copied byte for byte. */
  readonly path?: string;
  readonly sampleRate: number;
  readonly channels: number;
  /** As declared or estimated before decoding; only for showing progress. */
  readonly durationSeconds?: number;
  readonly tags: AudioTags;
  /** Of a file with several sound tracks: the number of the one that is read, and all of them. */
  readonly track?: number;
  readonly tracks?: readonly SourceTrack[];
  /** Problems of a file that can still be read. Complete once `samples` or `opus.packets` has ended. */
  readonly warnings: Note[];
  /** Present when the audio is Opus already. */
  readonly opus?: OpusStream;
  /** Decodes from the start. @throws ArchiveError `corrupt-audio` when nothing can be decoded, `cancelled` */
  samples(signal?: AbortSignal): AsyncIterable<SampleChunk>;
  close(): Promise<void>;
}
