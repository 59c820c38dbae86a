import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import type { SearchMode } from "../../src/domain.ts";
import { search } from "../../src/search/search.ts";
import { insertRecording, updateRecording } from "../../src/storage/recordings.ts";
import { inventRecording } from "../support/temp-archive.ts";
import { type Invented, type InventedArchive, inventArchive } from "./invent-archive.ts";

const weather = "Ветер дул с моря, облака плыли низко, и к вечеру стало прохладно.";

const recordings: Invented[] = [
  { title: "Планёрка 16 марта", passages: [`${weather} Потом обсудили бюджет на лето.`] },
  { title: "Звонок маме", passages: [`${weather} И бюджет у нас теперь общий.`] },
  { title: "Прогулка", passages: ["Дошли до озера и обратно, а планёрка пусть подождёт."] },
  { title: "Дача", passages: [weather] },
];

describe("what a person wrote of a recording", () => {
  let archive: InventedArchive;
  let untranscribed: number;
  before(async () => {
    archive = await inventArchive(recordings);
    untranscribed = insertRecording(archive.db, {
      ...inventRecording({ title: "Лекция о картах", tags: ["университет"] }),
      notes: "Взять у Игоря презентацию. Про Меркатора в конце.",
      durationSeconds: 90,
    }).id;
  });
  after(() => archive[Symbol.dispose]());

  const ask = (query: string, mode: SearchMode = "keyword") => search(archive, { query, mode });

  it("counts with what was said in it, and is a hit of its own where nothing in it is an answer", async () => {
    const { hits } = await ask("планёрка");
    assert.deepEqual(
      hits.map((hit) => [hit.recording.title, hit.foundBy, hit.certainty, hit.playFromMs > 0]),
      [
        ["Прогулка", ["word"], "sure", true], // said there
        ["Планёрка 16 марта", ["title"], "sure", false], // called so: from its start
      ],
    );
  });

  it("joins words said in it: together they are the whole question", async () => {
    const { hits } = await ask("бюджет на планёрке");
    assert.deepEqual(
      hits.map((hit) => [hit.recording.title, hit.foundBy]),
      [
        ["Планёрка 16 марта", ["word", "title"]], // one word said, the other in the title: all words
        ["Прогулка", ["word"]], // the rarer of the two words
        ["Звонок маме", ["word"]],
      ],
    );
  });

  it("finds a recording that was never transcribed, with the words to mark", async () => {
    for (const query of ["карты", "университет", "презентация", '"о картах"', "«Про Меркатора»"]) {
      const { hits } = await ask(query);
      assert.deepEqual(
        [hits.length, hits[0]?.recording.id, hits[0]?.transcriptionId],
        [1, untranscribed, null],
      );
      assert.deepEqual([hits[0]!.startMs, hits[0]!.playFromMs, hits[0]!.endMs], [0, 0, 90_000]);
      assert.equal(hits[0]!.excerpt, "");
    }
    const marked = (await ask("меркатор презентации")).hits[0]!.recordingMatches.map(
      ({ field, text, highlights }) => [field, text, highlights.map(({ from, to }) => text.slice(from, to))],
    );
    assert.deepEqual(marked, [
      ["notes", "Взять у Игоря презентацию.", ["презентацию"]],
      ["notes", "Про Меркатора в конце.", ["Меркатора"]],
    ]);
  });

  it("keeps to phrases and exclusions", async () => {
    assert.deepEqual((await ask('"картах лекция"')).hits, []);
    assert.deepEqual((await ask("лекция -университет")).hits, []);
    assert.deepEqual((await ask('лекция -"о картах"')).hits, []);
  });

  it("is no answer to a question of which it has only a little", async () => {
    const { hits } = await ask("кто презентацию контейнеров кластера показывал вчера директору");
    assert.deepEqual(hits, []);
  });

  it("is no sure answer by a word that is only spelt alike", async () => {
    using own = await inventArchive([
      { title: "Cluster snapshot", passages: [weather] },
      { title: "Talk", passages: ["Our cluster was never the problem, people were."] },
    ]);
    const certainty = async (query: string) => {
      const { hits } = await search(own, { query, mode: "keyword" });
      return hits.find((hit) => hit.recording.title === "Cluster snapshot")?.certainty;
    };
    assert.equal(await certainty("cluster snapshot"), "sure");
    assert.equal(await certainty("clustre snapshot"), "perhaps");
    assert.equal(await certainty("clustre"), "sure"); // one word that nobody says was misspelt
  });

  it("changes the answer as soon as it is changed", async () => {
    const { id } = (await ask("дача")).hits[0]!.recording;
    updateRecording(archive.db, id, { title: "Огород" });
    assert.deepEqual((await ask("дача")).hits, []);
    assert.equal((await ask("огороды")).hits[0]!.recording.id, id);
    updateRecording(archive.db, id, { title: "Дача" });
  });
});
