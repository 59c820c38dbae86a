/** What was measured in parts of a recording with two channels → what to recognise. */

import type { ChannelPlan, ChannelSignal } from "./channel-plan.ts";
import { meanLevel, percentile } from "./frame-level.ts";

/** One signal in the measured frames: how loud each is, dBFS, and how likely speech, 0…1. */
export type MeasuredSignal = { levels: readonly number[]; voice: readonly number[] };

/** The signals that were measured, of equal length. */
export type MeasuredSignals = Partial<Record<ChannelSignal, MeasuredSignal>>;

/**
 * Equal channels, but for their volume: the difference is this much quieter than the sum. Noise that is in one of them alone is then
 * as far below the speech of the mix, where it does no harm.
 */
const equalDb = 18;
/** A channel that is this much quieter than the other one has nothing to add and nothing to spoil. */
const emptyDb = 40;
/** A difference below this is nothing, whatever the sum is. */
const nothingDb = -90;

/** Somebody speaks above, nobody below. */
const voiced = 0.5;
const quiet = 0.2;
/** Fewer frames tell nothing: 0.4 s. */
const minFrames = 12;

/** A voice is in one channel alone when it is this much quieter in the other one. */
const aloneDb = 9;
/** Two people: each alone in a channel for this share of the speech, and little of it in both. */
const minAloneShare = 0.07;
const maxTogetherShare = 0.4;

/** Two people who speak at once: voice in each channel for this share of the time, with levels that have little in common. */
const minVoicedShare = 0.5;
const maxCorrelation = 0.35;

/** Speech this far above the noise is clear: more of it makes no difference. */
const clearDb = 25;
/** The mix is taken unless another signal has speech this much further above the noise. */
const betterDb = 5;
/** The difference has the noise of both channels, and half of it: preferred to a single channel of equal quality. */
const equalQualityDb = 3;
/** A signal must have this share of the speech that the best one has. */
const minCoverage = 0.7;

/** Whether two channels hold one and the same sound; then there is nothing to choose. */
export function areEqual(mix: readonly number[], difference: readonly number[]): boolean {
  return meanLevel(difference) <= Math.max(nothingDb, meanLevel(mix) - equalDb);
}

/** Whether one of two channels is as good as silent: the mix is the other one. */
export function isOneEmpty(left: readonly number[], right: readonly number[]): boolean {
  return Math.abs(meanLevel(left) - meanLevel(right)) >= emptyDb;
}

/**
 * Chooses by evidence of speech. Two people, one a channel: each channel on its own. Else the signal in which speech is furthest
 * above the rest; the mix, unless another one is clearly better.
 */
export function chooseChannels(signals: MeasuredSignals): ChannelPlan {
  const people = findPeople(signals) ?? findInterpreter(signals);
  if (people) return { use: "separate", speechDb: people };
  const names = Object.keys(signals) as ChannelSignal[];
  const frameCount = signals.mix?.levels.length ?? 0;
  const voiceOf = (frame: number) => names.map((name) => signals[name]!.voice[frame]!);
  const frames = Array.from({ length: frameCount }, (_, frame) => frame);
  const spoken = frames.filter((frame) => Math.max(...voiceOf(frame)) >= voiced);
  if (spoken.length < minFrames) return { use: "mix" };
  const silent = frames.filter((frame) => Math.max(...voiceOf(frame)) < quiet);
  const scores = names.map((name) => {
    const { levels, voice } = signals[name]!;
    const at = (some: readonly number[]) => some.map((frame) => levels[frame]!);
    const noise = silent.length >= minFrames ? meanLevel(at(silent)) : percentile(levels, 0.1);
    const coverage = spoken.filter((frame) => voice[frame]! >= voiced).length;
    return { name, coverage, above: Math.min(clearDb, meanLevel(at(spoken)) - noise) };
  });
  const maxCoverage = Math.max(...scores.map(({ coverage }) => coverage));
  const able = scores.filter(({ coverage }) => coverage >= minCoverage * maxCoverage);
  const best = Math.max(...able.map(({ above }) => above));
  const isAble = (name: ChannelSignal, behindDb: number) =>
    able.some((score) => score.name === name && score.above >= best - behindDb);
  if (isAble("mix", betterDb)) return { use: "mix" };
  if (isAble("difference", equalQualityDb)) return { use: "difference" };
  return { use: able.find(({ above }) => above === best)!.name };
}

/** How loud each of two people speaks in a channel of their own; undefined where it is not so. */
function findPeople({ left, right }: MeasuredSignals): [number, number] | undefined {
  if (!left || !right) return undefined;
  const alone: [number[], number[]] = [[], []];
  let together = 0;
  for (const [frame, leftVoice] of left.voice.entries()) {
    const rightVoice = right.voice[frame]!;
    const above = smoothed(left.levels, frame) - smoothed(right.levels, frame);
    if (leftVoice >= voiced && above >= aloneDb) alone[0].push(left.levels[frame]!);
    else if (rightVoice >= voiced && above <= -aloneDb) alone[1].push(right.levels[frame]!);
    else if (leftVoice >= voiced || rightVoice >= voiced) together++;
  }
  const all = alone[0].length + alone[1].length + together;
  const least = Math.min(alone[0].length, alone[1].length);
  if (least < Math.max(minFrames, minAloneShare * all) || together > maxTogetherShare * all) return undefined;
  return [meanLevel(alone[0]), meanLevel(alone[1])];
}

/**
 * Two people who speak at the same time, as a speaker and an interpreter do: both channels have voice for most of the time, and one
 * is loud or quiet whatever the other one is. Two microphones in one room rise and fall together.
 */
function findInterpreter({ left, right }: MeasuredSignals): [number, number] | undefined {
  if (!left || !right) return undefined;
  const frames = [...left.voice.keys()];
  const spokenLeft = frames.filter((frame) => left.voice[frame]! >= voiced);
  const spokenRight = frames.filter((frame) => right.voice[frame]! >= voiced);
  const fewest = Math.min(spokenLeft.length, spokenRight.length);
  if (fewest < Math.max(minFrames, minVoicedShare * frames.length)) return undefined;
  const together = frames.filter((frame) => left.voice[frame]! >= voiced && right.voice[frame]! >= voiced);
  const at = (levels: readonly number[], some: number[]) => some.map((frame) => levels[frame]!);
  const [leftDb, rightDb] = [left, right].map(({ levels }) => at(levels, together));
  if (together.length < minFrames || correlation(leftDb!, rightDb!) > maxCorrelation) return undefined;
  return [meanLevel(at(left.levels, spokenLeft)), meanLevel(at(right.levels, spokenRight))];
}

/** How far two series rise and fall together, -1…1; 1 where one of them is constant. */
function correlation(a: readonly number[], b: readonly number[]): number {
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [meanA, meanB] = [mean(a), mean(b)];
  let [ab, aa, bb] = [0, 0, 0];
  for (const [i, value] of a.entries()) {
    ab += (value - meanA) * (b[i]! - meanB);
    aa += (value - meanA) ** 2;
    bb += (b[i]! - meanB) ** 2;
  }
  return aa === 0 || bb === 0 ? 1 : ab / Math.sqrt(aa * bb);
}

/** Level of a sixth of a second. */
function smoothed(levels: readonly number[], middle: number): number {
  return meanLevel(levels.slice(Math.max(0, middle - 2), middle + 3));
}
