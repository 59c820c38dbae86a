import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { isArchiveError } from "../../src/errors.ts";
import { parseQuery } from "../../src/search/parse-query.ts";

function terms(query: string): string[] {
  return parseQuery(query).words.map((word) => word.written);
}

function phrases(query: string): string[] {
  return parseQuery(query).phrases.map((phrase) => phrase.written);
}

describe("a query", () => {
  it("of ordinary words loses its stop-words and repetitions", () => {
    assert.deepEqual(terms("Где хранить мёд, мёд и МЕД?"), ["хранить", "мёд"]);
    assert.deepEqual(terms("what is the map of the world"), ["map", "world"]);
  });

  it("of stop-words alone looks for these words", () => {
    assert.deepEqual(terms("и не в"), ["и", "не", "в"]);
    assert.deepEqual(terms("to be or not to be"), ["to", "be", "or", "not"]);
  });

  it("asks once for a phrase that is given again, wanted or not, however it is written", () => {
    const parsed = parseQuery(`${'"Чёрный кот" «черный кот» '.repeat(20)} -"белый пёс" -“Белый пес”`);
    assert.deepEqual(
      parsed.phrases.map((phrase) => phrase.written),
      ["Чёрный кот"],
    );
    assert.deepEqual(
      parsed.excludedPhrases.map((phrase) => phrase.written),
      ["белый пёс"],
    );
  });

  it("takes phrases out of every kind of quotes, also several", () => {
    assert.deepEqual(phrases('"чистый код"'), ["чистый код"]);
    assert.deepEqual(phrases("«чистый код» и “clean code” и „noch eins“"), [
      "чистый код",
      "clean code",
      "noch eins",
    ]);
    assert.deepEqual(phrases('экран 5" дюймов'), []);
  });

  it("ignores a quote that does not close, and says so", () => {
    const parsed = parseQuery('"чистый код');
    assert.deepEqual(parsed.phrases, []);
    assert.deepEqual(terms('"чистый код'), ["чистый", "код"]);
    assert.match(parsed.notes.map(({ text }) => text).join(), /not closed/);
  });

  it("excludes what stands after a minus, and takes a hyphen, a dash and a negative number as they are", () => {
    const parsed = parseQuery('пчела -осы -"дикий мёд" кто-то - −5 -5');
    assert.deepEqual(parsed.excluded, [{ written: "осы", stem: "ос", prefix: null }]);
    assert.deepEqual(
      parsed.excludedPhrases.map((phrase) => phrase.written),
      ["дикий мёд"],
    );
    assert.deepEqual(
      parsed.words.map((word) => word.written),
      ["пчела", "5"],
    );
    assert.equal(parsed.text.includes("осы"), false);
  });

  it("keeps a compound together: its parts, and the whole closed up", () => {
    const { written, stems, closedUp } = parseQuery("wi-fi роутер").words[0]!;
    assert.deepEqual(
      { written, stems, closedUp },
      { written: "wi-fi", stems: ["wi", "fi"], closedUp: "wifi" },
    );
  });

  it("takes a star after two letters or more for every word that begins so, excluded ones too", () => {
    const { words, excluded, text } = parseQuery("нейро* c* git-реп* -слов* мёд*овый");
    assert.deepEqual(
      words.map(({ written, prefix, stems }) => [written, prefix, stems]),
      [
        ["нейро*", "нейро", []],
        ["c", null, ["c"]],
        ["git", null, ["git"]],
        ["реп*", "реп", []],
        ["мёд", null, ["мед"]],
        ["овый", null, ["ов"]],
      ],
    );
    assert.deepEqual(excluded, [{ written: "слов*", stem: "слов", prefix: "слов" }]);
    assert.equal(text.includes("*"), false);
  });

  it("keeps the words of a number together, with its digits beside them", () => {
    const { words } = parseQuery("двадцать пятого мая");
    assert.deepEqual(
      words.map(({ written, reading }) => [written, reading]),
      [
        ["двадцать пятого", "25"],
        ["мая", null],
      ],
    );
  });

  it("takes capitals among small letters for a name, not for a function word", () => {
    assert.deepEqual(terms("the IT отдел of US"), ["IT", "отдел", "US"]);
    assert.deepEqual(terms("WHAT IS THE MAP"), ["MAP"]);
  });

  it("in quotes keeps stars, dots of initialisms and capitals out of the comparison", () => {
    assert.deepEqual(parseQuery('"U.S.A. и т.д."').phrases[0]!.words, ["usa", "и", "тд"]);
    assert.deepEqual(
      parseQuery('"мёд*"').words.map((word) => word.prefix),
      [null],
    );
  });

  it("with NUL bytes, emoji and half a surrogate pair is read for its words", () => {
    assert.deepEqual(terms("пче\u0000ла 😀 мёд\ud83d"), ["пче", "ла", "мёд"]);
  });

  it("that is very long is cut, and says so", () => {
    const parsed = parseQuery("слово ".repeat(100_000));
    assert.ok(parsed.text.length <= 1000);
    assert.match(parsed.notes.map(({ text }) => text).join(), /very long/);
    assert.ok(parseQuery("я".repeat(100_000)).text.length <= 1000);
  });

  for (const [query, why] of [
    ["", /empty/],
    [" \u0000\n", /empty/],
    ["?! … —", /the query has no words/],
    ["😀", /the query has no words/],
    ['""', /the query has no words/],
    ["-пчела", /the query has only exclusions/],
  ] as const) {
    it(`${JSON.stringify(query)} is invalid input with a hint`, () => {
      assert.throws(
        () => parseQuery(query),
        (error) => isArchiveError(error, "invalid-input") && why.test(error.message) && error.hint !== "",
      );
    });
  }

  it("of any characters is read or is invalid input, nothing else", () => {
    const piece = fc.constantFrom(
      "пчела",
      "map",
      '"',
      "«",
      "»",
      "“",
      "”",
      "-",
      " ",
      "и",
      "\u0000",
      "C++",
      "😀",
      "'",
      "*",
      "двадцать пять",
      "U.S.A.",
      "эйч ар",
      "-мёд*",
    );
    const query = fc.oneof(
      fc
        .array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 40 })
        .map((units) => String.fromCharCode(...units)),
      fc.array(piece, { maxLength: 30 }).map((pieces) => pieces.join("")),
    );
    fc.assert(
      fc.property(query, (text) => {
        try {
          const { words } = parseQuery(text);
          assert.ok(
            words.length > 0 &&
              words.every((word) => word.stems.length > 0 || (word.prefix?.length ?? 0) >= 2),
          );
        } catch (error) {
          assert.ok(isArchiveError(error, "invalid-input"), String(error));
        }
      }),
      { numRuns: 500 },
    );
  });
});
