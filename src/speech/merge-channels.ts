/** Several channels that are recognised side by side → their segments in order of time. */

import type { Segment } from "../domain.ts";

/** A channel whose recognition is under way. */
type ChannelInWork = {
  doneSeconds: number;
  /** No segment that is still to come starts before. */
  doneUntilMs: number;
  recognise: () => AsyncIterable<Segment | undefined>;
};

/** Segments that wait until the other channels are as far, by channel; `isEnded`: nothing more comes of it. */
export type WaitingSegments = { segments: Segment[]; isEnded: boolean };

/**
 * Goes on with the channel that is furthest behind, one window after another, so that all of them are about equally far and a
 * checkpoint holds few segments. Of a single channel every segment comes at once.
 * @param waiting one for each channel; changed as the work goes on, so that it is the state between two steps
 * @returns segments by their start, and undefined after each window
 */
export async function* mergeChannels(
  channels: readonly ChannelInWork[],
  waiting: readonly WaitingSegments[],
): AsyncGenerator<Segment | undefined> {
  const steps = channels.map((channel) => channel.recognise()[Symbol.asyncIterator]());
  try {
    while (true) {
      const open = channels.filter((_, index) => !waiting[index]!.isEnded);
      const behind = open.toSorted((a, b) => a.doneSeconds - b.doneSeconds)[0];
      if (!behind) break;
      const index = channels.indexOf(behind);
      // To the end of its window: in the middle of one it has no state that could be kept.
      let isInWindow = true;
      while (isInWindow) {
        const { value, done } = await steps[index]!.next();
        isInWindow = !done && value !== undefined;
        if (value) waiting[index]!.segments.push(value);
        waiting[index]!.isEnded = done === true;
        yield* takeReady(channels, waiting);
      }
      if (!waiting[index]!.isEnded) yield undefined;
    }
    yield* takeReady(channels, waiting);
  } finally {
    for (const step of steps) await step.return?.(undefined);
  }
}

/** Segments that no other channel can have anything before. */
function* takeReady(
  channels: readonly ChannelInWork[],
  waiting: readonly WaitingSegments[],
): Generator<Segment> {
  while (true) {
    const first = waiting
      .flatMap(({ segments }, index) => (segments[0] ? [{ segment: segments[0], index }] : []))
      .toSorted((a, b) => a.segment.startMs - b.segment.startMs || a.index - b.index)[0];
    if (!first) return;
    const isEarliest = channels.every(
      ({ doneUntilMs }, index) =>
        index === first.index ||
        waiting[index]!.isEnded ||
        waiting[index]!.segments.length > 0 ||
        doneUntilMs >= first.segment.startMs,
    );
    if (!isEarliest) return;
    yield waiting[first.index]!.segments.shift()!;
  }
}
