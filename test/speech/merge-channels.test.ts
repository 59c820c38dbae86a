import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { Segment } from "../../src/domain.ts";
import { mergeChannels, type WaitingSegments } from "../../src/speech/merge-channels.ts";

function segmentAt(startMs: number, channel: number): Segment {
  return { startMs, endMs: startMs + 500, speaker: null, language: "ru", channel, words: [] };
}

/** A channel whose windows hold these segments; the sound between them is done with each window. */
function channelOf(windows: readonly (readonly Segment[])[]) {
  const channel = {
    doneSeconds: 0,
    get doneUntilMs() {
      return this.doneSeconds * 1000;
    },
    async *recognise(): AsyncGenerator<Segment | undefined> {
      for (const [index, window] of windows.entries()) {
        yield* window;
        channel.doneSeconds = (windows[index + 1]?.[0]?.startMs ?? 1e7) / 1000;
        yield undefined;
      }
      channel.doneSeconds = 1e4;
    },
  };
  return channel;
}

const windowsOf = (channel: number) =>
  fc.array(fc.integer({ min: 1, max: 4 }), { maxLength: 6 }).chain((counts) =>
    fc
      .array(fc.integer({ min: 1, max: 9000 }), {
        minLength: counts.reduce((sum, count) => sum + count, 0),
        maxLength: counts.reduce((sum, count) => sum + count, 0),
      })
      .map((steps) => {
        let startMs = 0;
        const segments = steps.map((step) => {
          startMs += step;
          return segmentAt(startMs, channel);
        });
        return counts.map((count) => segments.splice(0, count));
      }),
  );

const nothingWaits = (): WaitingSegments[] => [0, 1].map(() => ({ segments: [], isEnded: false }));

test("segments of two channels come in order of time, each once, and none is held back longer than it must", async () => {
  await fc.assert(
    fc.asyncProperty(windowsOf(1), windowsOf(2), async (first, second) => {
      const waiting = nothingWaits();
      const came: Segment[] = [];
      const channels = [channelOf(first), channelOf(second)];
      for await (const segment of mergeChannels(channels, waiting)) {
        if (segment) came.push(segment);
        // What a checkpoint would hold: nothing that could have been given away.
        else
          for (const [index, { segments }] of waiting.entries())
            assert.ok(segments.every(({ startMs }) => startMs >= channels[1 - index]!.doneUntilMs));
      }
      const all = [...first.flat(), ...second.flat()];
      assert.deepEqual(
        came,
        all.toSorted((a, b) => a.startMs - b.startMs || a.channel! - b.channel!),
      );
      assert.deepEqual(
        waiting.map(({ segments, isEnded }) => [segments.length, isEnded]),
        [
          [0, true],
          [0, true],
        ],
      );
    }),
    { numRuns: 60 },
  );
});

test("the channel that is behind goes on first", async () => {
  const order: number[] = [];
  const watched = (channel: ReturnType<typeof channelOf>, number: number) => ({
    get doneSeconds() {
      return channel.doneSeconds;
    },
    get doneUntilMs() {
      return channel.doneUntilMs;
    },
    async *recognise() {
      for await (const item of channel.recognise()) {
        if (!item) order.push(number);
        yield item;
      }
    },
  });
  const busy = [0, 1, 2, 3].map((index) => [segmentAt(index * 1000 + 1, 1)]);
  const quiet = [[segmentAt(1, 2)], [segmentAt(3500, 2)]];
  const channels = [watched(channelOf(busy), 1), watched(channelOf(quiet), 2)];
  await Array.fromAsync(mergeChannels(channels, nothingWaits()));
  assert.deepEqual(order, [1, 2, 1, 1, 1, 2]);
});
