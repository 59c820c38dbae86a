import assert from "node:assert/strict";
import { test } from "node:test";
import { sampleMoments } from "../../src/evaluation/sample-moments.ts";
import { type Invented, inventArchive } from "../search/invent-archive.ts";

const matters = ["пасека", "лодка", "мельница", "печка", "крыша", "собака", "сирень", "телега"];
const talk = (matter: string): Invented => ({
  title: matter,
  passages: [1, 2, 3, 4].map(
    (part) =>
      `Вот наша ${matter} стоит за рекой. Старая ${matter} номер ${part} скрипит каждую холодную ночь. ` +
      `Зимой ${matter} спит под глубоким белым снегом. Потом ${matter} снова нужна соседям весной. Да.`,
  ),
});

test("moments are whole sentences with something to ask for, from every recording before a second from any", async () => {
  using archive = await inventArchive(matters.map(talk));
  const moments = sampleMoments(archive.db, { count: matters.length, seed: 1 });
  assert.equal(moments.length, matters.length);
  assert.equal(new Set(moments.map((moment) => moment.recordingId)).size, matters.length);
  for (const { words, startMs, endMs, language } of moments) {
    assert.match(words[0]!.text, /^(Вот|Старая|Зимой|Потом)$/);
    assert.match(words.at(-1)!.text, /\.$/);
    assert.deepEqual([startMs, endMs], [words[0]!.startMs, words.at(-1)!.endMs]);
    assert.equal(language, "ru");
  }
});

test("the same seed gives the same moments, another seed others; most stay when the archive grows", async () => {
  using archive = await inventArchive(matters.slice(0, 6).map(talk));
  using grown = await inventArchive(matters.map(talk));
  const keys = (db: typeof archive.db, seed: number, count: number) =>
    sampleMoments(db, { count, seed }).map((moment) => `${moment.recordingId} ${moment.startMs}`);
  assert.deepEqual(keys(archive.db, 1, 6), keys(archive.db, 1, 6));
  assert.notDeepEqual(keys(archive.db, 1, 6), keys(archive.db, 2, 6));
  const before = new Set(keys(archive.db, 1, 6));
  assert.equal(keys(grown.db, 1, 8).filter((key) => before.has(key)).length, 6);
});

test("no sentence is taken twice, and no more than there are", async () => {
  using archive = await inventArchive([talk("пасека")]);
  const moments = sampleMoments(archive.db, { count: 1000, seed: 1 });
  const starts = moments.map((moment) => moment.startMs);
  assert.ok(moments.length > 4);
  assert.equal(new Set(starts).size, starts.length);
});
