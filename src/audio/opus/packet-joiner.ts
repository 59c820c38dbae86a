/**
 * Opus streams that follow one another, as one stream of packets. A player drops the pre-skip at the start of each and the padding
 * at its end; within one stream both are heard, 6.5 to 26 ms each time. Where that has added up to half a packet, one is left
 * out, so that 1000 parts are not 20 s late.
 */

type Packet = { durationSamples: number };

/** The padding of a stream's end is within its last page, which holds about a second. */
const maxHeldSamples = 48_000;

/** Takes packets one by one and returns those that stay; holds a second back. */
export class PacketJoiner<T extends Packet> {
  /** Samples at 48 kHz of all packets that stay so far, those that are held back too. */
  totalSamples = 0;
  readonly #held: T[] = [];
  #heldSamples = 0;
  /** How late the next packet is. Below 0: it is early. */
  #lateSamples = 0;
  /** Of the part that begins, so much is hidden by its pre-skip. */
  #hiddenSamples = 0;

  get lateSamples(): number {
    return this.#lateSamples;
  }

  push(packet: T): T[] {
    const { durationSamples } = packet;
    if (2 * this.#hiddenSamples >= durationSamples && this.#isLateBy(durationSamples)) {
      this.#hiddenSamples -= durationSamples;
      this.#lateSamples -= durationSamples;
      return [];
    }
    this.#hiddenSamples = 0;
    this.#held.push(packet);
    this.totalSamples += durationSamples;
    this.#heldSamples += durationSamples;
    let count = 0;
    while (this.#heldSamples - this.#held[count]!.durationSamples >= maxHeldSamples)
      this.#heldSamples -= this.#held[count++]!.durationSamples;
    return this.#held.splice(0, count);
  }

  /** Begins a part with its pre-skip, behind one whose last `paddingSamples` are no sound. Both at 48 kHz. */
  beginPart({ paddingSamples, preSkip }: { paddingSamples: number; preSkip: number }): void {
    this.#lateSamples += paddingSamples + preSkip;
    this.#hiddenSamples = preSkip;
    let dropped = 0;
    for (;;) {
      const more = this.#dropLast((samples) => 2 * (paddingSamples - dropped) >= samples);
      if (more === 0) break;
      dropped += more;
    }
    // One of sound is missed less here than at the start of the next part, whose packets build upon the first one.
    this.#dropLast((samples) => {
      const hiddenPackets = Math.floor(preSkip / samples + 0.5);
      return 2 * (this.#lateSamples - hiddenPackets * samples) >= samples;
    });
  }

  finish(): T[] {
    return this.#held.splice(0);
  }

  #isLateBy(durationSamples: number): boolean {
    return 2 * this.#lateSamples >= durationSamples;
  }

  #dropLast(isRight: (durationSamples: number) => boolean): number {
    const { durationSamples } = this.#held.at(-1) ?? { durationSamples: 0 };
    if (durationSamples === 0 || !this.#isLateBy(durationSamples) || !isRight(durationSamples)) return 0;
    this.#held.pop();
    this.totalSamples -= durationSamples;
    this.#heldSamples -= durationSamples;
    this.#lateSamples -= durationSamples;
    return durationSamples;
  }
}
