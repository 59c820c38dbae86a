/** Changes the sampling rate in a stream, by FFmpeg's libswresample. */
import { type ArchiveError, archiveError } from "../../errors.ts";
import type { SampleChunk } from "../audio-source.ts";
import { type FfmpegExports, instantiateFfmpeg, readCString } from "./ffmpeg-module.ts";

/** Max samples that decode.c takes in one call (CHUNK). */
const maxBlockSamples = 1 << 15;
/** The filter looks ahead: this much silence at a time pushes the last samples out of it. */
const tailSamples = 1024;

/**
 * Resamples all channels of one stream. Output sample n lies at n / toRate seconds: there is no delay. The length is
 * ceil(input × toRate / fromRate) exactly, and does not depend on how the input is cut. The pass band ends at 0.83 of the
 * lower Nyquist frequency; above that frequency nothing is left within 80 dB. Memory: one instance of the decoder module.
 */
export class Resampler {
  private readonly fromRate: number;
  private readonly toRate: number;
  private readonly channels: number;
  /** Undefined where the rates are the same. */
  private readonly exports: FfmpegExports | undefined;
  private takenSamples = 0;
  private givenSamples = 0;

  /** @param exports an instance whose `open_resampler` has succeeded; see createResampler */
  constructor(options: ResamplerOptions, exports: FfmpegExports | undefined) {
    this.fromRate = options.fromRate;
    this.toRate = options.toRate;
    this.channels = options.channels;
    this.exports = exports;
  }

  /** Takes the next chunk and returns what can be computed from it; the rest comes with later calls. */
  push(chunk: SampleChunk): SampleChunk {
    const length = chunk[0]!.length;
    this.takenSamples += length;
    const { exports } = this;
    if (!exports) return chunk.map((plane) => plane.slice());
    const blocks: SampleChunk[] = [];
    for (let at = 0; at < length; at += maxBlockSamples) {
      blocks.push(this.run(exports, (channel) => chunk[channel]!.subarray(at, at + maxBlockSamples)));
    }
    return joinBlocks(blocks, this.channels);
  }

  /** Ends the input and returns the rest. */
  flush(): SampleChunk {
    const blocks: SampleChunk[] = [];
    const { exports } = this;
    if (exports) {
      const silence = new Float32Array(tailSamples);
      const totalSamples = Math.ceil((this.takenSamples * this.toRate) / this.fromRate);
      while (this.givenSamples < totalSamples) {
        const restSamples = totalSamples - this.givenSamples;
        const block = this.run(exports, () => silence);
        blocks.push(block.map((plane) => plane.subarray(0, restSamples)));
      }
    }
    return joinBlocks(blocks, this.channels);
  }

  private run(exports: FfmpegExports, planeOf: (channel: number) => Float32Array): SampleChunk {
    let length = 0;
    for (let channel = 0; channel < this.channels; channel++) {
      const plane = planeOf(channel);
      length = plane.length;
      new Float32Array(exports.memory.buffer, exports.plane(channel), length).set(plane);
    }
    const count = exports.resample(length);
    if (count < 0) throw resampleError(exports, count);
    this.givenSamples += count;
    return Array.from({ length: this.channels }, (_, channel) =>
      new Float32Array(exports.memory.buffer, exports.resampled_plane(channel), count).slice(),
    );
  }
}

type ResamplerOptions = {
  /** Hz, whole and positive. */
  fromRate: number;
  toRate: number;
  channels: number;
};

/** Prepares the conversion from one rate to another for a stream of so many channels. */
export async function createResampler(options: ResamplerOptions): Promise<Resampler> {
  const { fromRate, toRate, channels } = options;
  if (!(Number.isInteger(fromRate) && Number.isInteger(toRate) && fromRate > 0 && toRate > 0)) {
    throw new TypeError(`sampling rates must be positive integers: ${fromRate} to ${toRate}`);
  }
  if (fromRate === toRate) return new Resampler(options, undefined);
  const exports = await instantiateFfmpeg();
  const code = exports.open_resampler(channels, fromRate, toRate);
  if (code < 0) throw resampleError(exports, code);
  return new Resampler(options, exports);
}

function resampleError(exports: FfmpegExports, code: number): ArchiveError {
  return archiveError("resampling-failed", { why: readCString(exports, exports.error_text(code)) });
}

function joinBlocks(blocks: SampleChunk[], channels: number): SampleChunk {
  if (blocks.length === 1) return blocks[0]!;
  const length = blocks.reduce((sum, [plane]) => sum + plane!.length, 0);
  return Array.from({ length: channels }, (_, channel) => {
    const joined = new Float32Array(length);
    let at = 0;
    for (const block of blocks) {
      joined.set(block[channel]!, at);
      at += block[channel]!.length;
    }
    return joined;
  });
}
