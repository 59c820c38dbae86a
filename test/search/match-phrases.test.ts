import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { matchPhrases, phraseQueries } from "../../src/search/match-phrases.ts";
import { parseQuery } from "../../src/search/parse-query.ts";
import { type InventedArchive, inventArchive } from "./invent-archive.ts";

async function find({ db, engine }: InventedArchive, query: string): Promise<Set<number>> {
  const { phrases } = parseQuery(query);
  const { texts } = await engine.find({ texts: phraseQueries(phrases) });
  return matchPhrases(db, phrases, texts);
}

const [left, right] = ["Утром мы вышли в поле и увидели", "три белых коня у старой мельницы за рекой."];

describe("passages that hold a phrase", () => {
  it("are found wherever the phrase is cut, both of them", async () => {
    using archive = await inventArchive([
      { title: "Прогулка", passages: [left, right, "Потом пошёл дождь."] },
    ]);
    const words = `${left} ${right}`.split(" ");
    const edge = left.split(" ").length;
    for (let from = 0; from < edge; from++) {
      for (let end = edge + 1; end <= words.length; end++) {
        const query = `"${words.slice(from, end).join(" ")}"`;
        const found = await find(archive, query);
        assert.deepEqual([...found].sort(), [1, 2], query);
      }
    }
    assert.equal((await find(archive, '"увидели три белых пса"')).size, 0);
  });

  it("are asked of the engine in three lists, however long the phrase", () => {
    assert.equal(phraseQueries(parseQuery(`"${"и ".repeat(400)}"`).phrases).length, 3);
    assert.equal(phraseQueries(parseQuery('"два слова"').phrases).length, 2);
    assert.equal(phraseQueries(parseQuery('"слово" "три разных слова"').phrases).length, 4);
  });
});
