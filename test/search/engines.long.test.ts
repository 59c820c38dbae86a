import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import type { SearchFilter, SearchMode } from "../../src/domain.ts";
import type { Embedder } from "../../src/embedding/embedder.ts";
import type { CandidateEngine } from "../../src/index/candidate-engine.ts";
import { FollowedEngine } from "../../src/index/follow-engine.ts";
import { type SearchAnswer, search } from "../../src/search/search.ts";
import { MemoryEngine } from "../support/memory-engine.ts";
import { type Invented, type InventedArchive, inventArchive, openEmbedder } from "./invent-archive.ts";
import { recordings } from "./ranking-sets.ts";

const modes: SearchMode[] = ["keyword", "semantic", "hybrid", "rerank"];

/** Enough passages with the same words that lists are cut: an engine is asked for a hundred. */
const places = [
  "саду",
  "поле",
  "лесу",
  "городе",
  "порту",
  "доме",
  "школе",
  "музее",
  "театре",
  "цехе",
  "парке",
  "море",
];
const doings = ["гудят пчёлы", "качают мёд", "стоят ульи", "ставят рамки", "варят чай", "читают карты"];
const many: Invented = {
  title: "Заметки",
  createdAt: "2026-05-01T10:00:00+03:00",
  passages: places.flatMap((place) => [
    ...doings.map((doing) => `В ${place} снова ${doing} и идёт снег.`),
    ...doings.map((doing) => `Утром ${doing}, вечером в ${place} тихо, мёд кончился.`),
  ]),
};

const asked: { query: string; filter?: SearchFilter; limit?: number; offset?: number }[] = [
  { query: "kubernetes" },
  { query: "мёд" },
  { query: "мёд и пчёлы в саду" },
  { query: "снег", offset: 10 },
  // Closed up here, two words side by side there.
  { query: "гудятпчёлы" },
  { query: "мёдкончился снег" },
  { query: "пчёлы", limit: 40 },
  { query: "когда вернут деньги" },
  { query: "where did they get married" },
  { query: "оркестрация контейнеров" },
  { query: "билеты на планёрке" },
  { query: '"гудят пчёлы"' },
  { query: '"идёт снег" саду' },
  { query: "мёд -снег -карт*" },
  { query: "пчел*" },
  { query: "мед -“вечером в саду”" },
  { query: "мёд", filter: { languages: ["en"] } },
  { query: "снег", filter: { from: "2026-04-01" } },
  { query: "снег", filter: { to: "2026-04-01" } },
  { query: "honey", filter: { recordingIds: [1, 2, 3] } },
];

describe("a search with another engine", () => {
  let embedder: Embedder;
  let archive: InventedArchive;
  let memory: CandidateEngine;
  before(async () => {
    embedder = embedOnce(await openEmbedder());
    archive = await inventArchive([...recordings, many], embedder);
    const followed = new FollowedEngine(archive.db, new MemoryEngine(), { fallback: archive.engine });
    await followed.catchUp();
    memory = followed;
  });
  after(async () => {
    archive[Symbol.dispose]();
    await embedder.close();
  });

  const ask = async (engine: CandidateEngine, request: (typeof asked)[number], mode: SearchMode) => {
    const { tookMs: _, ...answer } = await search({ db: archive.db, engine, embedder }, { ...request, mode });
    return answer;
  };
  const compare = async (engine: CandidateEngine): Promise<SearchAnswer["hits"][]> => {
    const found: SearchAnswer["hits"][] = [];
    for (const request of asked)
      for (const mode of modes) {
        const wanted = await ask(archive.engine, request, mode);
        assert.deepEqual(await ask(engine, request, mode), wanted, `${request.query}, ${mode}`);
        found.push(wanted.hits);
      }
    return found;
  };

  it("answers as with SQLite, to the last digit, in every mode", async () => {
    const found = await compare(memory);
    assert.ok(found.filter((hits) => hits.length > 0).length > 60);
    assert.ok(found.some((hits) => hits.length >= 15));
  });

  it("is the same where the engine returns more than was asked, in any order", async () => {
    await compare({
      ...wrap(memory),
      async find({ texts, nearest, filter }, signal) {
        const more = (limit: number) => 3 * limit;
        const found = await memory.find(
          {
            texts: texts.map(({ query, limit }) => ({ query, limit: more(limit) })),
            nearest: nearest && { ...nearest, limit: more(nearest.limit) },
            filter,
          },
          signal,
        );
        return { texts: found.texts.map((ids) => ids.toReversed()), nearest: found.nearest.toReversed() };
      },
    });
  });

  it("passes over passages that are gone, and what has nothing of the question", async () => {
    const strangers = [1, 2, 3, 777_777];
    const lying: CandidateEngine = {
      ...wrap(memory),
      async find(request, signal) {
        const { texts, nearest } = await memory.find(request, signal);
        return { texts: texts.map((ids) => [...strangers, ...ids]), nearest: [777_777, ...nearest] };
      },
    };
    for (const query of ["kubernetes", "мёд -снег", '"гудят пчёлы"']) {
      const wanted = await ask(archive.engine, { query }, "keyword");
      assert.deepEqual(await ask(lying, { query }, "keyword"), wanted, query);
    }
  });

  it("holds to a filter that the engine ignores or has other facts for", async () => {
    const filters: SearchFilter[] = [
      { languages: ["en"] },
      { from: "2026-04-01" },
      { to: "2026-04-01" },
      { recordingIds: [1, 2, 3] },
      { recordingIds: [] },
    ];
    const lying: CandidateEngine = {
      ...wrap(memory),
      async find({ texts, nearest }, signal) {
        const all = 10_000;
        return memory.find(
          {
            texts: texts.map(({ query }) => ({ query, limit: all })),
            nearest: nearest && { ...nearest, limit: all },
          },
          signal,
        );
      },
    };
    for (const query of ["мёд", "kubernetes", '"гудят пчёлы"', "мёд -снег", "honey"])
      for (const filter of filters)
        for (const mode of modes) {
          const request = { query, filter };
          const wanted = await ask(archive.engine, request, mode);
          assert.deepEqual(
            await ask(lying, request, mode),
            wanted,
            `${query}, ${JSON.stringify(filter)}, ${mode}`,
          );
        }
  });

  it("shows no place that the filter does not allow any more when the engine has answered", async () => {
    const [, , , moved] = archive.db.all<{ id: number; created_ms: number }>(
      "select id, created_ms from recordings",
    );
    const move = (createdMs: number) =>
      archive.db.run("update recordings set created_ms = ? where id = ?", createdMs, moved!.id);
    const late: CandidateEngine = {
      ...wrap(archive.engine),
      async find(request, signal) {
        const found = await archive.engine.find(request, signal);
        move(0);
        return found;
      },
    };
    const [passage] = archive.db.all<{ text: string }>(
      "select f.text from passages p join transcriptions_fts f on f.rowid = p.id where p.recording_id = ?",
      moved!.id,
    );
    const request = { query: passage!.text.split(" ").slice(0, 6).join(" "), filter: { from: "2000-01-01" } };
    const isShown = ({ hits }: Pick<SearchAnswer, "hits">) =>
      hits.some((hit) => hit.recording.id === moved!.id);
    try {
      assert.ok(isShown(await ask(archive.engine, request, "semantic")));
      assert.ok(!isShown(await ask(late, request, "semantic")));
    } finally {
      move(moved!.created_ms);
    }
  });

  it("ends when it is cancelled, and tells what the engine says", async () => {
    const parts = { db: archive.db, engine: memory, embedder };
    await assert.rejects(search(parts, { query: "мёд", signal: AbortSignal.abort() }), { code: "cancelled" });
    const broken = { ...wrap(memory), find: () => Promise.reject(new Error("no connection")) };
    await assert.rejects(search({ ...parts, engine: broken }, { query: "мёд" }), /no connection/);
  });

  it("asks the engine once", async () => {
    let calls = 0;
    const counting: CandidateEngine = {
      ...wrap(memory),
      find(request, signal) {
        calls++;
        return memory.find(request, signal);
      },
    };
    for (const request of asked) for (const mode of modes) await ask(counting, request, mode);
    assert.equal(calls, asked.length * modes.length);
  });
});

/** The same questions are asked again and again: each is embedded the first time only. */
function embedOnce(embedder: Embedder): Embedder {
  const vectors = new Map<string, Promise<Float32Array>>();
  const embedQuery = (text: string) => {
    const vector = vectors.get(text) ?? embedder.embedQuery(text);
    vectors.set(text, vector);
    return vector;
  };
  const { model, dimensions, fingerprint, similarityFloor } = embedder;
  return {
    model,
    dimensions,
    fingerprint,
    similarityFloor,
    embedQuery,
    embedPassages: (texts, options) => embedder.embedPassages(texts, options),
    close: () => embedder.close(),
    [Symbol.asyncDispose]: () => embedder.close(),
  };
}

function wrap(engine: CandidateEngine): CandidateEngine {
  return {
    name: engine.name,
    find: (...all) => engine.find(...all),
    apply: (...all) => engine.apply(...all),
    state: () => engine.state(),
    clear: () => engine.clear(),
    tidy: (signal) => engine.tidy(signal),
    close: () => engine.close(),
  };
}
