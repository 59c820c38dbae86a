import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import type { SearchFilter, SearchMode } from "../../src/domain.ts";
import type { Embedder } from "../../src/embedding/embedder.ts";
import { archiveError, isArchiveError } from "../../src/errors.ts";
import { setActiveEmbedding } from "../../src/index/sqlite/index-tables.ts";
import { indexTranscription } from "../../src/indexing/index-transcription.ts";
import { search } from "../../src/search/search.ts";
import { type Invented, type InventedArchive, inventArchive, openEmbedder, store } from "./invent-archive.ts";

const recordings: Invented[] = [
  {
    title: "Meetup",
    language: "en",
    passages: [
      "I have been running Kubernetes in production for four years, first with one server and Docker.",
    ],
  },
  {
    title: "Планёрка",
    passages: [
      "Доброе утро всем. Решили так: переезжаем на оркестрацию контейнеров. Билеты на поезд куплены.",
    ],
  },
  {
    title: "Пасека",
    passages: ["Качаем мёд в субботу. Если пчёлы гудят ровно, значит, в улье всё хорошо."],
  },
  {
    title: "Call",
    language: "en",
    passages: [
      "Good afternoon, this is Claire speaking. You will get your money back, the refund is on its way. Have a nice day.",
    ],
  },
  { title: "Бабушка", passages: ["Поженились мы в октябре в Вологде. В тот день выпал первый снег."] },
];

describe("search by meaning", () => {
  let embedder: Embedder;
  let archive: InventedArchive;
  before(async () => {
    embedder = await openEmbedder();
    archive = await inventArchive(recordings, embedder);
  });
  after(async () => {
    archive[Symbol.dispose]();
    await embedder.close();
  });

  function ask(query: string, more: { mode?: SearchMode; limit?: number; filter?: SearchFilter } = {}) {
    return search({ ...archive, embedder }, { query, ...more });
  }

  async function titles(query: string, mode?: SearchMode): Promise<string[]> {
    return (await ask(query, { mode })).hits.map((hit) => hit.recording.title);
  }

  it("puts the word itself first and what means the same in the other language next", async () => {
    const { hits } = await ask("kubernetes");
    assert.deepEqual(
      hits.slice(0, 2).map((hit) => [hit.recording.title, hit.foundBy]),
      [
        ["Meetup", ["word", "meaning"]], // says it
        ["Планёрка", ["meaning"]], // says it in Russian, in other words
      ],
    );
  });

  it("finds an English remark by a Russian question, and plays from its sentence", async () => {
    const [hit] = (await ask("когда мне вернут деньги")).hits;
    assert.equal(hit!.recording.title, "Call");
    assert.match(hit!.excerpt, /^You will get your money back/);
    assert.ok(hit!.playFromMs > hit!.startMs);
    assert.deepEqual(hit!.highlights, []);
    assert.equal(hit!.playFromMs, hit!.excerptStartMs);
  });

  it("finds Russian words by an English question", async () => {
    assert.equal((await titles("when did grandmother get married"))[0], "Бабушка");
    assert.equal((await titles("beehive and honey", "semantic"))[0], "Пасека");
  });

  it("explains every hit: the parts sum up, cosines and ranks are there", async () => {
    const { hits } = await ask("мёд и пчёлы");
    const [first] = hits[0]!.explanation;
    assert.deepEqual(first!.matchedTerms.toSorted(), ["мед", "пчел"]);
    assert.deepEqual([first!.textRank, first!.meaningRank], [1, 1]);
    assert.ok(first!.similarity! > 0.8 && first!.similarity! < 1);
    for (const { score, explanation } of hits) {
      const { textPart, titlePart, meaningPart } = explanation[0]!;
      assert.ok(Math.abs(score - textPart - titlePart - meaningPart) < 1e-9);
    }
  });

  it("in mode rerank orders by meaning what has a word, and nothing else", async () => {
    const { hits } = await ask("день свадьбы в октябре", { mode: "rerank" });
    assert.deepEqual(
      hits.map((hit) => hit.recording.title),
      ["Бабушка"],
    );
    assert.deepEqual(await titles("kubernetes", "rerank"), ["Meetup"]);
  });

  it("in every mode keeps to phrases, exclusions and filters", async () => {
    for (const mode of ["hybrid", "semantic", "rerank", "keyword"] as const) {
      assert.deepEqual(await titles('"оркестрацию контейнеров"', mode), ["Планёрка"], mode);
      assert.equal((await titles("мёд пчёлы -улей", mode)).includes("Пасека"), false, mode);
      const { hits } = await ask("мёд", { mode, filter: { languages: ["en"] } });
      assert.ok(
        hits.every((hit) => hit.recording.title === "Meetup" || hit.recording.title === "Call"),
        mode,
      );
    }
  });

  it("for a question nothing answers shows few and says that they may be about something else", async () => {
    for (const query of ["football", "asdf qwer zxcv"]) {
      for (const mode of ["hybrid", "semantic"] as const) {
        const { hits, notes } = await ask(query, { mode });
        assert.ok(hits.length <= 5, `${query}: ${hits.length}`);
        assert.ok(hits.every((hit) => hit.certainty === "uncertain" && hit.score < 0.9));
        if (hits.length > 0) assert.match(notes.map(({ text }) => text).join(), /may be unrelated/);
      }
    }
  });

  it("gives the same answer to the same question", async () => {
    const [one, other] = [await ask("оркестрация"), await ask("оркестрация")];
    assert.deepEqual(one.hits, other.hits);
  });

  it("by words needs no model, and hybrid answers by words when the model fails", async () => {
    const broken: Embedder = {
      ...embedder,
      embedQuery: () => Promise.reject(archiveError("engine-error", { why: "the model broke" })),
    };
    const parts = { ...archive, embedder: broken };
    assert.deepEqual((await search(parts, { query: "мёд", mode: "keyword" })).notes, []);
    const { hits, notes, query } = await search(parts, { query: "мёд" });
    assert.equal(query.mode, "keyword");
    assert.equal(hits[0]!.recording.title, "Пасека");
    assert.match(notes.map(({ text }) => text).join(), /the model broke/);
    await assert.rejects(search(parts, { query: "мёд", mode: "semantic" }), (error) =>
      isArchiveError(error, "engine-failed"),
    );
  });
});

describe("search while vectors are missing", () => {
  it("finds passages without a vector by their words, and says that meaning is partial", async () => {
    const embedder = await openEmbedder();
    using archive = await inventArchive(recordings, embedder);
    const { db, engine } = archive;
    const late = { title: "Новая", passages: ["Свежий мёд продают у дороги."] };
    indexTranscription(db, store(db, late));
    const { hits, notes } = await search({ db, engine, embedder }, { query: "мёд" });
    assert.deepEqual(
      hits
        .slice(0, 2)
        .map((hit) => hit.recording.title)
        .toSorted(),
      ["Новая", "Пасека"],
    );
    assert.equal(hits.find((hit) => hit.recording.title === "Новая")!.explanation[0]!.similarity, null);
    assert.match(notes.map(({ text }) => text).join(), /1 of 6 passages have no vector/);

    setActiveEmbedding(db, { fingerprint: "another model", dimensions: 384 });
    const after = await search({ db, engine, embedder }, { query: "мёд" });
    assert.equal(after.query.mode, "keyword");
    assert.equal(after.hits.length, 2);
    assert.match(after.notes.map(({ text }) => text).join(), /6 of 6 passages have no vector/);
    await embedder.close();
  });
});
