import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { Word } from "../../src/domain.ts";
import { SegmentCutter } from "../../src/speech/cut-segments.ts";

/** Words of 300 ms; a number is silence in milliseconds before the next word, 50 otherwise. */
function say(...line: (string | number)[]): Word[] {
  let at = 0;
  const words: Word[] = [];
  for (const part of line) {
    if (typeof part === "number") at += part - 50;
    else {
      words.push({ text: part, startMs: at, endMs: at + 300, confidence: 0.9, timing: "measured" });
      at += 350;
    }
  }
  return words;
}

function cut(words: Word[]): string[] {
  const cutter = new SegmentCutter();
  return [...cutter.push(words, "ru"), ...cutter.end()].map((segment) =>
    segment.words.map(({ text }) => text).join(" "),
  );
}

test("a sentence is a segment; a very short one is joined with the next without a pause", () => {
  assert.deepEqual(cut(say("Мы", "купили", "новый", "большой", "дом.", "Да.", "Он", "стоит", "у", "реки.")), [
    "Мы купили новый большой дом.",
    "Да. Он стоит у реки.",
  ]);
});

test("a pause after a short sentence ends it, a long pause ends anything", () => {
  assert.deepEqual(cut(say("Да.", 500, "Едем", 1500, "сейчас")), ["Да.", "Едем", "сейчас"]);
});

test("abbreviations and initials do not end a sentence", () => {
  assert.deepEqual(cut(say("В", "прошлом", "году", "наш", "А.", "С.", "Пушкин", "и", "т.", "д.")).length, 1);
});

test("speech without sentence ends is cut at a comma, never longer than 15 s", () => {
  const line = Array.from({ length: 100 }, (_, i) => (i === 25 ? "слово," : "слово"));
  const segments = cut(say(...line));
  assert.ok(segments[0]!.endsWith("слово,"));
  assert.ok(segments.every((segment) => segment.split(" ").length <= 40));
});

test("a segment may continue in the next window, but not in another language", () => {
  const cutter = new SegmentCutter();
  const [one, two, three] = say("Начало", "конец.", "Hello");
  assert.deepEqual(cutter.push([one!], "ru"), []);
  assert.deepEqual(cutter.push([two!], "ru"), []);
  const [segment] = cutter.push([three!], "en");
  assert.deepEqual([segment!.language, segment!.words.length], ["ru", 2]);
  assert.equal(cutter.end()[0]!.language, "en");
});

test("all words come out once and in order, and a segment's times are those of its words", () => {
  const text = fc.constantFrom("да", "нет.", "и,", "г.", "вот?", "слово");
  const word = fc.record({
    text,
    gap: fc.nat(2000),
    length: fc.integer({ min: 1, max: 3000 }),
    push: fc.boolean(),
  });
  fc.assert(
    fc.property(fc.array(word, { maxLength: 120 }), (list) => {
      let at = 0;
      const words = list.map(({ text, gap, length }): Word => {
        const startMs = at + gap;
        at = startMs + length;
        return { text, startMs, endMs: at, confidence: null, timing: "measured" };
      });
      const cutter = new SegmentCutter();
      const half = Math.floor(words.length / 2);
      const segments = [
        ...cutter.push(words.slice(0, half), "ru"),
        ...cutter.push(words.slice(half), "ru"),
        ...cutter.end(),
      ];
      assert.deepEqual(
        segments.flatMap((segment) => segment.words),
        words,
      );
      for (const { startMs, endMs, words } of segments)
        assert.deepEqual([startMs, endMs], [words[0]!.startMs, words.at(-1)!.endMs]);
    }),
  );
});
