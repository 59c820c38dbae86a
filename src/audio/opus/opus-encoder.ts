/** Samples → Opus packets of 20 ms, by libopus. */
import type { SampleChunk } from "../audio-source.ts";
import { Encoder } from "./libopus.ts";

/** Length of a packet, samples at 48 kHz. */
export const frameSamples = 960;

/** Rates that libopus accepts; audio of any other rate is resampled to 48 000 Hz first. */
type EncodingRate = 8000 | 12_000 | 16_000 | 24_000 | 48_000;

export function findEncodingRate(sampleRate: number): EncodingRate {
  const rates: EncodingRate[] = [8000, 12_000, 16_000, 24_000];
  return rates.find((rate) => rate === sampleRate) ?? 48_000;
}

export class OpusEncoder {
  /** The encoder's delay in samples at 48 kHz: the pre-skip of its stream. */
  readonly preSkip: number;
  readonly channels: 1 | 2;
  readonly sampleRate: EncodingRate;
  private readonly encoder: Encoder;
  private readonly frame: Int16Array;
  private frameFill = 0;
  private inputSamples = 0;
  private packetCount = 0;

  /** Variable bit rate around `bitrate` bits per second (default 32 000 for mono, 48 000 for stereo). */
  constructor(options: { channels: 1 | 2; sampleRate?: EncodingRate; bitrate?: number }) {
    const { channels, sampleRate = 48_000, bitrate = channels === 1 ? 32_000 : 48_000 } = options;
    // `audio`, not `voip`, which filters the signal before coding: an archive keeps what was recorded.
    this.encoder = new Encoder({ channels, sample_rate: sampleRate, application: "audio" });
    this.encoder.bitrate = bitrate;
    this.encoder.complexity = 10;
    this.channels = channels;
    this.sampleRate = sampleRate;
    // Not the getter `lookhead` of the types: the library spells it differently. 4027 is OPUS_GET_LOOKAHEAD.
    this.preSkip = (this.encoder.ctl(4027) * 48_000) / sampleRate;
    this.frame = new Int16Array((sampleRate / 50) * channels);
  }

  /** Samples taken so far, as their length at 48 kHz. */
  get lengthSamples(): number {
    return (this.inputSamples * 48_000) / this.sampleRate;
  }

  /** Takes samples at `sampleRate` and yields the packets that are complete. */
  *encode(chunk: SampleChunk): Generator<Uint8Array> {
    const length = chunk[0]?.length ?? 0;
    this.inputSamples += length;
    for (let at = 0; at < length; ) {
      const count = Math.min(length - at, this.sampleRate / 50 - this.frameFill);
      this.fill(chunk, at, count);
      at += count;
      if (this.frameFill * 50 === this.sampleRate) yield this.encodeFrame();
    }
  }

  /** Yields the remaining packets, up to the one that holds the last sample after the pre-skip. */
  *finish(): Generator<Uint8Array> {
    while (this.packetCount * frameSamples < this.preSkip + this.lengthSamples) {
      this.frame.fill(0, this.frameFill * this.channels);
      yield this.encodeFrame();
    }
  }

  private fill(chunk: SampleChunk, from: number, count: number): void {
    const { channels, frame } = this;
    for (let channel = 0; channel < channels; channel++) {
      const samples = chunk[channel]!;
      let at = this.frameFill * channels + channel;
      for (let i = from; i < from + count; i++, at += channels) frame[at] = toInt16(samples[i]!);
    }
    this.frameFill += count;
  }

  private encodeFrame(): Uint8Array {
    this.frameFill = 0;
    this.packetCount += 1;
    return this.encoder.encode(this.frame);
  }
}

/** A sample of -1…1 as 16 bits; louder ones are clipped, NaN becomes silence. */
export function toInt16(sample: number): number {
  const scaled = Math.round(sample * 32768);
  if (scaled > 32767) return 32767;
  return scaled >= -32768 ? scaled : scaled < 0 ? -32768 : 0;
}
