/** An audio or video file as an AudioSource, decoded by FFmpeg. */
import { setImmediate } from "node:timers/promises";
import { ArchiveError, throwIfCancelled } from "../../errors.ts";
import type { AudioSource, AudioTags, OpusStream, SampleChunk } from "../audio-source.ts";
import { trimPadding } from "../opus/trim-padding.ts";
import { FfmpegInput } from "./ffmpeg-input.ts";
import { fitChannels, mixChannels } from "./mix-channels.ts";
import { Resampler } from "./resample.ts";

type Known = {
  format: string;
  sampleRate: number;
  channels: number;
  durationSeconds?: number;
  /** Where the container says exactly how many samples there are, the padding of the last packet is cut off. */
  lengthSamples?: number;
  tags: AudioTags;
  opus?: OpusStream;
  warnings?: string[];
};

/** Every pass over the samples opens the file anew: passes do not disturb each other. */
export class FfmpegSource implements AudioSource {
  readonly path: string;
  readonly format: string;
  readonly sampleRate: number;
  readonly channels: number;
  readonly durationSeconds?: number;
  readonly tags: AudioTags;
  readonly opus?: OpusStream;
  readonly warnings: string[];
  private readonly lengthSamples: number | undefined;
  private readonly passes = new Set<FfmpegInput>();

  constructor(path: string, known: Known) {
    this.path = path;
    this.format = known.format;
    this.sampleRate = known.sampleRate;
    this.channels = known.channels;
    this.durationSeconds = known.durationSeconds;
    this.tags = known.tags;
    this.opus = known.opus;
    this.warnings = known.warnings ?? [];
    this.lengthSamples = known.lengthSamples;
  }

  samples(signal?: AbortSignal): AsyncIterable<SampleChunk> {
    const decoded = this.decode(signal);
    return this.lengthSamples === undefined ? decoded : trimPadding(decoded, this.lengthSamples);
  }

  async close(): Promise<void> {
    for (const input of this.passes) input.close();
    this.passes.clear();
  }

  private async *decode(signal?: AbortSignal): AsyncGenerator<SampleChunk> {
    const what = `reading ${this.path}`;
    throwIfCancelled(signal, what);
    const input = await FfmpegInput.open(this.path);
    this.passes.add(input);
    try {
      input.openDecoder();
      const fit = new StreamFitter(this.sampleRate, this.channels);
      let samples = 0;
      for (;;) {
        // Decoding blocks: others get their turn, and a cancellation can arrive.
        await setImmediate();
        throwIfCancelled(signal, what);
        const block = input.decodeBlock();
        const planes = block
          ? fit.push(mixChannels(block.planes, block.channelMask), block.sampleRate)
          : fit.flush();
        samples += planes[0]!.length;
        if (planes[0]!.length > 0) yield planes;
        if (!block) break;
      }
      this.report(input, samples);
    } finally {
      this.passes.delete(input);
      input.close();
    }
  }

  private report(input: FfmpegInput, samples: number): void {
    const { damagedPackets, readError, durationSeconds, durationIsExact } = input.info;
    if (samples === 0) {
      throw new ArchiveError(
        "corrupt-audio",
        [`${this.path}: nothing in it can be decoded`, ...input.complaints.slice(0, 1)].join(": "),
        "check that the file plays elsewhere; if it is cut off or empty, get it again from where it came",
      );
    }
    // Of PCM only the torn last sample can be "damaged".
    if (damagedPackets > 0 && !input.codec.startsWith("pcm_"))
      this.warn(
        damagedPackets === 1
          ? "a damaged place was skipped or smoothed over"
          : `${damagedPackets} damaged places were skipped or smoothed over`,
      );
    if (readError) this.warn("reading stopped at a damaged place: what comes after it is lost");
    const seconds = samples / this.sampleRate;
    if (durationIsExact && durationSeconds - seconds > Math.max(0.5, 0.01 * durationSeconds)) {
      this.warn(`the file ends early: ${seconds.toFixed(1)} of ${durationSeconds.toFixed(1)} s are there`);
    }
  }

  private warn(sentence: string): void {
    if (!this.warnings.includes(sentence)) this.warnings.push(sentence);
  }
}

/** Holds a stream to one rate and number of channels, where a chained or damaged file changes them on the way. */
class StreamFitter {
  private readonly sampleRate: number;
  private readonly channels: number;
  private resamplers: Resampler[] = [];
  private fromRate: number;

  constructor(sampleRate: number, channels: number) {
    this.sampleRate = sampleRate;
    this.channels = channels;
    this.fromRate = sampleRate;
  }

  push(planes: Float32Array[], fromRate: number): Float32Array[] {
    const fitted = fitChannels(planes, this.channels);
    if (fromRate === this.fromRate) return this.resamplers.length ? this.resample(fitted) : fitted;
    const rest = this.flush();
    this.fromRate = fromRate;
    this.resamplers =
      fromRate === this.sampleRate ? [] : fitted.map(() => new Resampler(fromRate, this.sampleRate));
    const next = this.resamplers.length ? this.resample(fitted) : fitted;
    return rest.map((plane, channel) => concat(plane, next[channel]!));
  }

  flush(): Float32Array[] {
    const rest = this.resamplers.map((resampler) => resampler.flush());
    this.resamplers = [];
    return rest.length ? rest : Array.from({ length: this.channels }, () => new Float32Array(0));
  }

  private resample(planes: Float32Array[]): Float32Array[] {
    return planes.map((plane, channel) => this.resamplers[channel]!.push(plane));
  }
}

function concat(a: Float32Array, b: Float32Array): Float32Array {
  const joined = new Float32Array(a.length + b.length);
  joined.set(a);
  joined.set(b, a.length);
  return joined;
}
