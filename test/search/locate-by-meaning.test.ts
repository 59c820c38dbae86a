import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import type { Hit } from "../../src/domain.ts";
import type { Embedder } from "../../src/embedding/embedder.ts";
import { countPieceCodes } from "../../src/index/sqlite/piece-vectors.ts";
import { embedPassages } from "../../src/indexing/embed-passages.ts";
import { pieceFingerprint } from "../../src/language/cut-pieces.ts";
import { search } from "../../src/search/search.ts";
import { type Invented, type InventedArchive, inventArchive, openEmbedder } from "./invent-archive.ts";

/** Passages in which one remark lies among others: the place is what a question by meaning has to find. */
const recordings: Invented[] = [
  {
    title: "Планёрка",
    passages: [
      "Доброе утро, коллеги, давайте начнём, пока все не разошлись по своим делам. В пятницу у бухгалтерии день рождения, скидываемся по двести рублей на подарок. " +
        "Теперь о серьёзном: контейнеры переносим на новый кластер в субботу ночью, когда нагрузка меньше всего. " +
        "И последнее, принтер на третьем этаже снова жуёт бумагу, мастера вызвали на вторник.",
    ],
  },
  {
    title: "Talk",
    language: "en",
    passages: [
      "Thank you all for coming here on such a rainy evening, I know the trains are late. My grandfather kept bees behind his house, and every summer we helped him to collect the honey. " +
        "Later I moved to the city and worked as a nurse in the children's hospital for eleven years. " +
        "What I want to talk about tonight is how sleep changes when we grow old.",
    ],
  },
  {
    title: "Дача",
    passages: [
      "Крышу надо перекрыть до осени, шифер совсем потрескался, и на чердаке после дождя стоят лужи. Огурцы в этом году не уродились, зато яблок столько, что раздаём соседям. " +
        "Сосед продаёт свой старый мотоцикл и просит за него совсем недорого, надо бы посмотреть.",
    ],
  },
];

/** Question, recording, how its sentence begins. */
const questions: [string, string, string][] = [
  ["when will the servers be migrated", "Планёрка", "Теперь о серьёзном:"],
  ["сломалась печатающая техника", "Планёрка", "И последнее, принтер"],
  ["кто держал пчёл", "Talk", "My grandfather kept"],
  ["работа медсестрой", "Talk", "Later I moved"],
  ["leaking attic", "Дача", "Крышу надо перекрыть"],
  ["урожай фруктов", "Дача", "Огурцы в этом"],
  ["buying a motorbike", "Дача", "Сосед продаёт свой"],
];

/** Words lie 400 ms apart. */
function startOf(hit: Hit, sentence: string): number {
  const text = recordings.find((one) => one.title === hit.recording.title)!.passages[0] as string;
  return hit.startMs + text.slice(0, text.indexOf(sentence)).split(" ").length * 400 - 400;
}

describe("the place of a hit by meaning", () => {
  let embedder: Embedder;
  let archive: InventedArchive;
  /** Questions are embedded, sentences are not: what is stored must do. */
  let questionsOnly: Embedder;
  before(async () => {
    embedder = await openEmbedder();
    archive = await inventArchive(recordings, embedder);
    questionsOnly = { ...embedder, embedPassages: () => assert.fail("sentences embedded while searching") };
  });
  after(async () => {
    archive[Symbol.dispose]();
    await embedder.close();
  });

  for (const [query, title, sentence] of questions) {
    it(`«${query}» plays from its sentence in ${title}, with nothing embedded but the question`, async () => {
      const parts = { ...archive, embedder: questionsOnly };
      const { hits } = await search(parts, { query, mode: "semantic", locateHits: 9 });
      const hit = hits.find((one) => one.recording.title === title)!;
      assert.equal(hit.playFromMs, startOf(hit, sentence), hit.excerpt);
      assert.ok(hit.excerpt.includes(sentence));
    });
  }

  it("without stored pieces is found by embedding the sentences of the first hits, as before", async () => {
    using older = await inventArchive(recordings, embedder);
    older.db.exec("delete from piece_vectors");
    let embedded = 0;
    const counting: Embedder = {
      ...embedder,
      embedPassages(texts, options) {
        embedded += texts.length;
        return embedder.embedPassages(texts, options);
      },
    };
    const ask = (locateHits: number) =>
      search({ ...older, embedder: counting }, { query: "работа медсестрой", mode: "semantic", locateHits });
    const [hit] = (await ask(1)).hits;
    assert.equal(hit!.playFromMs, startOf(hit!, "Later I moved"));
    assert.ok(embedded > 0);
    embedded = 0;
    await ask(0);
    assert.equal(embedded, 0);
  });

  it("an archive of before gets its pieces without its vectors being made again", async () => {
    using older = await inventArchive(recordings, embedder);
    const pieces = () => countPieceCodes(older.db, pieceFingerprint(embedder.fingerprint));
    const codes = () => older.db.all("select passage_id, codes from piece_vectors order by passage_id");
    const fresh = codes();
    older.db.exec("delete from piece_vectors");
    const texts: string[] = [];
    const watching: Embedder = {
      ...embedder,
      embedPassages(given, options) {
        texts.push(...given);
        return embedder.embedPassages(given, options);
      },
    };
    const progress: unknown[] = [];
    const parts = { ...older, embedder: watching };
    assert.equal(await embedPassages(parts, { batchSize: 2, onProgress: (one) => progress.push(one) }), 3);
    assert.deepEqual(progress, [
      { done: 2, total: 3 },
      { done: 3, total: 3 },
    ]);
    assert.equal(pieces(), 3);
    const whole = recordings.flatMap((one) => one.passages);
    assert.ok(texts.every((text) => !whole.includes(text)));
    assert.deepEqual(codes(), fresh);
    assert.equal(await embedPassages(parts), 0);
  });
});
