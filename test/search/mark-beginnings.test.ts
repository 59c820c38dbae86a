import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { Word } from "../../src/domain.ts";
import { analyseText } from "../../src/language/analyse-text.ts";
import { markWords } from "../../src/search/mark-words.ts";

// Words whose first letter is not the first letter of what they are found by, or only after folding.
const written = [
  ..."мёд Мёда мед. ёлка Ёлки е\u0308лку контейнерах «контейнеры» веб-сервис сервиса двадцать пять двадцати".split(
    " ",
  ),
  ..."эйчар эйч ар эйпиай айти т.е. U.S.A. .NET node.js wi-fi WiFi C++ c# Docker (Docker), dockers' don't it’s".split(
    " ",
  ),
  ..."café CAFÉ ﬁle Straße dying die skies sky 3.5 1,500 25 до\u00adкер О'Нил maps map and и — … -".split(
    " ",
  ),
];

test("words passed over by their beginning have nothing to mark", () => {
  const words = fc.array(fc.constantFrom(...written), { minLength: 1, maxLength: 12 });
  fc.assert(
    fc.property(words, fc.array(fc.nat(), { minLength: 1, maxLength: 3 }), (texts, chosen) => {
      const own = texts.map(
        (text): Word => ({ text, startMs: 0, endMs: 1, confidence: null, timing: "measured" }),
      );
      const { tokens, compounds, readings } = analyseText([...texts, ...written].join(" "));
      const stems = [...tokens, ...compounds, ...readings].map((token) => token.stem);
      const terms = new Set(chosen.map((at) => stems[at % stems.length]!));
      // A phrase, even one that is nowhere, has every word looked at.
      const all = markWords(own, { terms, phrases: [["нигде"]] });
      assert.deepEqual(markWords(own, { terms, phrases: [] }), all);
    }),
    { numRuns: 1500 },
  );
});
