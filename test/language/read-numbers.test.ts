import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { spellNumbers } from "../../eval/spell-numbers.ts";
import { analyseText } from "../../src/language/analyse-text.ts";
import { indexTerms } from "../../src/language/index-terms.ts";

/** What is read, with the words that say it. */
function readings(text: string): string[] {
  return analyseText(text).readings.map(({ word, from, to }) => `${text.slice(from, to)} = ${word}`);
}

describe("a number", () => {
  for (const [text, number] of [
    ["двадцать пять", "25"],
    ["двадцати пяти", "25"],
    ["двадцатью пятью", "25"],
    ["двадцать пятого", "25"],
    ["twenty-five", "25"],
    ["twenty fifth", "25"],
    ["двести сорок три", "243"],
    ["пятисот", "500"],
    ["тысяча девятьсот сорок пятый", "1945"],
    ["две тысячи двадцать шестой", "2026"],
    ["twenty twenty-six", "2026"],
    ["nineteen eighty-four", "1984"],
    ["two thousand and nine", "2009"],
    ["one hundred and five", "105"],
    ["пять миллионов двести тысяч", "5200000"],
    ["5 тысяч", "5000"],
    ["10 000", "10000"],
    ["три точка пять", "3point5"],
    ["three point five", "3point5"],
    ["5th", "5"],
  ] as const) {
    it(`${text} is ${number}`, () => assert.deepEqual(readings(text), [`${text} = ${number}`]));
  }

  it("stands beside its words: a phrase still finds them side by side", () => {
    assert.equal(indexTerms("ровно двадцать пять лет").stems, "ровн двадца пят лет 25");
  });

  it("ends where another begins, and at punctuation", () => {
    assert.deepEqual(readings("пять, шесть"), ["пять = 5", "шесть = 6"]);
    assert.deepEqual(readings("one two three"), ["one = 1", "two = 2", "three = 3"]);
    assert.deepEqual(readings("двадцать двадцать"), ["двадцать = 20", "двадцать = 20"]);
  });

  it("in digits is its own word already, and 3.5 is not 35 nor 5 of something", () => {
    assert.deepEqual(readings("25 и 2 5 10, 25-го"), []);
    assert.deepEqual(readings("3.5 тысяч"), []);
    const compounds = analyseText("3.5 and 3,5 and 1,500 and 1.2.3").compounds.map((token) => token.word);
    assert.deepEqual(compounds, ["3point5", "3point5", "1500", "1point2point3"]);
  });

  it("is not what mostly means something else", () => {
    assert.deepEqual(readings("первый, first, second, всей семью, тысячи людей, millions, hundred"), []);
  });

  it("below a million is read back from its words, in Russian and in English", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 999_999 }), fc.constantFrom("ru", "en"), (value, language) => {
        const words = spellNumbers([String(value)], language).join(" ");
        assert.deepEqual(
          readings(words).map((one) => one.split(" = ")[1]),
          [String(value)],
          words,
        );
      }),
      { numRuns: 1000 },
    );
  });

  it("grouped by spaces is read whole", () => {
    assert.deepEqual(readings("17 786 419 человек"), ["17 786 419 = 17786419"]);
    assert.deepEqual(readings("в 2025 100 человек"), []);
  });
});

describe("names of letters", () => {
  for (const [text, word] of [
    ["эйпиай", "api"],
    ["эйч ар", "hr"],
    ["ай ти", "it"],
    ["пиар", "pr"],
    ["дивиди", "dvd"],
    ["ви пи эн", "vpn"],
  ] as const) {
    it(`${text} is ${word}`, () => assert.deepEqual(readings(text), [`${text} = ${word}`]));
  }

  it("are not seen in words that only look so", () => {
    assert.deepEqual(readings("сити, сиди, Энди, пити, и ю, видео, эй"), []);
  });
});
