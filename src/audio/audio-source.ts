/** What a sound file is made of, as the rest of the archive sees it: the seam between readers and writers of audio. */
import type { Note } from "../messages/notes.ts";

/** Planar samples, -1…1: one array per channel, all of one length. */
export type SampleChunk = Float32Array[];

/** What the file says of itself. Empty or unreadable tags are absent. */
export type AudioTags = {
  title?: string;
  artist?: string;
  comment?: string;
  /** When it was recorded, as ISO 8601; without an offset where the tag has none (then local time is meant). Year-only dates are left out. */
  date?: string;
};

/** Fields of the OpusHead packet (RFC 7845, 5.1). */
export type OpusHead = {
  channels: number;
  /** Samples at 48 kHz to drop at the start. */
  preSkip: number;
  /** Rate of the original input, Hz; 0 when unknown. Only for information. */
  inputSampleRate: number;
  /** Q7.8 dB. */
  outputGain: number;
  mappingFamily: number;
  /** Stream counts and channel mapping, for families other than 0. */
  mapping?: { streams: number; coupled: number; table: Uint8Array };
};

/** Opus packets that lie in the source as they are: they are copied, never encoded again. */
export type OpusStream = {
  head: OpusHead;
  /** Length in samples at 48 kHz after pre-skip and end trimming, when the container says so exactly. */
  lengthSamples?: number;
  packets(signal?: AbortSignal): AsyncIterable<Uint8Array>;
};

/** An opened audio or video file. Reading streams: memory does not grow with the length. */
export interface AudioSource {
  /** As found in the bytes, never from the name: `wav`, `flac`, `mp3`, `m4a`, `ogg/vorbis`, `ogg/opus`, `webm/opus` … */
  readonly format: string;
  /** Where the file lies, when it is one: well-formed Ogg Opus is then copied byte for byte. */
  readonly path?: string;
  readonly sampleRate: number;
  readonly channels: number;
  /** As declared or computed before decoding; only a hint for progress. */
  readonly durationSeconds?: number;
  readonly tags: AudioTags;
  /** What is wrong with a file that can be read nevertheless. Complete once `samples` or `opus.packets` has ended. */
  readonly warnings: Note[];
  /** Present when the sound is Opus already. */
  readonly opus?: OpusStream;
  /** Decodes from the start. @throws ArchiveError `corrupt-audio` when nothing can be decoded, `cancelled` */
  samples(signal?: AbortSignal): AsyncIterable<SampleChunk>;
  close(): Promise<void>;
}
