import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import type { Embedder } from "../../src/embedding/embedder.ts";
import { sampleVectorMeans } from "../../src/index/sqlite/sample-vectors.ts";
import { measureBackground } from "../../src/search/measure-background.ts";
import { inventArchive, openEmbedder } from "./invent-archive.ts";

describe("how near a question is to anything", () => {
  let embedder: Embedder;
  before(async () => {
    embedder = await openEmbedder();
  });
  after(() => embedder.close());

  it("is known before there is an archive, and nearer in the question's own language", async () => {
    using archive = await inventArchive([], embedder);
    for (const [question, own, other] of [
      ["Когда построили этот мост?", "cyrillic", "latin"],
      ["When was this bridge built?", "latin", "cyrillic"],
    ] as const) {
      const { expected, deviation } = measureBackground(
        archive.db,
        await embedder.embedQuery(question),
        embedder,
      );
      assert.ok(expected(own) > expected(other), question);
      assert.ok(expected(own) > 0.7 && expected(own) < 0.82 && deviation < 0.03);
    }
  });

  it("is not moved much by the one passage of a small archive that answers", async () => {
    const question = await embedder.embedQuery("Когда построили этот мост?");
    using none = await inventArchive([], embedder);
    using one = await inventArchive(
      [{ title: "Мост", passages: ["Этот мост построили в тысяча девятьсот пятом году на деньги купцов."] }],
      embedder,
    );
    const [before, now] = [none, one].map((archive) => measureBackground(archive.db, question, embedder));
    const moved = now!.expected("cyrillic") - before!.expected("cyrillic");
    assert.ok(moved > 0 && moved < before!.deviation / 2, String(moved));
  });

  it("is a matter of the room above its floor for a model nobody has measured", async () => {
    using archive = await inventArchive([], embedder);
    const question = await embedder.embedQuery("мост");
    const unknown = { ...embedder, model: "unknown", similarityFloor: 0.1 };
    const { expected, deviation } = measureBackground(archive.db, question, unknown);
    assert.deepEqual([expected("cyrillic"), expected("latin"), deviation.toFixed(4)], [0.1, 0.1, "0.0585"]);
  });

  it("is measured by script, the same twice, and anew when passages come", async () => {
    using archive = await inventArchive(
      [
        { title: "ru", passages: ["Раз два три четыре пять.", "Вышел зайчик погулять."] },
        { title: "en", language: "en", passages: ["The quick brown fox jumps over the lazy dog."] },
      ],
      embedder,
    );
    const { db } = archive;
    const means = sampleVectorMeans(db, embedder.fingerprint);
    assert.deepEqual([means.get("cyrillic")!.count, means.get("latin")!.count], [2, 1]);
    assert.equal(sampleVectorMeans(db, embedder.fingerprint), means);
    db.exec("delete from passage_vectors where passage_id = 1");
    assert.equal(sampleVectorMeans(db, embedder.fingerprint).get("cyrillic")!.count, 1);
    assert.equal(sampleVectorMeans(db, "another model").size, 0);
  });
});
