import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { findPhrasePassages } from "../../src/search/find-phrase-passages.ts";
import { parseQuery } from "../../src/search/parse-query.ts";
import { inventArchive } from "./invent-archive.ts";

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
        const found = findPhrasePassages(archive, parseQuery(query).phrases);
        assert.deepEqual([...found].sort(), [1, 2], query);
      }
    }
    assert.equal(findPhrasePassages(archive, parseQuery('"увидели три белых пса"').phrases).size, 0);
  });

  it("are asked of the index a few times, however long the phrase", async () => {
    using archive = await inventArchive([{ title: "Прогулка", passages: [left, right] }]);
    let asked = 0;
    const index: typeof archive.index = {
      ...archive.index,
      findByText(...request) {
        asked++;
        return archive.index.findByText(...request);
      },
    };
    findPhrasePassages({ db: archive.db, index }, parseQuery(`"${"и ".repeat(400)}"`).phrases);
    assert.equal(asked, 3);
  });
});
