/** What a person should know of how a recording was heard. */

import { makeNote, type Note } from "../messages/notes.ts";
import type { ChannelPlan } from "./channel-plan.ts";

/** Speech that was raised so far that somebody should know. */
export type RaisedSpeech = { seconds: number; maxDb: number };

/** Which channels were heard; undefined for all of them together. */
export function noteHeardChannels({ use }: ChannelPlan): Note | undefined {
  if (use === "left") return makeNote("heard-left-channel", {});
  if (use === "right") return makeNote("heard-right-channel", {});
  if (use === "difference") return makeNote("heard-difference", {});
  return use === "separate" ? makeNote("heard-channels-apart", {}) : undefined;
}

/** How far quiet speech was raised, in all channels together; undefined if none was raised far. */
export function noteRaisedSpeech(channels: readonly RaisedSpeech[]): Note | undefined {
  const seconds = channels.reduce((sum, raised) => sum + raised.seconds, 0);
  if (seconds === 0) return undefined;
  const maxDb = Math.max(...channels.map((raised) => raised.maxDb));
  return makeNote("quiet-speech-raised", {
    seconds: Math.max(1, Math.round(seconds)),
    decibels: Math.round(maxDb),
  });
}
