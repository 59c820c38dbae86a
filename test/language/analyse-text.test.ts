import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { analyseText, indexStems } from "../../src/language/analyse-text.ts";
import { detectScript } from "../../src/language/detect-script.ts";
import { foldWord } from "../../src/language/fold-word.ts";
import { isStopWord } from "../../src/language/stop-words.ts";

const anyText = fc.oneof(
  fc.string({ unit: fc.constantFrom(..."аеёийяЖaзzIİß'’-._,+#0 9\u0301\u0306\u0308\u00ad\u0000«»\"\ud83d") }),
  fc.array(fc.integer({ min: 0, max: 0xffff })).map((units) => String.fromCharCode(...units)),
);

function stemsOf(text: string): string[] {
  return analyseText(text).tokens.map((token) => token.stem);
}

describe("stems", () => {
  const families = [
    ["суббота", "субботу", "субботе", "субботам", "субботой", "Суббота", "СУББОТЫ"],
    ["пчела", "пчёлами", "пчелам", "пчёлы", "пчёл"],
    ["мёд", "мед", "мёдом", "мёда"],
    ["контейнер", "контейнеров", "контейнерами"],
    ["run", "running", "runs"],
    ["map", "maps", "Map's", "map’s"],
    ["kubernetes", "Kubernetes"],
    ["café", "cafe\u0301", "CAFE"],
    ["замок", "за\u0301мок", "за\u00adмок"],
    ["Йод", "и\u0306од"],
  ];
  for (const family of families) {
    it(`of ${family.join(", ")} meet`, () => {
      assert.equal(new Set(family.flatMap(stemsOf)).size, 1, JSON.stringify(family.map(stemsOf)));
    });
  }

  it("of different words stay apart", () => {
    const words = ["пчела", "мёд", "суббота", "йод", "код", "map", "month", "c", "c++", "c#"];
    assert.equal(new Set(words.flatMap(stemsOf)).size, words.length);
  });
});

describe("words of a text", () => {
  it("are cut at spaces, hyphens and punctuation, and keep apostrophes, digits and pluses", () => {
    const words = analyseText("Кто-то, «don't» said: C++ и k8s — 18+!").tokens.map((token) => token.word);
    assert.deepEqual(words, ["кто", "то", "dont", "said", "cplusplus", "и", "k8s", "18plus"]);
  });

  it("of a compound are found apart and closed up, and a phrase across it still has its words side by side", () => {
    const compounds = analyseText("wi-fi, Node.js and .NET cost 1,500").compounds.map((token) => token.word);
    assert.deepEqual(compounds, ["wifi", "nodejs", "dotnet", "1500"]);
    assert.equal(indexStems("новый wi-fi роутер"), "нов wi fi роутер wifi");
  });

  it("written with dots between their letters are one word", () => {
    const words = analyseText("U.S.A. и т.д., к.м.н. Ph.D. т.е. e.g. д.ф.-м.н.").tokens.map(
      (token) => token.word,
    );
    assert.deepEqual(words, ["usa", "и", "тд", "кмн", "phd", "те", "eg", "дф", "мн"]);
    assert.deepEqual(stemsOf("U.S.A."), stemsOf("USA"));
  });

  it("of no language we stem are kept whole, or character by character where there are no spaces", () => {
    assert.deepEqual(stemsOf("東京 2026 ελληνικά"), ["東", "京", "2026", "ελληνικα"]);
  });

  it("carry the place where they stand", () => {
    const text = "😀 Пчёлы и bees\u0000мёд";
    const places = analyseText(text).tokens.map(({ from, to }) => text.slice(from, to));
    assert.deepEqual(places, ["Пчёлы", "и", "bees", "мёд"]);
  });
});

describe("any text at all", () => {
  it("is analysed without an error, into letters and digits only, in order and without overlap", () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const { tokens, compounds } = analyseText(text);
        let end = 0;
        for (const token of tokens) {
          assert.ok(token.from >= end && token.to > token.from && token.to <= text.length);
          end = token.to;
        }
        for (const token of [...tokens, ...compounds]) {
          assert.match(token.stem, /^[\p{L}\p{N}]+$/u);
          assert.match(token.word, /^[\p{L}\p{N}]+$/u);
        }
      }),
      { numRuns: 2000 },
    );
  });

  it("folds to the same word when folded again, composed or decomposed", () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const folded = foldWord(text);
        assert.equal(foldWord(folded), folded);
        assert.equal(foldWord(text.normalize("NFD")), foldWord(text.normalize("NFC")));
      }),
      { numRuns: 2000 },
    );
  });

  it("gives a word of a hundred thousand letters a stem of at most 64", () => {
    const { tokens } = analyseText("а".repeat(100_000));
    assert.equal(tokens.length, 1);
    assert.ok(tokens[0]!.stem.length <= 64);
  });
});

describe("script", () => {
  it("of a text is what most letters are in", () => {
    assert.equal(detectScript("задеплоили бэкенд на staging"), "cyrillic");
    assert.equal(detectScript("Kubernetes and Docker"), "latin");
    assert.equal(detectScript("8 900 000 !? 😀"), "other");
  });

  it("of a word is that of its last letter, where the ending stands", () => {
    const scripts = analyseText("PDFка пчелаZ 42 k8s").tokens.map((token) => token.script);
    assert.deepEqual(scripts, ["cyrillic", "latin", "other", "latin"]);
  });
});

describe("stop-words", () => {
  it("are function words of both languages and no others", () => {
    for (const word of ["и", "что", "ее", "the", "what", "dont"]) assert.ok(isStopWord(word), word);
    for (const word of ["мед", "пчела", "map", "kubernetes", "год"]) assert.ok(!isStopWord(word), word);
  });

  it("are written folded, so that they can be met", async () => {
    const { readFile } = await import("node:fs/promises");
    const source = await readFile(new URL("../../src/language/stop-words.ts", import.meta.url), "utf8");
    const lists = [...source.matchAll(/= `([^`]+)`/g)].flatMap((match) => match[1]!.trim().split(/\s+/));
    assert.deepEqual(
      lists.filter((word) => foldWord(word) !== word && !word.startsWith("$")),
      [],
    );
  });
});
