import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import type { Embedder } from "../../src/embedding/embedder.ts";
import { search } from "../../src/search/search.ts";
import { type InventedArchive, inventArchive, openEmbedder } from "./invent-archive.ts";
import { recordings } from "./ranking-sets.ts";

/** Everything that is confident, in its order: recording, 1 for its first passage and 2 for its second, what found it. */
type Expected = [title: string, passage: 1 | 2, foundBy: string];

const answers: [query: string, confident: Expected[]][] = [
  ["kubernetes", [["Meetup", 1, "word+meaning"]]],
  ["кубернетис", [["Meetup", 1, "variant"]]], // written as it sounds in the other script
  [
    "снег",
    [
      ["Пасека", 2, "word+meaning"], // the remark is about it
      ["Бабушка", 1, "word"], // it is said in passing
    ],
  ],
  ["оркестрация контейнеров", [["Планёрка", 1, "word+meaning"]]], // another form of both words
  ["когда вернут деньги", [["Call", 1, "meaning"]]], // no word of it is said; in the other language
  ["where did they get married", [["Бабушка", 1, "meaning"]]],
  ["почему на картах Гренландия такая большая", [["Lecture", 2, "variant+meaning"]]], // the name sounds alike
  ["улья зимой", [["Пасека", 2, "word+meaning"]]], // other forms, the other way round
  ["планёрка", [["Планёрка", 1, "title"]]], // nobody says it: the recording is called so
  ["билеты на планёрке", [["Планёрка", 2, "word+title"]]], // one word said, one in the title
  ["рецепт борща", []],
  ["who won the election", []],
  ["asdf qwer zxcv", []],
];

describe("the order of the answers", () => {
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

  const ask = async (query: string) => (await search({ ...archive, embedder }, { query })).hits;

  for (const [query, confident] of answers) {
    it(`«${query}» finds ${confident.map(([title]) => title).join(", ") || "nothing that is confident"}`, async () => {
      const hits = await ask(query);
      const found = hits
        .filter((hit) => hit.certainty === "confident")
        .map((hit) => [hit.recording.title, hit.startMs < 900_000 ? 1 : 2, hit.foundBy.join("+")]);
      assert.deepEqual(found, confident);
      const uncertain = hits.slice(found.length);
      assert.ok(uncertain.every((hit) => hit.certainty === "uncertain"));
      assert.ok(uncertain.length <= 5, `${uncertain.length} uncertain hits`);
    });
  }

  it("is confident of nothing for letters typed at random, and finds nothing by word", async () => {
    for (const query of ["ывапролдж", "xqzzt blorf", "asdf qwer zxcv", "фжвщы гшкйф"]) {
      const byWord = await search({ ...archive, embedder }, { query, mode: "keyword" });
      assert.deepEqual(byWord.hits, [], query);
      for (const mode of ["hybrid", "semantic", "rerank"] as const) {
        const { hits } = await search({ ...archive, embedder }, { query, mode });
        assert.ok(
          hits.length <= 5 && hits.every((hit) => hit.certainty === "uncertain"),
          `${query}, ${mode}`,
        );
      }
    }
  });

  it("puts what is meant before what may only sound alike, and a name that certainly sounds alike before all", async () => {
    using own = await inventArchive(
      [
        {
          title: "Garden",
          language: "en",
          passages: ["The apple trees in our garden are in blossom again."],
        },
        {
          title: "News",
          language: "en",
          passages: ["He said that the trains would be late, and they were."],
        },
        {
          title: "Talk",
          language: "en",
          passages: ["We moved the queues to Kafka last winter, and it was quiet."],
        },
      ],
      embedder,
    );
    const titles = async (query: string) => {
      const { hits } = await search({ ...own, embedder }, { query });
      return hits.map((hit) => `${hit.recording.title} ${hit.certainty}`);
    };
    assert.equal((await titles("сад"))[0]?.split(" ")[0], "Garden");
    assert.ok(!(await titles("сад")).includes("News confident"));
    assert.equal((await titles("кафка"))[0], "Talk confident");
  });

  it("says so when nothing is confident, and only then", async () => {
    const parts = { ...archive, embedder };
    assert.match(
      (await search(parts, { query: "рецепт борща" })).notes.map(({ text }) => text).join(),
      /No confident match/,
    );
    assert.deepEqual((await search(parts, { query: "снег" })).notes, []);
  });

  it("never drops another recording's better hit when a passage comes, and gives the old answer when it goes", async () => {
    const before = await ask("снег");
    using more = await inventArchive(
      [
        ...recordings,
        { title: "Прогноз", passages: ["Ожидается дождь, местами мокрый снег, ветер слабый."] },
      ],
      embedder,
    );
    const { hits } = await search({ ...more, embedder }, { query: "снег" });
    const confident = hits.filter((hit) => hit.certainty === "confident").map((hit) => hit.recording.title);
    assert.ok(confident.includes("Прогноз"));
    assert.deepEqual(
      confident.filter((title) => title !== "Прогноз"),
      before.filter((hit) => hit.certainty === "confident").map((hit) => hit.recording.title),
    );
    assert.deepEqual(await ask("снег"), before);
  });

  it("opens all hits of one recording by its number", async () => {
    const { id } = (await ask("планёрка"))[0]!.recording;
    const { hits } = await search(
      { ...archive, embedder },
      { query: "снег", filter: { recordingIds: [id] } },
    );
    assert.ok(hits.every((hit) => hit.recording.id === id));
  });

  it("explains the title, and how far a hit stands above chance", async () => {
    const [hit] = await ask("билеты на планёрке");
    const [part] = hit!.explanation;
    assert.ok(part!.titlePart > 0 && part!.titleScore > 0 && part!.zScore !== null);
    assert.deepEqual(hit!.recordingMatches, [
      { field: "title", text: "Планёрка", highlights: [{ from: 0, to: 8 }] },
    ]);
  });
});
