/** Two channels of a call: where a channel has no more than an echo of the other one's speaker. */

import type { FrameLevels } from "./choose-gain.ts";
import { meanLevel, silenceDb } from "./frame-level.ts";

/** An echo is at least this much quieter than the voice in the other channel, and than this channel's own speaker. */
const echoDb = 10;
/** It comes up to a third of a second after the voice. */
const delayFrames = 10;
/** One's own voice is this near: the soft sounds of a word are no echo. */
const nearFrames = 6;
/** Levels are those of a sixth of a second. */
const smoothFrames = 2;

/** Frames after (and before) a frame that the answer may depend on. */
export const echoReach = delayFrames + smoothFrames + 1;

/**
 * Whether a frame of the own channel is silence, or an echo: somebody speaks in the other channel, and what is heard here is
 * far quieter than that and than the person who speaks here.
 * @param ownSpeechDb level of that person's speech, from `planChannels`
 */
export function isEcho(own: FrameLevels, other: FrameLevels, frame: number, ownSpeechDb: number): boolean {
  let ownDb = silenceDb;
  for (let at = frame - nearFrames; at <= frame + nearFrames; at++)
    ownDb = Math.max(ownDb, levelNear(own, at));
  if (ownDb > ownSpeechDb - echoDb) return false;
  let otherDb = silenceDb;
  for (let at = frame - delayFrames; at <= frame + 2; at++) otherDb = Math.max(otherDb, levelNear(other, at));
  return levelNear(own, frame) <= otherDb - echoDb;
}

function levelNear({ from, to, at }: FrameLevels, middle: number): number {
  const levels: number[] = [];
  for (
    let frame = Math.max(from, middle - smoothFrames);
    frame <= Math.min(to - 1, middle + smoothFrames);
    frame++
  )
    levels.push(at(frame));
  return meanLevel(levels);
}
