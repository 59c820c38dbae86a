import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import type { Word } from "../../src/domain.ts";
import { analyseText } from "../../src/language/analyse-text.ts";
import { makeExcerpt } from "../../src/search/make-excerpt.ts";
import { markWords } from "../../src/search/mark-words.ts";

function say(text: string): Word[] {
  return text.split(" ").map((word, at) => ({
    text: word,
    startMs: at * 400,
    endMs: at * 400 + 400,
    confidence: null,
    timing: "measured",
  }));
}

function excerptOf(text: string, query: string, phrases: string[][] = []) {
  const words = say(text);
  const terms = new Set(analyseText(query).tokens.map((token) => token.stem));
  const marks = markWords(words, { terms, phrases });
  return makeExcerpt({ words, marks, weights: new Map(), startAt: 0 });
}

const filler = "Тут говорят совсем о другом и очень долго, так что слушать это незачем никому. "
  .repeat(6)
  .trim();

describe("an excerpt", () => {
  it("is the sentence with the found words and what follows, marked without punctuation", () => {
    const { excerpt, highlights, playFromMs } = excerptOf(
      `${filler} Качаем обычно в субботу: «мёд» липовый. Потом пьём чай. ${filler}`,
      "мед суббота",
    );
    assert.match(excerpt, /^Качаем обычно в субботу: «мёд» липовый\. Потом пьём чай\./);
    assert.deepEqual(
      highlights.map((mark) => mark.text),
      ["субботу", "мёд"],
    );
    assert.equal(playFromMs, highlights[0]!.startMs);
  });

  it("prefers the place with more different words to the first one", () => {
    const { excerpt } = excerptOf(`Мёд мёд мёд. ${filler} Пчела несёт мёд.`, "пчела мёд");
    assert.match(excerpt, /Пчела несёт мёд\.$/);
  });

  it("prefers a phrase to its words apart", () => {
    const { excerpt, highlights } = excerptOf(
      `Контейнеров много, оркестрация нужна, контейнеров мало. ${filler} Выбрали оркестрацию, то есть оркестрация контейнеров.`,
      "оркестрация контейнеров",
      [["оркестрация", "контейнеров"]],
    );
    assert.match(excerpt, /есть оркестрация контейнеров\.$/);
    assert.equal(highlights.length, 3);
  });

  it("of speech without punctuation is at most 40 words, with dots where it is cut", () => {
    const { excerpt } = excerptOf(`${"слово ".repeat(100)}пчела ${"слово ".repeat(100).trim()}`, "пчела");
    assert.match(excerpt, /^… слово .*пчела.* …$/);
    assert.ok(excerpt.split(" ").length <= 42);
  });

  it("without a found word begins at the sentence asked for", () => {
    const words = say(`Раз два три. ${filler} Четыре пять шесть.`);
    const { excerpt, highlights, playFromMs } = makeExcerpt({
      words,
      marks: [],
      weights: new Map(),
      startAt: 3,
    });
    assert.match(excerpt, /^Тут говорят/);
    assert.deepEqual(highlights, []);
    assert.equal(playFromMs, words[3]!.startMs);
  });

  it("has highlights that lie exactly on their words, in order, whatever the words", () => {
    const word = fc.constantFrom(
      "мёд,",
      "пчёлы.",
      "«Мед»",
      "wi-fi",
      "и",
      "—",
      "C++,",
      "о\u0301сы",
      "…",
      "дом",
      "😀мёд",
    );
    fc.assert(
      fc.property(fc.array(word, { minLength: 1, maxLength: 120 }), (texts) => {
        const words = say(texts.join(" "));
        const marks = markWords(words, {
          terms: new Set(["мед", "пчел", "wifi", "fi", "ос", "cplusplus"]),
          phrases: [["и", "дом"]],
        });
        const { excerpt, highlights } = makeExcerpt({ words, marks, weights: new Map(), startAt: 0 });
        let end = 0;
        for (const mark of highlights) {
          assert.equal(excerpt.slice(mark.from, mark.to), mark.text);
          assert.ok(mark.from >= end && mark.to > mark.from);
          assert.match(mark.text, /^(мёд|Мед|пчёлы|wi-fi|C\+\+|о\u0301сы|и|дом)$/);
          assert.ok(words.some((one) => one.startMs === mark.startMs && one.text.includes(mark.text)));
          end = mark.to;
        }
        if (marks.length > 0) assert.ok(highlights.length > 0);
      }),
      { numRuns: 500 },
    );
  });
});
