/** Counts samples, exactly while the rate stays. */
export class Elapsed {
  #baseSeconds = 0;
  #samples = 0;
  #sampleRate = 1;

  add(samples: number, sampleRate: number): void {
    if (sampleRate !== this.#sampleRate) {
      this.#baseSeconds = this.seconds;
      this.#samples = 0;
      this.#sampleRate = sampleRate;
    }
    this.#samples += samples;
  }

  get seconds(): number {
    return this.#baseSeconds + this.#samples / this.#sampleRate;
  }
}
