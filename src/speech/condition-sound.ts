/** Sound as it was recorded → the frames that are listened to: one signal of its channels, quiet speech raised, echoes muted. */

import { type ChannelPlan, type ChannelSignal, toSignal } from "./channel-plan.ts";
import { type FrameLevels, GainChooser, gainReach } from "./choose-gain.ts";
import { echoReach, isEcho } from "./find-echo.ts";
import { frameLevel } from "./frame-level.ts";
import { sampleRate } from "./sample-rate.ts";
import { voiceFrameSamples } from "./voice-activity.ts";
import type { ReadSpeech, StereoSound } from "./voice-frames.ts";

/** What a frame depends on before and after it; 9.2 s. */
const reachFrames = gainReach + echoReach;

/** One of the signals of a plan: the whole plan, or a channel of two people's. */
export type Listening = { use: ChannelSignal } | { use: "channel"; channel: 0 | 1; speechDb: number };

/** What a plan is listened to as, in order. */
export function listeningsOf(plan: ChannelPlan): Listening[] {
  if (plan.use !== "separate") return [{ use: plan.use }];
  return [0, 1].map((channel) => ({
    use: "channel",
    channel: channel as 0 | 1,
    speechDb: plan.speechDb[channel]!,
  }));
}

/** The gain of the last frames that were read, in dB. */
export class GainLog {
  readonly #gains = new Float32Array(8192);

  put(frame: number, gainDb: number): void {
    this.#gains[frame % this.#gains.length] = gainDb;
  }

  /** Mean over some frames, none of them more than four minutes old. */
  mean(from: number, to: number): number {
    let sum = 0;
    for (let frame = from; frame < to; frame++) sum += this.#gains[frame % this.#gains.length]!;
    return to > from ? sum / (to - from) : 0;
  }
}

export type SoundReaders = { readSpeech: ReadSpeech; stereo: StereoSound | undefined };

/**
 * Opens a recording for listening. Wherever reading begins, at a frame, the samples are the same as in one run: what a
 * frame depends on is read before it.
 */
export function conditionedReader(
  { readSpeech, stereo }: SoundReaders,
  listening: Listening,
  gains: GainLog,
): ReadSpeech {
  return async function* read(path, { fromSeconds = 0, signal }) {
    const fromFrame = Math.round((fromSeconds * sampleRate) / voiceFrameSamples);
    const firstFrame = Math.max(0, fromFrame - reachFrames);
    const options = { fromSeconds: (firstFrame * voiceFrameSamples) / sampleRate, signal };
    // The decoder's own mix, where the mix is wanted: it takes half the work.
    const isMixed = listening.use === "mix" || !stereo;
    const sound = isMixed ? asPlanes(readSpeech(path, options)) : stereo.read(path, options);
    const conditioner = new Conditioner(listening, firstFrame, gains);
    let frame = firstFrame;
    for await (const samples of conditioner.read(planeFramesOf(sound)))
      if (frame++ >= fromFrame) yield samples;
  };
}

async function* asPlanes(sound: AsyncIterable<Float32Array>): AsyncGenerator<Float32Array[]> {
  for await (const chunk of sound) yield [chunk];
}

/** Cuts chunks into frames of 512 samples; the last one may be shorter. */
async function* planeFramesOf(sound: AsyncIterable<Float32Array[]>): AsyncGenerator<Float32Array[]> {
  let frame: Float32Array[] = [];
  let filled = 0;
  for await (const chunk of sound) {
    const { length } = chunk[0]!;
    for (let at = 0; at < length; ) {
      if (filled === 0) frame = chunk.map(() => new Float32Array(voiceFrameSamples));
      const count = Math.min(length - at, voiceFrameSamples - filled);
      for (const [channel, plane] of chunk.entries())
        frame[channel]!.set(plane.subarray(at, at + count), filled);
      filled += count;
      at += count;
      if (filled < voiceFrameSamples) continue;
      yield frame;
      filled = 0;
    }
  }
  if (filled > 0) yield frame.map((plane) => plane.subarray(0, filled));
}

/** Holds 9 s of sound: what comes after a frame tells how loud its speaker is. */
class Conditioner {
  readonly #listening: Listening;
  readonly #gains: GainLog;
  readonly #own: KeptLevels;
  readonly #other: KeptLevels;
  readonly #chooser: GainChooser;
  #waiting: Float32Array[] = [];
  #factors: [before: number, now: number] | undefined;

  constructor(listening: Listening, firstFrame: number, gains: GainLog) {
    this.#listening = listening;
    this.#gains = gains;
    this.#own = new KeptLevels(firstFrame);
    this.#other = new KeptLevels(firstFrame);
    this.#chooser = new GainChooser(this.#own);
  }

  async *read(frames: AsyncIterable<Float32Array[]>): AsyncGenerator<Float32Array> {
    for await (const planes of frames) {
      this.#take(planes);
      if (this.#waiting.length > reachFrames + 1) yield this.#next();
    }
    while (this.#waiting.length > 0) yield this.#next();
  }

  #take(planes: readonly Float32Array[]): void {
    const listening = this.#listening;
    const isOne = listening.use === "channel";
    const samples = isOne ? planes[listening.channel]! : toSignal(planes, listening.use);
    for (let at = 0; at < samples.length; at++) if (!Number.isFinite(samples[at])) samples[at] = 0;
    this.#own.push(frameLevel(samples));
    if (isOne) this.#other.push(frameLevel(planes[1 - listening.channel]!));
    this.#waiting.push(samples);
  }

  #next(): Float32Array {
    const samples = this.#waiting.shift() as Float32Array;
    const frame = this.#own.to - this.#waiting.length - 1;
    const [before, now] = this.#factors ?? [this.#factor(frame), this.#factor(frame)];
    const after = this.#factor(frame + 1);
    this.#factors = [now, after];
    this.#gains.put(frame, now > 0 ? 20 * Math.log10(now) : 0);
    this.#own.forget(frame - 2 * reachFrames);
    this.#other.forget(frame - 2 * reachFrames);
    if (before === 1 && now === 1 && after === 1) return samples;
    const half = samples.length / 2;
    return samples.map((sample, at) => {
      const place = (at + 0.5 - half) / voiceFrameSamples;
      const factor = place < 0 ? now + (before - now) * -place : now + (after - now) * place;
      return Math.min(1, Math.max(-1, sample * factor));
    });
  }

  /** What the middle of a frame is multiplied by. */
  #factor(frame: number): number {
    const at = Math.min(this.#own.to - 1, Math.max(this.#own.from, frame));
    const listening = this.#listening;
    if (listening.use === "channel" && isEcho(this.#own, this.#other, at, listening.speechDb)) return 0;
    const gainDb = this.#chooser.gainOf(at);
    return gainDb === 0 ? 1 : 10 ** (gainDb / 20);
  }
}

/** Levels of the frames that may still be asked for. */
class KeptLevels implements FrameLevels {
  from: number;
  #levels: number[] = [];

  constructor(firstFrame: number) {
    this.from = firstFrame;
  }

  get to(): number {
    return this.from + this.#levels.length;
  }

  at = (frame: number): number => this.#levels[frame - this.from]!;

  push(level: number): void {
    this.#levels.push(level);
  }

  /** Frames before this one. Not one by one: moving the rest costs the same for many. */
  forget(before: number): void {
    const count = before - this.from;
    if (count < 1024) return;
    this.#levels.splice(0, count);
    this.from += count;
  }
}
