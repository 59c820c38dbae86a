/** One audio track of one file, read through FFmpeg: its properties, samples and packets. */
import { closeSync, fstatSync, openSync } from "node:fs";
import { type ArchiveError, archiveError, fromSystemError, isArchiveError } from "../../errors.ts";
import {
  type FfmpegExports,
  type FfmpegInfo,
  infoFields,
  instantiateFfmpeg,
  readCBytes,
  readCString,
  trackFactFields,
  writeCString,
} from "./ffmpeg-module.ts";
import { type FileView, rangeView, readView, viewByteLength } from "./file-view.ts";

/** Where a frame begins: sample of the block, and its time on the container's clock; NaN where the container says none. */
export type FrameMark = { sample: number; seconds: number };

/**
 * A decoded block as the decoder returned it; `channelMask` as in WAVEFORMATEXTENSIBLE, 0 when unknown. A frame that goes on
 * from the block before has no mark.
 */
export type DecodedBlock = {
  planes: Float32Array[];
  sampleRate: number;
  channelMask: number;
  marks: FrameMark[];
};

/**
 * A packet of the container. `skipStart`/`skipEnd` are the samples to drop according to the container; `seconds` is when it
 * begins on the container's clock, NaN where that says nothing.
 */
export type TrackPacket = { data: Uint8Array; skipStart: number; skipEnd: number; seconds: number };

/** A sound track of a container. `number` counts the sound tracks from 1; times in seconds, absent where nothing is said. */
export type ContainerTrack = {
  number: number;
  /** FFmpeg's name of the codec, such as `aac`. */
  codec: string;
  channels: number;
  sampleRate: number;
  isDefault: boolean;
  /** Whether there is a decoder for it. */
  isDecodable: boolean;
  durationSeconds?: number;
  startSeconds?: number;
  /** As the container writes it: `rus`, `eng`, `und` … */
  language?: string;
  title?: string;
};

type OpenInputOptions = {
  /** Number of the sound track, from 1. */
  track?: number | undefined;
  /** FFmpeg's options of the demuxer, such as `ignore_editlist`. */
  demuxerOptions?: Record<string, string> | undefined;
  /** What is read in place of the file. */
  view?: FileView | undefined;
};

const infoIndexes = Object.fromEntries(infoFields.map((name, i) => [name, i])) as FfmpegInfo;

const decodingDeadlineMs = 60_000;
const seekForSize = 0x10000;

/** Holds a file descriptor and an instance of the decoder; one pass from the start to the end. */
export class FfmpegInput {
  readonly path: string;
  readonly byteLength: number;
  /** What of the file is read: all of it unless said otherwise. */
  readonly view: FileView;
  /** The decoder's first error messages. */
  readonly complaints: string[] = [];
  private readonly descriptor: number;
  private exports: FfmpegExports | undefined;
  private position = 0;
  private systemError: unknown;
  private deadline = 0;
  private closed = false;

  private constructor(path: string, descriptor: number, view: FileView | undefined) {
    this.path = path;
    this.descriptor = descriptor;
    this.view = view ?? rangeView(0, fstatSync(descriptor).size);
    this.byteLength = viewByteLength(this.view);
  }

  /**
   * Opens the container and picks its audio track: the one of this number (from 1), else the first one marked default, else
   * the first. With `view` it reads that in place of the file.
   * @throws ArchiveError `corrupt-audio` when it cannot be read, `unsupported-audio` when it has no audio or no such track
   */
  static async open(path: string, options: OpenInputOptions = {}): Promise<FfmpegInput> {
    let input: FfmpegInput;
    try {
      input = new FfmpegInput(path, openSync(path, "r"), options.view);
    } catch (error) {
      throw fromSystemError(error, path);
    }
    try {
      await input.start(options);
      return input;
    } catch (error) {
      input.close();
      throw error;
    }
  }

  get info(): FfmpegInfo {
    const exports = this.exports!;
    const values = new Float64Array(exports.memory.buffer, exports.info(), infoFields.length);
    return Object.fromEntries(infoFields.map((name, i) => [name, values[i]])) as FfmpegInfo;
  }

  /** One field of `info`: a file of an hour has 180 000 packets, and all fields of each took a quarter of the time. */
  private fact(name: (typeof infoFields)[number]): number {
    const exports = this.exports!;
    return new Float64Array(exports.memory.buffer, exports.info(), infoFields.length)[infoIndexes[name]]!;
  }

  /** FFmpeg's names, such as `mov,mp4,m4a,3gp,3g2,mj2` and `aac`. */
  get container(): string {
    return readCString(this.exports!, this.exports!.container_name());
  }
  get codec(): string {
    return readCString(this.exports!, this.exports!.codec_name());
  }

  /** Number of the track that is read, from 1. */
  get trackNumber(): number {
    return this.exports!.track_number();
  }

  /** The track's number in the container's own headers. */
  get trackId(): number {
    const exports = this.exports!;
    const at = exports.track_facts(exports.track_number());
    return new Float64Array(exports.memory.buffer, at, trackFactFields.length)[
      trackFactFields.indexOf("id")
    ]!;
  }

  /** Before anything is read: another track. @throws ArchiveError `invalid-input` when there is no such track */
  selectTrack(track: number): void {
    if (this.exports!.select_track(track) === 0) return;
    if (this.info.audioTracks === 1) throw archiveError("one-track-only", { path: this.path, track });
    throw archiveError("no-such-track", { path: this.path, track, tracks: this.info.audioTracks });
  }

  /** All sound tracks of the container, in its order. */
  listTracks(): ContainerTrack[] {
    const exports = this.exports!;
    const [languageKey, titleKey, handlerKey] = ["language", "title", "handler_name"].map((key) =>
      writeCString(exports, key),
    ) as [number, number, number];
    return Array.from({ length: this.info.audioTracks }, (_, i) => {
      const number = i + 1;
      const values = new Float64Array(
        exports.memory.buffer,
        exports.track_facts(number),
        trackFactFields.length,
      );
      const facts = Object.fromEntries(trackFactFields.map((name, at) => [name, values[at]])) as Record<
        (typeof trackFactFields)[number],
        number
      >;
      const tag = (key: number) => readCString(exports, exports.track_tag(number, key));
      const language = tag(languageKey);
      const title = tag(titleKey) || tag(handlerKey);
      return {
        number,
        codec: readCString(exports, exports.track_codec(number)),
        channels: facts.channels,
        sampleRate: facts.sampleRate,
        isDefault: facts.isDefault !== 0,
        isDecodable: facts.isDecodable !== 0,
        ...(!Number.isNaN(facts.durationSeconds) && { durationSeconds: facts.durationSeconds }),
        ...(!Number.isNaN(facts.startSeconds) && { startSeconds: facts.startSeconds }),
        ...(language && { language }),
        ...(title && { title }),
      };
    });
  }

  /** The codec's configuration bytes: OpusHead, AudioSpecificConfig … */
  get codecData(): Uint8Array {
    const exports = this.exports!;
    return new Uint8Array(exports.memory.buffer, exports.codec_data(), exports.codec_data_size()).slice();
  }

  /** Key and value of every tag, undecoded, because old files do not declare their encoding. The file's come before the track's. */
  readMetadata(): [key: string, value: Uint8Array][] {
    const exports = this.exports!;
    const entries: [string, Uint8Array][] = [];
    let at = exports.metadata();
    for (;;) {
      const record = readCBytes(exports, at);
      if (record.length === 0) return entries;
      at += record.length + 1;
      const split = record.indexOf(10);
      entries.push([
        new TextDecoder().decode(record.subarray(0, split)).toLowerCase(),
        record.slice(split + 1),
      ]);
    }
  }

  /** @throws ArchiveError `unsupported-audio` when there is no decoder for the track */
  openDecoder(): void {
    const code = this.call((exports) => exports.open_decoder());
    if (code < 0) {
      throw archiveError("codec-not-supported", {
        path: this.path,
        codec: this.codec,
        why: this.describe(code),
      });
    }
  }

  /** The next block (0.7 s at 48 kHz), copied; undefined at the end. */
  decodeBlock(): DecodedBlock | undefined {
    const count = this.call((exports) => exports.decode());
    if (count < 0) throw this.corrupt(this.describe(count));
    if (count === 0) return undefined;
    const exports = this.exports!;
    const { chunkChannels, chunkSampleRate, chunkChannelMask, chunkMarks } = this.info;
    const planes = Array.from({ length: chunkChannels }, (_, channel) =>
      new Float32Array(exports.memory.buffer, exports.plane(channel), count).slice(),
    );
    const marked = new Float64Array(exports.memory.buffer, exports.marks(), 2 * chunkMarks);
    const marks = Array.from({ length: chunkMarks }, (_, i) => ({
      sample: marked[2 * i]!,
      seconds: marked[2 * i + 1]!,
    }));
    return { planes, sampleRate: chunkSampleRate, channelMask: chunkChannelMask, marks };
  }

  /** The next packet of the track, copied; undefined at the end, and where reading fails. */
  readPacket(): TrackPacket | undefined {
    const code = this.call((exports) => exports.read_packet());
    if (code <= 0) return undefined;
    const exports = this.exports!;
    const data = new Uint8Array(exports.memory.buffer, exports.packet_data(), exports.packet_size()).slice();
    const base = this.fact("timeBaseNumerator") / this.fact("timeBaseDenominator");
    return {
      data,
      skipStart: this.fact("skipStart"),
      skipEnd: this.fact("skipEnd"),
      seconds: this.fact("packetPts") * base,
    };
  }

  /** Closes the file; the memory is freed with the object. */
  close(): void {
    if (this.closed) return;
    this.closed = true;
    closeSync(this.descriptor);
  }

  private async start({ track, demuxerOptions = {} }: OpenInputOptions): Promise<void> {
    this.exports = await instantiateFfmpeg({
      read: (into) => this.read(into),
      seek: (offset, whence) => this.seek(offset, whence),
      interrupted: () => performance.now() > this.deadline,
      log: (line) => {
        if (this.complaints.length < 8) this.complaints.push(line.trim());
      },
    });
    for (const [name, value] of Object.entries(demuxerOptions))
      this.exports.set_option(writeCString(this.exports, name), writeCString(this.exports, value));
    const code = this.call((exports) => exports.open_input());
    if (code === 1) {
      const kind = `${this.info.videoTracks > 0 ? "video" : "container"} ${this.container.split(",")[0]}`;
      throw archiveError("no-audio-track", { path: this.path, kind });
    }
    if (code < 0) throw this.corrupt(this.describe(code));
    if (track !== undefined) this.selectTrack(track);
  }

  private read(into: Uint8Array): number {
    // A damaged file may point beyond the end.
    if (this.position >= this.byteLength) return 0;
    try {
      const count = readView(this.descriptor, this.view, into, this.position);
      this.position += count;
      return count;
    } catch (error) {
      this.systemError = error;
      return -1;
    }
  }

  private seek(offset: number, whence: number): number {
    if (whence === seekForSize) return this.byteLength;
    const base = whence === 0 ? 0 : whence === 1 ? this.position : this.byteLength;
    if (base + offset < 0) return -1;
    this.position = base + offset;
    return this.position;
  }

  /** Runs one step in the decoder. A crash (a trap) stays in the sandbox and becomes an error like any other. */
  private call(step: (exports: FfmpegExports) => number): number {
    if (this.closed) throw new TypeError(`${this.path} is closed already`);
    this.deadline = performance.now() + decodingDeadlineMs;
    let code: number;
    try {
      code = step(this.exports!);
    } catch (cause) {
      if (isArchiveError(cause)) throw cause;
      throw this.corrupt(`the decoder crashed: ${cause instanceof Error ? cause.message : cause}`, cause);
    }
    if (this.systemError) throw fromSystemError(this.systemError, this.path);
    return code;
  }

  private describe(code: number): string {
    const text = readCString(this.exports!, this.exports!.error_text(code));
    return [text, ...this.complaints.slice(0, 1)].join("; ");
  }

  private corrupt(why: string, cause?: unknown): ArchiveError {
    return archiveError("cannot-decode", { path: this.path, why }, { cause });
  }
}
