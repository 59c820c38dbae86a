/** Opus packets → samples, by libopus: also several streams in one (surround), at any rate that libopus offers. */
import type { OpusHead, SampleChunk } from "../audio-source.ts";
import { Decoder } from "./libopus.ts";
import { concealmentPackets, parseOpusPacket, takeDelimitedPacket } from "./opus-packet.ts";

export type DecodingRate = 8000 | 12_000 | 16_000 | 24_000 | 48_000;

/**
 * What a decoder that starts in the middle must decode before its output is right, at 48 kHz: half a second. RFC 7845, 4.6
 * asks for at least 80 ms, but then the max error over 80 cuts in speech at 24 kbit/s was 0.18 of full scale (median
 * −46 dB); with 500 ms it is 0.001.
 */
export const preRollSamples = 24_000;

export class OpusDecoder {
  /** Channels of the output: those of the head, or one when `isMono` is set. */
  readonly channels: number;
  private readonly decoders: { decoder: Decoder; channels: 1 | 2 }[];
  private readonly mapping: OpusHead["mapping"];
  /** Channels that are mixed into mono. */
  private readonly mixed: number[] | undefined;

  /** The output gain of the head is applied, as RFC 7845 requires. `isMono` mixes all channels but the subwoofer into one. */
  constructor(head: OpusHead, options: { sampleRate?: DecodingRate; isMono?: boolean } = {}) {
    const { sampleRate = 48_000, isMono = false } = options;
    this.mapping = head.mapping;
    this.channels = isMono ? 1 : head.channels;
    const widths: (1 | 2)[] = head.mapping
      ? Array.from({ length: head.mapping.streams }, (_, i) => (i < head.mapping!.coupled ? 2 : 1))
      : [this.channels === 2 ? 2 : 1];
    this.decoders = widths.map((channels) => {
      const decoder = new Decoder({ channels, sample_rate: sampleRate });
      if (head.outputGain !== 0) decoder.gain = head.outputGain;
      return { decoder, channels };
    });
    if (isMono && head.mapping) this.mixed = mixedChannels(head);
  }

  /** Decodes one packet; one that libopus rejects is concealed as if it had been lost. */
  decode(packet: Uint8Array): SampleChunk {
    if (!this.mapping) {
      const { decoder, channels } = this.decoders[0]!;
      return planar(decodeOrConceal(decoder, packet), channels);
    }
    const decoded = this.decodeStreams(packet);
    const length = decoded[0]?.length ?? 0;
    const silence = new Float32Array(length);
    const all = Array.from(this.mapping.table, (index) => decoded[index] ?? silence);
    return this.mixed ? [mixDown(this.mixed.map((channel) => all[channel]!))] : all;
  }

  /** The channels of all inner streams in the order of the mapping table: coupled ones first. */
  private decodeStreams(packet: Uint8Array): SampleChunk {
    const decoded: SampleChunk = [];
    let rest = packet;
    for (const [i, { decoder, channels }] of this.decoders.entries()) {
      const taken = i < this.decoders.length - 1 ? takeDelimitedPacket(rest) : undefined;
      decoded.push(...planar(decodeOrConceal(decoder, taken?.packet ?? rest), channels));
      rest = taken ? rest.subarray(taken.byteLength) : new Uint8Array(0);
    }
    const length = Math.max(...decoded.map((channel) => channel.length));
    return decoded.map((channel) => (channel.length === length ? channel : new Float32Array(length)));
  }
}

function decodeOrConceal(decoder: Decoder, packet: Uint8Array): Int16Array {
  try {
    return toSamples(decoder.decode(packet));
  } catch {
    const shape = parseOpusPacket(packet);
    if (!shape) return new Int16Array(0);
    const parts = concealmentPackets(shape).map((lost) => toSamples(decoder.decode(lost)));
    const all = new Int16Array(parts.reduce((sum, part) => sum + part.length, 0));
    let at = 0;
    for (const part of parts) {
      all.set(part, at);
      at += part.length;
    }
    return all;
  }
}

function toSamples(bytes: Uint8Array): Int16Array {
  const aligned = bytes.byteOffset % 2 === 0 ? bytes : bytes.slice();
  return new Int16Array(aligned.buffer, aligned.byteOffset, aligned.byteLength / 2);
}

function planar(interleaved: Int16Array, channels: 1 | 2): SampleChunk {
  const length = interleaved.length / channels;
  return Array.from({ length: channels }, (_, channel) => {
    const samples = new Float32Array(length);
    for (let i = 0, at = channel; i < length; i++, at += channels) samples[i] = interleaved[at]! / 32768;
    return samples;
  });
}

function mixedChannels(head: OpusHead): number[] {
  // With 6 to 8 channels in the Vorbis order (family 1) the last one is the subwoofer.
  const count = head.mappingFamily === 1 && head.channels >= 6 ? head.channels - 1 : head.channels;
  const audible = Array.from({ length: count }, (_, i) => i).filter((i) => head.mapping!.table[i] !== 255);
  return audible.length > 0 ? audible : [0];
}

function mixDown(channels: SampleChunk): Float32Array {
  const mono = new Float32Array(channels[0]!.length);
  for (const samples of channels)
    for (let i = 0; i < mono.length; i++) mono[i]! += samples[i]! / channels.length;
  return mono;
}
