/** Opus packets on their container's clock: packets of silence where it has none, the start exact by the pre-skip. */

import type { OpusHead } from "../audio-source.ts";
import { type ClockChange, ClockFollower, type PlacedRun } from "../clock/follow-clock.ts";
import type { ContainerClock } from "../decoding/container-clock.ts";
import { silencePacket } from "./silence-packet.ts";

export type PlacedPacket = { data: Uint8Array; durationSamples: number; skipEnd: number };
type TimedPacket = PlacedPacket & { seconds: number };

const sampleRate = 48_000;
/** Packets last a multiple of 2.5 ms. */
const quantumSamples = 120;
/** 20 ms, as encoders write them. */
const silentPacketSamples = 960;
/** Of the sound before the clock's zero, so much stays as pre-skip: the decoder needs time to settle (RFC 7845, 4.6). */
const minPreRollSamples = 3840;

/** Takes packets one by one and returns those that are placed; holds half a second back. */
export class PacketPlacer {
  /** The header of what comes out; final when the first packet has come out. */
  readonly head: OpusHead;
  readonly #follower: ClockFollower<TimedPacket>;
  /** How long the start is to be silent, until it is. */
  #lateSamples = 0;
  /** How much sound lies before the start. */
  #earlySamples = 0;

  constructor(head: OpusHead, clock: ContainerClock, onChange: (change: ClockChange) => void) {
    this.head = { ...head };
    const preSkipSeconds = head.preSkip / sampleRate;
    this.#follower = new ClockFollower({
      toleranceSeconds: clock.toleranceSeconds,
      statedSeconds: clock.statedSeconds,
      findZero: (seconds) => clock.findZero(seconds + preSkipSeconds) - preSkipSeconds,
      packetQuantum: quantumSamples,
      // With a variable rate, quiet packets are small.
      loudness: ({ data }) => data.length,
      onChange: (change) => {
        if (change.kind === "late-start") this.#lateSamples = Math.round(change.seconds * sampleRate);
        if (change.kind === "early-start") this.#earlySamples = Math.round(-change.seconds * sampleRate);
        onChange(change);
      },
    });
  }

  push(packet: TimedPacket): PlacedPacket[] {
    const { durationSamples: samples, seconds } = packet;
    return this.#write(this.#follower.push({ content: packet, samples, sampleRate, seconds }));
  }

  finish(): PlacedPacket[] {
    return this.#write(this.#follower.finish());
  }

  #write(placed: PlacedRun<TimedPacket>[]): PlacedPacket[] {
    const packets: PlacedPacket[] = [];
    for (const { content, silence, skip } of placed) {
      if (silence > 0 && this.#lateSamples > 0) {
        this.head.preSkip += silence - this.#lateSamples;
        this.#lateSamples = 0;
      }
      for (let left = silence; left > 0; left -= silentPacketSamples) {
        const durationSamples = Math.min(left, silentPacketSamples);
        packets.push({ data: silencePacket(this.head, durationSamples), durationSamples, skipEnd: 0 });
      }
      if (skip === 0 && !this.#isBeforeStart(content)) packets.push(content);
    }
    return packets;
  }

  /** Of sound before the clock's zero whole packets are left out, and the pre-skip hides the rest. */
  #isBeforeStart({ durationSamples }: PlacedPacket): boolean {
    if (this.#earlySamples === 0) return false;
    const isBefore = this.#earlySamples >= durationSamples + minPreRollSamples;
    if (isBefore) this.#earlySamples -= durationSamples;
    else {
      this.head.preSkip += this.#earlySamples;
      this.#earlySamples = 0;
    }
    return isBefore;
  }
}
