/** Levels of frames → by how much each is raised before voice detection and recognition, so that quiet speech is heard. */

import { percentile, silenceDb, toDecibels, toPower } from "./frame-level.ts";

/** Speech is raised to about this level. */
const wantedDb = -26;
/** Louder sound is left as it is, to the bit: at a mean of −48 no word is lost yet. The gain sets in between the two. */
const loudDb = -44;
const quietDb = -50;
const maxGainDb = 55;
/** What is quieter is no sound of a microphone any more. */
const nothingDb = -84;
/** A steady sound is no speech and is not raised: speech is well above the quietest moments around it. */
const minContrastDb = 6;
const speechContrastDb = 10;
/** The noise between the words is not raised above this. */
const maxNoiseDb = -44;

/** A word, and the moment before it: 0.35 s each way. Longer, and an answer from far away is not raised after a near voice. */
const nearFrames = 11;
/** Where the quietest moments are looked for: 8 s each way. */
const aroundFrames = 250;
/** The noise is measured once in so many frames. */
const noiseStep = 16;
/** The gain changes over seven frames, 0.2 s. */
const smoothFrames = 3;

/** Frames after (and before) a frame that its gain may depend on. */
export const gainReach = aroundFrames + noiseStep + nearFrames + smoothFrames + 2;

/** The levels of a stretch of frames, by their number in the recording. */
export type FrameLevels = {
  /** The first frame that is known, and the one after the last. */
  from: number;
  to: number;
  /** Only for frames between them. */
  at: (frame: number) => number;
};

/** A function of a frame, computed once for frames that are asked for one after another. */
class Remembered {
  readonly #compute: (frame: number) => number;
  readonly #values = new Float64Array(64);
  readonly #frames = new Float64Array(64).fill(-1);

  constructor(compute: (frame: number) => number) {
    this.#compute = compute;
  }

  of(frame: number): number {
    if (frame < 0) return this.#compute(frame);
    const at = frame % 64;
    if (this.#frames[at] !== frame) {
      this.#values[at] = this.#compute(frame);
      this.#frames[at] = frame;
    }
    return this.#values[at]!;
  }
}

/** Chooses the gains of frames, one after another. */
export class GainChooser {
  readonly #levels: FrameLevels;
  readonly #tenths = new Remembered((frame) => this.#tenth(frame));
  readonly #noise = new Remembered((step) => this.#noiseLevel(step));
  readonly #plain = new Remembered((frame) => this.#plainGain(frame));

  constructor(levels: FrameLevels) {
    this.#levels = levels;
  }

  /** Decibels to raise a frame by, 0 or more. Depends on `gainReach` frames before and after it, and on nothing else. */
  gainOf(frame: number): number {
    const { from, to } = this.#levels;
    let sum = 0;
    let count = 0;
    for (let at = Math.max(from, frame - smoothFrames); at <= Math.min(to - 1, frame + smoothFrames); at++) {
      sum += this.#plain.of(at);
      count++;
    }
    return sum / Math.max(1, count);
  }

  #plainGain(frame: number): number {
    const speechDb = this.#speechLevel(frame);
    if (speechDb >= loudDb || speechDb <= nothingDb) return 0;
    const noiseDb = this.#noise.of(Math.floor(frame / noiseStep));
    const onset = slope(speechDb, loudDb, quietDb) * slope(speechDb, nothingDb, nothingDb + 6);
    const contrast = slope(speechDb - noiseDb, minContrastDb, speechContrastDb);
    const gain = Math.min(wantedDb - speechDb, maxGainDb, Math.max(0, maxNoiseDb - noiseDb));
    return gain * onset * contrast;
  }

  /** The loudest tenth of a second near a frame. */
  #speechLevel(frame: number): number {
    let loudest = silenceDb;
    for (let at = frame - nearFrames; at <= frame + nearFrames; at++)
      loudest = Math.max(loudest, this.#tenths.of(at));
    return loudest;
  }

  /** A tenth of a second: a click does not count in full. */
  #tenth(middle: number): number {
    const { from, to, at } = this.#levels;
    let power = 0;
    let count = 0;
    for (let frame = Math.max(from, middle - 1); frame <= Math.min(to - 1, middle + 1); frame++) {
      power += toPower(at(frame));
      count++;
    }
    return toDecibels(power / Math.max(1, count));
  }

  /** The quietest moments around a step of frames. */
  #noiseLevel(step: number): number {
    const { from, to, at } = this.#levels;
    const first = Math.max(from, step * noiseStep - aroundFrames);
    const end = Math.min(to, (step + 1) * noiseStep + aroundFrames);
    const around = Float64Array.from({ length: Math.max(0, end - first) }, (_, index) => at(first + index));
    return percentile(around, 0.1);
  }
}

/** 0 at `from`, 1 at `to`, a straight line between. */
function slope(value: number, from: number, to: number): number {
  return Math.min(1, Math.max(0, (value - from) / (to - from)));
}
