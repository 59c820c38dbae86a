import type { Paragraph } from "./paragraphs.ts";
import { recordingTexts as words } from "./texts.ts";

/** Who speaks: the name, else the channel where the transcript has several. */
export function nameSpeaker({ speaker, channel }: Pick<Paragraph, "speaker" | "channel">): string | null {
  return speaker ?? (channel === null ? null : words.channel({ number: channel }));
}

export function isOtherSpeaker(before: Paragraph | undefined, now: Paragraph): boolean {
  return before?.speaker !== now.speaker || before?.channel !== now.channel;
}
