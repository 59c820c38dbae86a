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
  ..."Л. Н. Толстой Л.Н. А П Иванова Cбербанк bitсоin В12 b12 си плюс C++ java script инфор- мация +7 (926) 123-45-67".split(
    " ",
  ),
  ..."15 марта 2024 May 9th, XIX 10³ 2½ 数据 库 до\u00ad мер О`Нил PDFке один эс 1С д. е.".split(" "),
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
      // A term with a space is two stems side by side.
      const terms = new Set(
        chosen.map((at) =>
          at % 7 === 0
            ? stems
                .slice(at % stems.length)
                .slice(0, 2)
                .join(" ")
            : stems[at % stems.length]!,
        ),
      );
      // A phrase, even one that is nowhere, has every word looked at.
      const all = markWords(own, { terms, phrases: [["нигде"]] });
      assert.deepEqual(markWords(own, { terms, phrases: [] }), all);
    }),
    { numRuns: 1500 },
  );
});
