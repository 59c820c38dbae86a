import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import fc from "fast-check";
import { isArchiveError } from "../../src/errors.ts";
import { search } from "../../src/search/search.ts";
import { type InventedArchive, inventArchive } from "./invent-archive.ts";

const passages = [
  "Вчера подняли кубернетис и переехали на него целиком.",
  "We moved the database to Slack notifications and Redis at once.",
  "Нам двадцать пять лет, и в две тысячи двадцать шестом году мы переедем.",
  "The plan for 2026 has 25 points and costs 3.5 percent.",
  "Нейросети обучали всю зиму, нейросетью довольны.",
  "Наш эйчар нашёл человека, который знает ви пи эн.",
  "Нейроны и нейтроны учили в школе, и т.д., а в U.S.A. не учили.",
  "Мёд хранят в тёмном месте.",
  "It has been a long day.",
];

describe("a question is searched in other spellings, too", () => {
  let archive: InventedArchive;
  before(async () => {
    archive = await inventArchive(
      passages.map((text, at) => ({ title: `Запись номер ${at}`, passages: [text] })),
    );
  });
  after(() => archive[Symbol.dispose]());

  const ask = (query: string) => search(archive, { query, mode: "keyword" });
  /** Which of the passages, best first. */
  async function found(query: string): Promise<number[]> {
    const { hits } = await ask(query);
    return hits.map((hit) => passages.findIndex((text) => text.startsWith(hit.excerpt.slice(0, 12))));
  }

  it("a function word is never what a word was meant for", async () => {
    assert.deepEqual((await ask("bees")).hits, []);
    assert.deepEqual((await ask("бин")).hits, []);
  });

  for (const [query, place, words] of [
    ["kubernetes", 0, ["кубернетис"]],
    ["слак", 1, ["Slack"]],
    ["редисом", 1, ["Redis"]],
    ["25", 2, ["двадцать", "пять"]],
    ["2026", 2, ["две", "тысячи", "двадцать", "шестом"]],
    ["двадцати пяти", 2, ["двадцать", "пять"]],
    ["twenty twenty-six", 2, ["две", "тысячи", "двадцать", "шестом"]],
    ["HR", 5, ["эйчар"]],
    ["VPN", 5, ["ви", "пи", "эн"]],
    ["USA", 6, ["U.S.A"]],
    ["нейросеит", 4, ["Нейросети", "нейросетью"]],
    ["slakc", 1, ["Slack"]],
    ["три точка пять", 3, ["3.5"]],
  ] as const) {
    it(`${query} finds and marks ${words.join(" ")}`, async () => {
      assert.ok((await found(query)).includes(place));
      const { hits } = await ask(query);
      const hit = hits.find((one) => passages[place]!.startsWith(one.excerpt.slice(0, 12)))!;
      assert.deepEqual(
        hit.highlights.map((one) => one.text),
        words,
      );
    });
  }

  it("takes the words of a phrase as they are", async () => {
    for (const query of ['"нейросеит"', "«слак»", '"25"']) {
      const answer = await ask(query);
      assert.deepEqual(answer.query.expansions, []);
      assert.doesNotMatch(answer.notes.map(({ text }) => text).join(), /searched for/);
    }
    const { query } = await ask('"слак" редисом');
    assert.deepEqual(
      query.expansions.map((one) => one.written),
      ["редисом"],
    );
  });

  it("and the answer says as what", async () => {
    const { query } = await ask("kubernetes двадцать пять нейро*");
    assert.deepEqual(query.expansions, [
      { written: "kubernetes", found: ["кубернетис"], why: "transliteration" },
      { written: "двадцать пять", found: ["25"], why: "number" },
      { written: "нейро*", found: ["нейроны", "нейросети"], why: "prefix" },
    ]);
  });

  it("a misspelt word is searched as its nearest, and the notes say so; a word that is there never is", async () => {
    const { query, notes } = await ask("нейросеит");
    assert.deepEqual(query.expansions, [{ written: "нейросеит", found: ["нейросети"], why: "spelling" }]);
    assert.match(notes.map(({ text }) => text).join(), /“нейросеит” was not found: searched for “нейросети”/);
    assert.deepEqual((await ask("нейроны")).query.expansions, []);
    assert.deepEqual(await found("бегемот"), []);
  });

  it("a prefix finds every word that begins so, and with a minus excludes them", async () => {
    assert.deepEqual((await found("нейро*")).sort(), [4, 6]);
    assert.deepEqual(await found("обучали школе -нейрон*"), [4]);
    assert.deepEqual(await found("ъъ*"), []);
    assert.match((await ask("ъъ* мёд")).notes.map(({ text }) => text).join(), /No word begins with “ъъ”/);
  });

  it("a passage with all words comes first when one is there as its variant", async () => {
    assert.equal((await found("kubernetes переехали"))[0], 0);
  });

  it("says of a hit that only a variant found it", async () => {
    const { hits } = await ask("kubernetes");
    assert.deepEqual(hits[0]!.foundBy, ["variant"]);
    assert.deepEqual((await ask("кубернетис")).hits[0]!.foundBy, ["word"]);
  });

  it("whatever is typed, the answer is hits or invalid input, and the same again", async () => {
    const piece = fc.constantFrom(
      "кубернетис",
      "kuberntes",
      "25",
      "двадцать",
      "пять",
      "тысяч",
      "*",
      "-",
      '"',
      "«",
      "»",
      "нейро*",
      "-нейр*",
      "U.S.A.",
      "эйч",
      "ар",
      " ",
      " ",
      "\u0000",
      "😀",
      "'",
      "(",
      "OR",
      "NOT",
      "NEAR",
      "^",
      ":",
      "+",
      "ё",
      "и",
      "a",
      "3.5",
      "10 000",
    );
    const query = fc.oneof(
      fc.array(piece, { maxLength: 15 }).map((pieces) => pieces.join("")),
      fc.array(piece, { maxLength: 15 }).map((pieces) => pieces.join(" ")),
      fc
        .array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 30 })
        .map((units) => String.fromCharCode(...units)),
    );
    await fc.assert(
      fc.asyncProperty(query, async (text) => {
        try {
          const { hits, query: understood } = await ask(text);
          const again = await ask(text);
          assert.deepEqual(again.hits, hits);
          assert.deepEqual(again.query, understood);
        } catch (error) {
          assert.ok(isArchiveError(error, "invalid-input"), String(error));
        }
      }),
      { numRuns: 200 },
    );
  });
});
