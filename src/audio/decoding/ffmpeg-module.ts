/** FFmpeg's demuxers, decoders and resampler as WebAssembly: the module, and what one instance of it needs from the host. */
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { nativeModuleMissing } from "../../errors.ts";

/** What this file uses of WebAssembly: the types of Node and ES2024 lack it, and those of the browser declare `document`, too. */
declare const WebAssembly: {
  compile(bytes: Uint8Array): Promise<object>;
  instantiate(module: object, imports: Record<string, object>): Promise<{ exports: unknown }>;
};

/** The functions of decoders/ffmpeg/decode.c. Pointers are byte offsets into `memory`. */
export type FfmpegExports = {
  memory: { readonly buffer: ArrayBuffer };
  info(): number;
  allocate(byteLength: number): number;
  plane(channel: number): number;
  marks(): number;
  container_name(): number;
  codec_name(): number;
  codec_data(): number;
  codec_data_size(): number;
  packet_data(): number;
  packet_size(): number;
  packet_position(): number;
  error_text(code: number): number;
  metadata(): number;
  set_option(key: number, value: number): number;
  open_input(): number;
  select_track(number: number): number;
  track_number(): number;
  track_facts(number: number): number;
  track_codec(number: number): number;
  track_tag(number: number, key: number): number;
  open_decoder(): number;
  read_packet(): number;
  decode(): number;
  open_resampler(channels: number, fromRate: number, toRate: number): number;
  resample(count: number): number;
  resampled_plane(channel: number): number;
  version(): number;
  _initialize(): void;
};

/** How an instance reads its file. `whence` as in C: 0 start, 1 current, 2 end; 0x10000 asks for the size. */
type FfmpegHost = {
  read(into: Uint8Array): number;
  seek(offset: number, whence: number): number;
  log(line: string): void;
  interrupted(): boolean;
};

/** Fields of `info` in decode.c, in the same order; all are doubles. */
export const infoFields = [
  "sampleRate",
  "channels",
  "channelMask",
  "durationSeconds",
  "durationIsExact",
  "trackSeconds",
  "audioTracks",
  "videoTracks",
  "chunkSampleRate",
  "chunkChannels",
  "chunkChannelMask",
  "damagedPackets",
  "discontinuities",
  "packetPts",
  "packetDuration",
  "skipStart",
  "skipEnd",
  "timeBaseNumerator",
  "timeBaseDenominator",
  "initialPadding",
  "readError",
  "containerStartSeconds",
  "trackStartSeconds",
  "firstPacketSeconds",
  "chunkMarks",
] as const;

/** What `track_facts` returns: doubles in this order, NaN where the container says nothing. */
export const trackFactFields = [
  "channels",
  "sampleRate",
  "isDefault",
  "durationSeconds",
  "startSeconds",
  "isDecodable",
  "disposition",
  "id",
] as const;

export type FfmpegInfo = Record<(typeof infoFields)[number], number>;

let compiled: Promise<object> | undefined;

/** Compiles the module once per process (0.1 s); instances share it. */
async function compileModule(): Promise<object> {
  const name = "fonoteka-ffmpeg/ffmpeg.wasm";
  try {
    return await WebAssembly.compile(await readFile(fileURLToPath(import.meta.resolve(name))));
  } catch (cause) {
    throw nativeModuleMissing("fonoteka-ffmpeg", cause);
  }
}

/** For an instance that reads no file but resamples. */
const hostWithoutFile: FfmpegHost = {
  read: () => -1,
  seek: () => -1,
  log: () => {},
  interrupted: () => false,
};

/** A fresh instance: its own memory, one file or one stream to resample, no state shared with others. */
export async function instantiateFfmpeg(host: FfmpegHost = hostWithoutFile): Promise<FfmpegExports> {
  compiled ??= compileModule().catch((error) => {
    compiled = undefined;
    throw error;
  });
  const module = await compiled;
  let exports: FfmpegExports | undefined;
  const view = () => new DataView(exports!.memory.buffer);
  const bytes = (at: number, length: number) => new Uint8Array(exports!.memory.buffer, at, length);
  const badDescriptor = () => 8;
  const instance = await WebAssembly.instantiate(module, {
    host: {
      read: (into: number, size: number) => host.read(bytes(into, size)),
      seek: (offset: bigint, whence: number) => BigInt(host.seek(Number(offset), whence)),
      log: (_level: number, text: number) => host.log(readCString(exports!, text)),
      interrupted: () => (host.interrupted() ? 1 : 0),
    },
    wasi_snapshot_preview1: {
      clock_time_get: (_clock: number, _precision: bigint, into: number) => {
        view().setBigUint64(into, process.hrtime.bigint(), true);
        return 0;
      },
      environ_sizes_get: (count: number, size: number) => {
        view().setUint32(count, 0, true);
        view().setUint32(size, 0, true);
        return 0;
      },
      environ_get: () => 0,
      proc_exit: (code: number) => {
        throw new Error(`the decoder exited (${code})`);
      },
      fd_read: badDescriptor,
      fd_write: badDescriptor,
      fd_close: badDescriptor,
      fd_seek: badDescriptor,
      fd_fdstat_get: badDescriptor,
      fd_fdstat_set_flags: badDescriptor,
      fd_prestat_get: badDescriptor,
      fd_prestat_dir_name: badDescriptor,
      path_open: badDescriptor,
      poll_oneoff: badDescriptor,
    },
  });
  exports = instance.exports as FfmpegExports;
  exports._initialize();
  return exports;
}

/** Bytes up to the next `end` byte (default: NUL), copied. */
export function readCBytes(exports: FfmpegExports, at: number, end = 0): Uint8Array {
  const memory = new Uint8Array(exports.memory.buffer);
  return memory.slice(at, memory.indexOf(end, at));
}

/** Text as a C string in the module's memory, which is never freed: for a few short names. */
export function writeCString(exports: FfmpegExports, text: string): number {
  const bytes = Buffer.from(`${text}\0`);
  const at = exports.allocate(bytes.length);
  new Uint8Array(exports.memory.buffer, at, bytes.length).set(bytes);
  return at;
}

export function readCString(exports: FfmpegExports, at: number): string {
  return new TextDecoder().decode(readCBytes(exports, at));
}
