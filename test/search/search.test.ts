import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import fc from "fast-check";
import type { Hit, SearchFilter, SearchMode } from "../../src/domain.ts";
import { isArchiveError } from "../../src/errors.ts";
import { type SearchAnswer, search } from "../../src/search/search.ts";
import { type Invented, type InventedArchive, inventArchive } from "./invent-archive.ts";

/** Filler that shares no content word with any question below. */
const weather = "Ветер дул с моря, облака плыли низко, и к вечеру стало прохладно.";

const recordings: Invented[] = [
  {
    title: "Интервью с пасечником",
    createdAt: "2026-05-02T15:12:30+03:00",
    passages: [
      "Качаем обычно в субботу. По субботам вся улица пахнет мёдом.",
      "Если пчёлы гудят ровно, значит, всё хорошо.",
      { text: "Пчела собирает мёд и перга зреет в сотах.", pauseMs: 900_000 },
    ],
  },
  {
    title: "Планёрка",
    createdAt: "2026-03-16T10:00:12+03:00",
    passages: [
      "Решили так: оркестрация контейнеров теперь наша главная задача.",
      { text: `${weather} Оркестрацию начали, а контейнеров пока мало.`, pauseMs: 900_000 },
      { text: `${weather} Пишем чистый`, pauseMs: 900_000 },
      "код, как договорились в понедельник.",
    ],
  },
  {
    title: "Kubernetes talk",
    language: "en",
    createdAt: "2026-02-19T18:42:05+03:00",
    passages: [
      "Docker gave us the same image on the laptop and on the server.",
      { text: "Kubernetes came later. Would you choose Kubernetes for a wi-fi router?", pauseMs: 900_000 },
    ],
  },
  {
    title: "Прогулка",
    createdAt: "2025-12-31T23:30:00+03:00",
    passages: [weather, "Мед тут ни при чём, шли пешком."],
  },
];

describe("search by words", () => {
  let archive: InventedArchive;
  before(async () => {
    archive = await inventArchive(recordings);
  });
  after(() => archive[Symbol.dispose]());

  function ask(
    query: string,
    more: { mode?: SearchMode; limit?: number; offset?: number; filter?: SearchFilter } = {},
  ) {
    return search(archive, { query, mode: "keyword", ...more });
  }

  /** Title and start of the excerpt of every hit. */
  function shown(answer: SearchAnswer): string[] {
    return answer.hits.map((hit) => `${hit.recording.title}: ${hit.excerpt}`);
  }

  it("ranks passages with every word first, and finds other forms and ё as е", async () => {
    const answer = await ask("пчелами мед");
    assert.deepEqual(
      answer.hits.map((hit) => [
        hit.recording.title,
        hit.startMs > 900_000,
        hit.explanation[0]!.matchedTerms,
      ]),
      [
        ["Интервью с пасечником", true, ["пчел", "мед"]], // has both words
        ["Интервью с пасечником", false, ["пчел"]], // shortest passage with one of the words
        ["Прогулка", false, ["мед"]], // a word in a longer passage; a third hit of the interview would come after it
      ],
    );
  });

  it("merges neighbours that answer into one hit that covers both", async () => {
    const [, second] = (await ask("пчелами мед")).hits;
    assert.deepEqual(
      second!.explanation.map((one) => one.matchedTerms),
      [["пчел"], ["мед"]],
    );
    assert.ok(second!.startMs < 25_000 && second!.endMs > 40_000);
  });

  it("finds a phrase only where its words stand side by side in these forms", async () => {
    assert.deepEqual(shown(await ask("«Оркестрация контейнеров»")), [
      "Планёрка: Решили так: оркестрация контейнеров теперь наша главная задача.",
    ]);
    assert.deepEqual(shown(await ask('"контейнеров оркестрация"')), []);
    const [hit] = (await ask('"оркестрация контейнеров"')).hits;
    assert.deepEqual(
      hit!.highlights.map((mark) => mark.text),
      ["оркестрация", "контейнеров"],
    );
    assert.deepEqual(hit!.foundBy, ["word", "phrase"]);
  });

  it("finds a phrase that crosses two passages, as one hit", async () => {
    const { hits } = await ask('"чистый код"');
    assert.equal(hits.length, 1);
    assert.equal(hits[0]!.explanation.length, 2);
    assert.deepEqual(
      hits[0]!.highlights.map((mark) => mark.text),
      ["чистый", "код"],
    );
    assert.equal((await ask('"пишем чистый код как договорились"')).hits.length, 1);
    assert.equal((await ask('"чистый дом"')).hits.length, 0);
  });

  it("finds the exact form of one word in quotes", async () => {
    assert.equal((await ask("контейнер")).hits.length, 2);
    assert.equal((await ask('"контейнер"')).hits.length, 0);
  });

  it("leaves out what is excluded, word or phrase", async () => {
    assert.deepEqual(shown(await ask("мёд -пчела -улица")), ["Прогулка: Мед тут ни при чём, шли пешком."]);
    assert.equal((await ask("оркестрация")).hits.length, 2);
    assert.deepEqual(
      (await ask('оркестрация -"оркестрация контейнеров"')).hits.map((hit) => hit.startMs > 900_000),
      [true],
    );
  });

  it("finds a compound written with and without its hyphen", async () => {
    for (const query of ["wifi", "wi-fi", "Wi-Fi"]) {
      const { hits } = await ask(query);
      assert.deepEqual(
        hits.map((hit) => hit.recording.title),
        ["Kubernetes talk"],
        query,
      );
      assert.deepEqual(
        hits[0]!.highlights.map((mark) => mark.text),
        ["wi-fi"],
        query,
      );
    }
  });

  it("looks only into recordings the filter allows", async () => {
    const titles = async (filter: SearchFilter) =>
      (await ask("мёд kubernetes", { filter })).hits.map((hit) => hit.recording.title);
    assert.deepEqual(
      new Set(await titles({})),
      new Set(["Интервью с пасечником", "Kubernetes talk", "Прогулка"]),
    );
    assert.deepEqual(await titles({ languages: ["en"] }), ["Kubernetes talk"]);
    assert.deepEqual(await titles({ to: "2025-12-31T22:00:00Z" }), ["Прогулка"]);
    assert.deepEqual([...new Set(await titles({ from: "2026-03-01" }))], ["Интервью с пасечником"]);
    assert.deepEqual(await titles({ recordingIds: [4] }), ["Прогулка"]);
    assert.deepEqual(await titles({ recordingIds: [] }), []);
    await assert.rejects(titles({ from: "вчера" }), (error) => isArchiveError(error, "invalid-input"));
    const phrase = await ask('"оркестрация контейнеров"', { filter: { languages: ["en"] } });
    assert.deepEqual(phrase.hits, []);
  });

  it("gives page after page what one long page gives", async () => {
    const all = (await ask("мёд пчела оркестрация kubernetes docker", { limit: 100 })).hits;
    const pages: Hit[] = [];
    for (let offset = 0; offset < all.length + 2; offset += 2) {
      const { hits } = await ask("мёд пчела оркестрация kubernetes docker", { limit: 2, offset });
      pages.push(...hits);
    }
    assert.ok(all.length > 4);
    assert.deepEqual(pages, all);
  });

  it("says how it understood the question", async () => {
    const { query, notes } = await ask('"чистый код" где мёд -осы');
    const { analysis, ...understood } = query;
    assert.deepEqual(understood, {
      terms: ["чистый", "код", "мёд"],
      phrases: ["чистый код"],
      excluded: ["осы"],
      expansions: [],
      mode: "keyword",
    });
    assert.deepEqual(
      analysis.words.map((word) => word.stems),
      [["чист"], ["код"], ["мед"]],
    );
    assert.deepEqual([analysis.textWeight, analysis.meaningWeight, analysis.baseline], [1, 0, null]);
    assert.deepEqual(notes, []);
  });

  it("without an embedder answers hybrid by words and says so, and refuses the modes that need one", async () => {
    const { query, notes, hits } = await ask("мёд", { mode: "hybrid" });
    assert.equal(query.mode, "keyword");
    assert.match(notes.map(({ text }) => text).join(), /words only/);
    assert.ok(hits.length > 0);
    for (const mode of ["semantic", "rerank"] as const) {
      await assert.rejects(ask("мёд", { mode }), (error) => isArchiveError(error, "model-missing"));
    }
  });

  it("refuses a mode, a limit and an offset that make no sense", async () => {
    for (const wrong of [{ mode: "best" as SearchMode }, { limit: 0 }, { limit: 1.5 }, { offset: -1 }]) {
      await assert.rejects(ask("мёд", wrong), (error) => isArchiveError(error, "invalid-input"));
    }
  });

  it("answers any question or calls it invalid input, twice the same, with highlights on their words", async () => {
    const piece = fc.constantFrom(
      ...[
        "пчела",
        "мёд",
        "kubernetes",
        '"',
        "«",
        "»",
        "-",
        " ",
        "и",
        "\u0000",
        "C++",
        "😀",
        "'",
        "NEAR(",
        "*",
        "OR",
        "^",
        ":",
      ],
    );
    const query = fc.oneof(
      fc
        .array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 40 })
        .map((units) => String.fromCharCode(...units)),
      fc.array(piece, { maxLength: 20 }).map((pieces) => pieces.join("")),
    );
    await fc.assert(
      fc.asyncProperty(query, async (text) => {
        try {
          const { hits } = await ask(text);
          for (const hit of hits) {
            for (const mark of hit.highlights) assert.equal(hit.excerpt.slice(mark.from, mark.to), mark.text);
            assert.ok(hit.playFromMs >= hit.startMs && hit.playFromMs < hit.endMs);
            assert.ok(hit.score >= 0 && hit.score <= 1);
          }
          assert.deepEqual((await ask(text)).hits, hits);
        } catch (error) {
          assert.ok(isArchiveError(error, "invalid-input"), String(error));
        }
      }),
      { numRuns: 150 },
    );
  });
});

describe("search in an archive", () => {
  it("that is empty finds nothing and says why", async () => {
    using archive = await inventArchive([]);
    const answer = await search(archive, { query: "мёд" });
    assert.deepEqual(answer.hits, []);
    assert.match(answer.notes.map(({ text }) => text).join(), /Nothing is indexed/);
  });

  it("does not let one recording fill the page while others have something to say", async () => {
    const often = Array.from({ length: 12 }, (_, at) => ({
      text: `Пчела номер ${at} летит домой.`,
      pauseMs: 20_000,
    }));
    const apart = often.flatMap((one) => [one, weather, weather, weather]);
    using archive = await inventArchive([
      { title: "Всё о пчёлах", passages: apart },
      { title: "Между прочим", passages: [`Была там и пчела. ${weather}`] },
      { title: "Ещё раз", passages: [`${weather} Пчела, кстати, тоже.`] },
    ]);
    const { hits } = await search(archive, { query: "пчела", mode: "keyword", limit: 10 });
    const titles = hits.map((hit) => hit.recording.title);
    assert.ok(titles.indexOf("Между прочим") < 5 && titles.indexOf("Между прочим") !== -1, titles.join());
    assert.ok(titles.includes("Ещё раз"), titles.join());
  });
});
