import type { Segment } from "../domain.ts";

/**
 * The segments as people read them: where a transcript has several channels, a segment without a speaker is of "Channel 1",
 * "Channel 2" …, so that it is clear who answers whom. Stored is the number alone, which is no name: search does not find it, and
 * one change gives a channel its speaker.
 */
export function nameChannels(segments: readonly Segment[]): Segment[] {
  const channels = new Set(segments.map(({ channel }) => channel).filter((channel) => channel !== null));
  if (channels.size < 2) return [...segments];
  return segments.map((segment) =>
    segment.speaker === null && segment.channel !== null
      ? { ...segment, speaker: `Channel ${segment.channel}` }
      : segment,
  );
}
