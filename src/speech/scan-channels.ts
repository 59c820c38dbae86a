/** A recording with two channels → what of it is recognised, by measuring a few parts of it. */

import type { ChannelChoice } from "../domain.ts";
import { throwIfCancelled } from "../errors.ts";
import { type ChannelPlan, type ChannelSignal, toSignal } from "./channel-plan.ts";
import { areEqual, chooseChannels, isOneEmpty, type MeasuredSignals } from "./choose-channels.ts";
import { frameLevel, meanLevel, percentile } from "./frame-level.ts";
import { sampleRate } from "./sample-rate.ts";
import { type VoiceActivity, voiceFrameSamples } from "./voice-activity.ts";
import type { ReadChannels, StereoSound } from "./voice-frames.ts";

/**
 * Parts of 3 s, evenly over the recording: a twelfth of it, at least 6 s and at most a minute. Recognition takes 50 ms and more
 * a second of speech, these parts less than 20 ms a second of theirs.
 */
const partSeconds = 3;
const minSeconds = 6;
const maxSeconds = 60;
const measuredShare = 1 / 12;

/** Quiet parts are raised together before the voice is looked for; the signals keep their relation. */
const loudDb = -26;
const maxGainDb = 50;

type ScanOptions = {
  stereo: StereoSound;
  voiceActivity: VoiceActivity;
  choice: ChannelChoice;
  signal?: AbortSignal | undefined;
};

/** @throws ArchiveError `cancelled`, and what reading throws */
export async function planChannels(path: string, options: ScanOptions): Promise<ChannelPlan> {
  const { stereo, voiceActivity, choice, signal } = options;
  if (choice === "mix") return { use: "mix" };
  const { channels, durationSeconds } = await stereo.describe(path, { signal });
  // Of more than two channels nothing is known but that they belong together.
  if (channels !== 2) return { use: "mix" };
  if (choice === "left" || choice === "right") return { use: choice };
  const parts: Float32Array[][][] = [];
  for (const fromSeconds of placeParts(durationSeconds)) {
    throwIfCancelled(signal, "transcription");
    parts.push(await readPart(stereo.read, path, fromSeconds, signal));
  }
  const levelsOf = (name: ChannelSignal) => parts.flat().map((frame) => frameLevel(toSignal(frame, name)));
  const levels = { mix: levelsOf("mix"), difference: levelsOf("difference") };
  if (choice === "auto" && areEqual(levels.mix, levels.difference)) return { use: "mix" };
  const louder = { left: levelsOf("left"), right: levelsOf("right") };
  if (choice === "separate") return separate(louder);
  if (isOneEmpty(louder.left, louder.right)) return { use: "mix" };
  // A difference that is quieter than the sum holds less of the speech: no need to listen.
  const isDifferenceLoud = meanLevel(levels.difference) > meanLevel(levels.mix) - 3;
  const all = { ...louder, mix: levels.mix, ...(isDifferenceLoud && { difference: levels.difference }) };
  const peak = percentile([...louder.left, ...louder.right], 0.95);
  const gain = 10 ** (Math.min(maxGainDb, Math.max(0, loudDb - peak)) / 20);
  const signals: MeasuredSignals = {};
  for (const name of Object.keys(all) as (keyof typeof all)[]) {
    const voice: number[] = [];
    for (const frames of parts) {
      const state = voiceActivity.start();
      for (const frame of frames) {
        const raised = toSignal(frame, name).map((sample) => sample * gain);
        voice.push(await voiceActivity.speechProbability(state, raised));
      }
      throwIfCancelled(signal, "transcription");
    }
    signals[name] = { levels: all[name]!, voice };
  }
  return chooseChannels(signals);
}

/** Two people because somebody says so: the louder tenth of each channel is taken as their speech. */
function separate({ left, right }: { left: number[]; right: number[] }): ChannelPlan {
  return { use: "separate", speechDb: [percentile(left, 0.9), percentile(right, 0.9)] };
}

/** Where the parts begin, in seconds. */
export function placeParts(durationSeconds: number): number[] {
  const wanted = Math.min(maxSeconds, Math.max(minSeconds, durationSeconds * measuredShare));
  const count = Math.ceil(Math.min(wanted, durationSeconds) / partSeconds);
  const step = durationSeconds / Math.max(1, count);
  return Array.from({ length: count }, (_, index) =>
    Math.max(0, (index + 0.5) * step - Math.min(partSeconds, durationSeconds) / 2),
  );
}

async function readPart(
  read: ReadChannels,
  path: string,
  fromSeconds: number,
  signal: AbortSignal | undefined,
): Promise<Float32Array[][]> {
  const frames: Float32Array[][] = [];
  const count = Math.ceil((partSeconds * sampleRate) / voiceFrameSamples);
  const planes = [0, 1].map(() => new Float32Array(count * voiceFrameSamples));
  let filled = 0;
  for await (const chunk of read(path, { fromSeconds, toSeconds: fromSeconds + partSeconds, signal })) {
    for (const [channel, samples] of chunk.entries())
      planes[channel]!.set(samples.subarray(0, planes[channel]!.length - filled), filled);
    filled = Math.min(planes[0]!.length, filled + chunk[0]!.length);
  }
  for (let at = 0; at + voiceFrameSamples <= filled; at += voiceFrameSamples)
    frames.push(planes.map((plane) => plane.subarray(at, at + voiceFrameSamples)));
  return frames;
}
