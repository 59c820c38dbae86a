import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { undoRolling } from "../../src/transcription/undo-rolling.ts";
import { readText } from "./read-text.ts";
import { type CaptionCue, cueWriters, inOrder } from "./write-cues.ts";

const said = [
  "we keep bees here",
  "and sell honey too",
  "every summer in town",
  "come and see us",
  "да, да, да",
  "да, да, да",
  "нет",
];

/** As video sites write it: the new line below the old one, and for 10 ms the new line alone. */
function rollTwoLines(texts: string[]): CaptionCue[] {
  return texts.flatMap((text, i) => {
    const startMs = 1000 + i * 2000;
    const lines = i === 0 ? [text] : [texts[i - 1]!, text];
    return [
      { startMs: startMs + 10, endMs: startMs + 2000, lines },
      { startMs: startMs + 2000, endMs: startMs + 2010, lines: [text] },
    ];
  });
}

/** As live broadcasts have it: three lines, the oldest of which leaves as the next one comes. */
function rollThreeLines(texts: string[]): CaptionCue[] {
  return inOrder(texts.map((_, i) => texts.slice(Math.max(0, i - 2), i + 1)));
}

/** As live recognition shows it: a line grows word by word. */
function grow(texts: string[]): CaptionCue[] {
  const shown = texts.flatMap((text) =>
    text.split(" ").map((_, i, words) => words.slice(0, i + 1).join(" ")),
  );
  return inOrder(shown, 500);
}

const words = (texts: string[]) => texts.flatMap((text) => text.split(" "));
const read = (format: string, cues: CaptionCue[]) => {
  const { transcript } = readText(cueWriters[format]!(cues));
  return {
    words: transcript.segments.flatMap((segment) => segment.words.map(({ text }) => text)),
    notes: (transcript.notes ?? []).map(({ code, values }) => ({ code, count: values.count })),
  };
};

for (const format of Object.keys(cueWriters)) {
  test(`rolling captions are read once, and what was said three times stays (${format})`, () => {
    for (const roll of [rollTwoLines, rollThreeLines]) {
      const result = read(format, roll(said));
      assert.deepEqual(result.words, words(said), roll.name);
      assert.equal(result.notes[0]?.code, "transcript-captions-rolled");
    }
    const growing = said.slice(0, 4);
    assert.deepEqual(read(format, grow(growing)).words, words(growing));
  });

  test(`captions that do not roll keep every repetition (${format})`, () => {
    const songs = [
      ["да", "да", "да", "нет", "да", "да"],
      ["да", "да, да", "да, да, да", "да, да, да, да"],
      ["la la la", "la la la", "hey", "la la la", "la la la", "hey"],
      ["Да.", "Да, конечно.", "Нет.", "Нет, спасибо."],
      ["I have a dream", "a dream that one day", "one day this nation", "this nation will rise"],
    ];
    for (const song of songs) {
      const result = read(format, inOrder(song));
      assert.deepEqual([result.words, result.notes], [words(song), []]);
    }
  });
}

test("rolling captions with word times keep them", () => {
  const vtt =
    "WEBVTT\n\n00:00.000 --> 00:02.000\n \nhello<00:00.500><c> dear</c>\n\n00:02.000 --> 00:02.010\nhello dear\n \n\n00:02.010 --> 00:04.000\nhello dear\nsecond<00:02.500><c> line</c>\n\n00:04.000 --> 00:04.010\nsecond line\n \n\n00:04.010 --> 00:05.000\nsecond line\nend<00:04.500><c> it</c>\n";
  assert.deepEqual(readText(vtt).words, [
    "hello@0-500",
    "dear@500-2000",
    "second@2010-2500",
    "line@2500-4000",
    "end@4010-4500",
    "it@4500-5000",
  ]);
});

const vocabulary = Array.from({ length: 60 }, (_, i) => `слово${i}`);
const line = fc
  .array(fc.constantFrom(...vocabulary), { minLength: 3, maxLength: 7 })
  .map((list) => list.join(" "));

test("whatever is said, rolling it and reading it gives it back", () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(line, { minLength: 5, maxLength: 15 }),
      fc.constantFrom(...Object.keys(cueWriters)),
      (texts, format) => {
        for (const roll of [rollTwoLines, rollThreeLines])
          assert.deepEqual(read(format, roll(texts)).words, words(texts));
      },
    ),
    { numRuns: 60 },
  );
});

test("whatever short lines a song repeats, none is taken away", () => {
  const repeated = fc.array(fc.constantFrom("да", "да да", "ла ла ла", "нет", "и снова", "и снова да"), {
    minLength: 1,
    maxLength: 20,
  });
  fc.assert(
    fc.property(repeated, (texts) => {
      // A pause between two lines: nothing stands on the screen any more.
      const segments = texts.map((text, i) => ({ startMs: i * 5000, endMs: i * 5000 + 3000, text }));
      assert.deepEqual(undoRolling(segments), { segments, count: 0 });
    }),
  );
});
