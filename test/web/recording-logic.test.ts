import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { ListHeights } from "../../web/src/recording/list-heights.ts";
import {
  findForms,
  findLiteral,
  foldWord,
  mergeMatches,
  splitQuery,
} from "../../web/src/recording/match-words.ts";
import { groupParagraphs, paragraphOfWord } from "../../web/src/recording/paragraphs.ts";
import { buildPyramid, readColumns } from "../../web/src/recording/peak-pyramid.ts";
import { countSkippedMs, skipSilenceTo } from "../../web/src/recording/skip-silence.ts";
import { isWhole, zoomView } from "../../web/src/recording/view-window.ts";
import {
  buildTimeline,
  markedWords,
  type SegmentRow,
  wordAt,
  wordsBetween,
} from "../../web/src/recording/word-timeline.ts";

function segment(
  text: string,
  startMs: number,
  options: { speaker?: string; channel?: number; interpolated?: 0 | 1 } = {},
): SegmentRow {
  const words = text
    .split(" ")
    .map(
      (word, index) =>
        [word, startMs + index * 400, startMs + index * 400 + 350, 0.9, options.interpolated ?? 0] as const,
    );
  return {
    startMs,
    endMs: words.at(-1)![2],
    speaker: options.speaker ?? null,
    language: "ru",
    channel: options.channel ?? null,
    words,
  };
}

test("the current word is the last one that started, and none in a pause", () => {
  const timeline = buildTimeline([segment("раз два три", 1000), segment("четыре", 9000)]);
  assert.deepEqual(
    [0, 999, 1000, 1399, 1400, 2200, 5000, 9100].map((at) => wordAt(timeline, at)),
    [-1, -1, 0, 0, 1, 2, -1, 3],
  );
  assert.deepEqual(wordsBetween(timeline, 1350, 1800), { first: 1, end: 2 });
});

test("if only the time of a line is known, the whole line is marked", () => {
  const timeline = buildTimeline([
    segment("раз два", 0, { interpolated: 1 }),
    segment("три четыре", 2000, { interpolated: 1 }),
  ]);
  assert.deepEqual(markedWords(timeline, 3), { first: 2, end: 4 });
});

test("skipping jumps from a long pause to just before the next word, and keeps short pauses", () => {
  const timeline = buildTimeline([segment("раз два", 0), segment("три", 10_000)]);
  assert.equal(skipSilenceTo(timeline, 800, 12_000), undefined);
  assert.equal(skipSilenceTo(timeline, 1200, 12_000), 9750);
  assert.equal(skipSilenceTo(timeline, 9740, 12_000), undefined);
  assert.equal(skipSilenceTo(timeline, 370, 12_000), undefined);
  assert.ok(countSkippedMs(timeline, 12_000) > 8000);
});

test("typed words are found folded, unfinished and in phrases", () => {
  const folded = ["Ещё", "мёд,", "«мёд»", "медведь", "и", "мед"].map(foldWord);
  assert.deepEqual(
    findLiteral(folded, splitQuery("Мед")).map(({ first }) => first),
    [1, 2, 3, 5],
  );
  assert.deepEqual(findLiteral(folded, splitQuery("еще ме")), [{ first: 0, end: 2 }]);
  assert.deepEqual(
    mergeMatches(findLiteral(folded, ["ещё", "мед"].map(foldWord)), findForms(folded, new Set(["мед"])))
      .length,
    3,
  );
});

test("where a transcript has several channels, a paragraph is of one channel", () => {
  const heard = (channels: number[]) =>
    groupParagraphs(channels.map((channel, index) => segment("раз два", index * 900, { channel }))).map(
      ({ channel }) => channel,
    );
  assert.deepEqual(heard([1, 1, 2, 1]), [1, 2, 1]);
  assert.deepEqual(heard([1, 1]), [null], "a single channel says nothing");
});

test("paragraphs contain every word once, in order, and break at a new speaker", () => {
  const segments = [
    segment("раз два", 0, { speaker: "А" }),
    segment("три", 900, { speaker: "Б" }),
    segment("четыре", 1500, { speaker: "Б" }),
  ];
  const paragraphs = groupParagraphs(segments);
  assert.deepEqual(
    paragraphs.map(({ firstWord, endWord, speaker }) => [firstWord, endWord, speaker]),
    [
      [0, 2, "А"],
      [2, 4, "Б"],
    ],
  );
  assert.equal(paragraphOfWord(paragraphs, 3), 1);
  fc.assert(
    fc.property(fc.array(fc.string({ minLength: 1, maxLength: 300 }), { maxLength: 40 }), (texts) => {
      const made = texts.map((text, index) => segment(text.replaceAll(" ", "_"), index * 3000));
      const grouped = groupParagraphs(made);
      let next = 0;
      for (const { firstWord, endWord } of grouped) {
        assert.equal(firstWord, next);
        next = endWord;
      }
      assert.equal(next, texts.length);
    }),
  );
});

test("the height tree finds the same items as plain sums", () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 1, max: 400 }), { minLength: 1, maxLength: 60 }),
      fc.array(fc.tuple(fc.nat(59), fc.integer({ min: 1, max: 900 })), { maxLength: 30 }),
      fc.nat(20_000),
      (estimates, measures, distance) => {
        const heights = new ListHeights(Float64Array.from(estimates));
        const plain = [...estimates];
        for (const [index, height] of measures) {
          if (index >= plain.length) continue;
          heights.measure(index, height);
          plain[index] = height;
        }
        assert.equal(
          heights.total,
          plain.reduce((sum, height) => sum + height, 0),
        );
        let top = 0;
        let at = 0;
        while (at < plain.length - 1 && top + plain[at]! <= distance) top += plain[at++]!;
        assert.equal(heights.itemAt(distance), at);
        assert.equal(heights.topOf(at), top);
      },
    ),
  );
});

test("a short loud sound is visible at every zoom of the waveform", () => {
  const pairs = new Int8Array(2 * 50 * 600);
  pairs[2 * 50 * 300] = -100;
  const pyramid = buildPyramid(pairs, 50, 600_000);
  for (const [startMs, endMs] of [
    [0, 600_000],
    [290_000, 310_000],
    [299_500, 300_500],
  ] as const) {
    const columns = readColumns(pyramid, { startMs, endMs, columns: 200 });
    assert.equal(Math.max(...columns), 1);
    const place = columns.indexOf(1);
    const wanted = ((300_000 - startMs) / (endMs - startMs)) * 200;
    assert.ok(Math.abs(place - wanted) <= 6, `${place} against ${wanted}`);
  }
});

test("zooming keeps the time under the pointer and stays inside the recording", () => {
  const durationMs = 100_000;
  const near = zoomView({ startMs: 0, endMs: durationMs }, { factor: 0.5, anchorMs: 40_000, durationMs });
  assert.deepEqual(near, { startMs: 20_000, endMs: 70_000 });
  assert.ok(isWhole(zoomView(near, { factor: 9, anchorMs: 40_000, durationMs }), durationMs));
});
