import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { openArchiveDatabase } from "../../../src/index/open-archive-database.ts";
import { documentFrequency } from "../../../src/index/sqlite/document-frequency.ts";
import type { TextCandidate } from "../../../src/index/sqlite/find-by-text.ts";
import { findByText, scoreText } from "../../../src/index/sqlite/find-by-text.ts";
import {
  optimizeTextTables,
  recreateTextTables,
  setActiveEmbedding,
} from "../../../src/index/sqlite/index-tables.ts";
import { findPlacedPassages, listPassages } from "../../../src/index/sqlite/passages.ts";
import { replacePassagesOfMany } from "../../../src/index/sqlite/replace-passages.ts";
import { type Database, transaction } from "../../../src/storage/database.ts";
import { openSqliteIndex } from "../../support/sqlite-index.ts";
import { addSpokenRecording, embedding, inventVector, openTempArchive } from "../../support/temp-archive.ts";

test("passages with common words alone are passed over only where that changes nothing", (t) => {
  const { db, index } = openTempArchive(t);
  // Word n is in one of n + 2 passages, some words several times, passages of different lengths.
  const random = randomNumbers(11);
  const entries = Array.from({ length: 3000 }, (_, at) => {
    const words = Array.from({ length: 60 }, (_, word) => word).filter((word) => random() < 1 / (word + 2));
    const twice = words.filter(() => random() < 0.2);
    const filler = Array.from({ length: random() * 30 }, () => "filler");
    const stems = [...words, ...twice].map((word) => `w${word}`);
    return { passageId: at + 1, recordingId: 1, text: "x", stems: [...stems, ...filler].join(" ") };
  });
  index.put(entries);
  const word = fc.integer({ min: 0, max: 61 }).map((number) => `w${number}`);
  let skipped = 0;
  fc.assert(
    fc.property(
      fc.array(word, { minLength: 1, maxLength: 6 }),
      fc.constantFrom(1, 10, 100, 5000),
      fc.constantFrom([], ["w3"]),
      (terms, limit, excluded) => {
        const query = { terms, phrases: [], excluded };
        const { result: found, matches } = spying(db, () =>
          findByText(db, { query, limit, filter: undefined }),
        );
        if (!matches.some((match) => terms.every((term) => match.includes(`"${term}"`)))) skipped++;
        const wanted = scoreAll(db, terms, excluded).slice(0, limit);
        assert.deepEqual(
          found.map((hit) => hit.passageId),
          wanted.map((hit) => hit.passageId),
        );
        const scores = scoreText(
          db,
          query,
          found.map((hit) => hit.passageId),
        );
        for (const { passageId, score } of found) assert.equal(scores.get(passageId), score);
      },
    ),
    { numRuns: 150 },
  );
  assert.ok(skipped >= 5, `${skipped} of 150 were answered by rare words`);
});

test("a rare word spares the scoring of all that have a common one", (t) => {
  const { db, index } = openTempArchive(t);
  index.put(
    Array.from({ length: 3000 }, (_, at) => {
      const isRare = at % 100 === 0;
      const isCommon = isRare ? at % 200 === 0 : at % 3 === 0;
      const stems = `${isRare ? "rare" : "x"} ${isCommon ? "common" : "y"}`;
      return { passageId: at + 1, recordingId: 1, text: "x", stems };
    }),
  );
  const query = { terms: ["common", "rare"], phrases: [], excluded: [] };
  const { result, matches } = spying(db, () => findByText(db, { query, limit: 20, filter: undefined }));
  assert.deepEqual(
    result.map((hit) => hit.passageId),
    Array.from({ length: 15 }, (_, at) => at * 200 + 1).concat([101, 301, 501, 701, 901]),
  );
  assert.ok(!matches.some((match) => match.includes(" OR ")), matches.join("\n"));
});

test("counts of stems follow every change: own, undone, of another connection, of tables made anew", (t) => {
  const { db, index, files } = openTempArchive(t);
  const other = openArchiveDatabase(files.database);
  t.after(() => other.close());
  const put = (own: Database, passageId: number) =>
    openSqliteIndex(own, embedding.fingerprint).put([
      { passageId, recordingId: 1, text: "мёд", stems: "мед" },
    ]);
  const count = (own = db) => documentFrequency(own, ["мед"]).get("мед");
  assert.equal(count(), 0);
  put(db, 1);
  assert.equal(count(), 1);
  put(other, 2);
  assert.equal(count(), 2);
  assert.throws(() =>
    transaction(db, () => {
      put(db, 3);
      assert.equal(count(), 3);
      throw new Error("undone");
    }),
  );
  assert.equal(count(), 2);
  assert.equal(count(other), 2);
  index.remove([1]);
  assert.equal(count(), 1);
  recreateTextTables(db);
  assert.equal(count(), 0);
  assert.equal(count(other), 0);
});

test("the number of vectors is right after rollbacks, deleted recordings and another embedding", (t) => {
  const archive = openTempArchive(t);
  const { db, index, files } = archive;
  const one = addSpokenRecording(archive, ["раз", "два", "три"]);
  const two = addSpokenRecording(archive, ["четыре"]);
  const ids = [...one.passageIds, ...two.passageIds];
  index.putVectors(new Map(ids.map((id) => [id, inventVector(id)])));
  index.putVectors(new Map([[ids[0]!, inventVector(5)]]));
  assert.equal(index.count().vectors, 4);
  assert.throws(() =>
    transaction(db, () => {
      index.remove(one.passageIds);
      assert.equal(index.count().vectors, 1);
      throw new Error("undone");
    }),
  );
  assert.equal(index.count().vectors, 4);

  const other = openArchiveDatabase(files.database);
  t.after(() => other.close());
  other.run("delete from recordings where id = ?", one.recording.id);
  assert.equal(index.count().vectors, 1, "vectors go with their recording, whoever removes it");

  const next = { fingerprint: "other@2", dimensions: 8 };
  setActiveEmbedding(db, next);
  const nextIndex = openSqliteIndex(db, next.fingerprint);
  assert.deepEqual([index.count().vectors, nextIndex.count().vectors], [0, 0]);
  nextIndex.putVectors(new Map([[two.passageIds[0]!, inventVector(1)]]));
  assert.equal(nextIndex.count().vectors, 1);
  setActiveEmbedding(db, embedding);
  assert.equal(index.count().vectors, 0, "the vector of the first model was replaced");
});

test("of two entries for one passage the last one counts", (t) => {
  const { index } = openTempArchive(t);
  const entry = { passageId: 1, recordingId: 1 };
  index.put([
    { ...entry, text: "раз", stems: "раз" },
    { ...entry, text: "два", stems: "два" },
  ]);
  assert.deepEqual([...index.documentFrequency(["раз", "два"]).values()], [0, 1]);
  assert.equal(index.count().passages, 1);
});

test("a passage's script is stored; one of an older index gives its text instead", (t) => {
  const archive = openTempArchive(t);
  const { passageIds } = addSpokenRecording(archive, ["раз два", "три"]);
  const [first, second] = passageIds as [number, number];
  archive.db.run("update passages set script = null where id = ?", second);
  const placed = findPlacedPassages(archive.db, [first, second, 999]);
  assert.deepEqual([...placed.keys()], [first, second]);
  assert.deepEqual([placed.get(first)!.script, placed.get(first)!.text], ["cyrillic", null]);
  assert.deepEqual([placed.get(second)!.script, placed.get(second)!.text], [null, "три"]);
  assert.equal(placed.get(second)!.startMs, 1000);
});

test("passages of several transcriptions are written together or not at all, and keep their vectors", (t) => {
  const archive = openTempArchive(t);
  const { db, index } = archive;
  const made = [addSpokenRecording(archive, ["раз два"]), addSpokenRecording(archive, ["три"])];
  index.putVectors(new Map([[made[0]!.passageIds[0]!, inventVector(2)]]));
  const transcriptions = made.map(({ transcriptionId }) => ({
    transcriptionId,
    passages: listPassages(db, transcriptionId).map((passage) => ({
      ...passage,
      stems: `${passage.text} снова`,
      script: "cyrillic" as const,
    })),
  }));
  const stranger = { transcriptionId: 99, passages: [] };
  const replace = (list: typeof transcriptions) =>
    replacePassagesOfMany(db, { fingerprint: "again", transcriptions: list });
  assert.throws(() => replace([...transcriptions, stranger]), { code: "not-found" });
  assert.equal(index.documentFrequency(["снова"]).get("снова"), 0);

  const stored = replace(transcriptions);
  assert.deepEqual(
    stored.map((own) => own.map((passage) => passage.text)),
    [["раз два"], ["три"]],
  );
  for (const [at, { transcriptionId }] of made.entries()) {
    assert.deepEqual(stored[at], listPassages(db, transcriptionId));
  }
  assert.equal(index.documentFrequency(["снова"]).get("снова"), 2);
  assert.deepEqual([...index.getVectors(stored.flat().map(({ id }) => id)).values()], [inventVector(2)]);
});

test("merging the full-text tables leaves one segment, and every answer as it was", (t) => {
  const { db, index } = openTempArchive(t);
  for (let id = 1; id <= 30; id++) {
    index.put([{ passageId: id, recordingId: 1, text: `слово ${id}`, stems: `слов ${id % 7}` }]);
  }
  index.remove([4]);
  const ask = () => index.findByText({ terms: ["слов", "3"], phrases: [], excluded: [] }, 50);
  const before = ask();
  const segments = () =>
    db.get<{ count: number }>("select count(distinct segid) as count from passages_stems_idx")!.count;
  assert.ok(segments() > 1);
  optimizeTextTables(db);
  assert.equal(segments(), 1);
  assert.deepEqual(ask(), before);
  assert.equal(before.length, 29);
});

/** Every passage with any of the terms, scored by FTS5 itself in the order rarest first. */
function scoreAll(db: Database, terms: readonly string[], excluded: readonly string[]): TextCandidate[] {
  const counts = documentFrequency(db, terms);
  const known = [...counts]
    .filter(([, count]) => count > 0)
    .sort((a, b) => a[1] - b[1] || (a[0] < b[0] ? -1 : 1));
  if (known.length === 0) return [];
  const any = known.map(([term]) => `"${term}"`).join(" OR ");
  const not = excluded.map((term) => ` NOT "${term}"`).join("");
  return db.all<TextCandidate>(
    `select rowid as passageId, -bm25(passages_stems) as score from passages_stems
     where passages_stems match ? order by score desc, passageId`,
    `(${any})${not}`,
  );
}

/** Which FTS5 expressions were asked with bm25() meanwhile. */
function spying<Result>(db: Database, work: () => Result): { result: Result; matches: string[] } {
  const matches: string[] = [];
  const own = db.all.bind(db);
  db.all = ((sql: string, ...parameters: [Record<string, string>]) => {
    if (sql.includes("bm25")) matches.push(parameters[0].match!);
    return own(sql, ...parameters);
  }) as typeof db.all;
  try {
    return { result: work(), matches };
  } finally {
    Reflect.deleteProperty(db, "all");
  }
}

/** Numbers of 0…1, the same ones at every run. */
function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}
