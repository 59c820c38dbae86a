import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type {
  CandidateEngine,
  EngineChanges,
  EnginePassage,
  EngineState,
  FindRequest,
} from "../../src/index/candidate-engine.ts";
import {
  asking,
  axis,
  byNumber,
  dot,
  engineDimensions,
  findText,
  near,
  passage,
  query,
  randomNumbers,
  unit,
} from "./engine-samples.ts";

export type EngineFixture = {
  engine: CandidateEngine;
  /** False for the engine inside data.db, whose state is that of data.db itself. */
  storesState: boolean;
  /** Whose passages are written. */
  of: Pick<EngineState, "archive" | "embedding">;
  /** Writes changes the way the engine gets them, with the next number of the log, and returns what was applied. */
  write: (changes: Partial<Pick<EngineChanges, "put" | "remove">>) => Promise<EngineChanges>;
  /** Closes the engine and opens it again over what it stored. */
  reopen: () => Promise<CandidateEngine>;
  close: () => Promise<void>;
};

/** What every CandidateEngine must do. `create` makes an empty one. */
export function candidateEngineContract(name: string, create: () => Promise<EngineFixture>): void {
  const check = (title: string, work: (fixture: EngineFixture) => Promise<void>) =>
    test(`${name}: ${title}`, async () => {
      const fixture = await create();
      try {
        await work(fixture);
      } finally {
        await fixture.close();
      }
    });

  check("an empty engine finds nothing and has no state", async ({ engine }) => {
    const nearest = { vector: axis(0), limit: 5 };
    assert.deepEqual(await engine.find({ texts: [asking("docker")], nearest }), { texts: [[]], nearest: [] });
    assert.equal(await engine.state(), undefined);
    await engine.tidy();
  });

  check("any of the terms is a match, and a limit keeps the best by BM25", async ({ engine, write }) => {
    const put = [
      passage(1, "docker"),
      passage(2, "docker docker redis"),
      passage(3, "редис"),
      passage(4, "redis x y z"),
    ];
    await write({ put });
    assert.deepEqual(await findText(engine, asking("docker", "redis")), [1, 2, 4]);
    assert.deepEqual(await findText(engine, asking("nowhere")), []);
    assert.deepEqual(await findText(engine, { query: query({}), limit: 5 }), []);
    assert.ok(
      (await findText(engine, asking("docker", "redis"), 1)).includes(2),
      "it has more of both words",
    );
    assert.deepEqual(await findText(engine, asking("docker"), 0), []);
  });

  check("a rare term counts for more than a common one", async ({ engine, write }) => {
    await write({
      put: Array.from({ length: 40 }, (_, at) => passage(at + 1, at === 33 ? "rare x" : "common x")),
    });
    assert.ok((await findText(engine, asking("common", "rare"), 1)).includes(34));
  });

  check("every phrase must stand there, its stems side by side", async ({ engine, write }) => {
    await write({
      put: [
        passage(1, "виртуальн машин"),
        passage(2, "машин виртуальн"),
        passage(3, "виртуальн и машин"),
        passage(4, "виртуальн машин диск"),
      ],
    });
    assert.deepEqual(
      await findText(engine, { query: query({ phrases: [["виртуальн", "машин"]] }), limit: 9 }),
      [1, 4],
    );
    const both = query({ phrases: [["виртуальн", "машин"], ["диск"]] });
    assert.deepEqual(await findText(engine, { query: both, limit: 9 }), [4]);
    assert.deepEqual(
      await findText(engine, { query: query({ phrases: [["машин", "диск", "x"]] }), limit: 9 }),
      [],
    );
  });

  check("with phrases, terms are not required and add to the score", async ({ engine, write }) => {
    const others = Array.from({ length: 20 }, (_, at) => passage(at + 10, "x y z"));
    await write({ put: [passage(1, "a b"), passage(2, "a b x c"), passage(3, "c"), ...others] });
    const asked = query({ terms: ["c", "nowhere"], phrases: [["a", "b"]] });
    assert.deepEqual(await findText(engine, { query: asked, limit: 9 }), [1, 2]);
    assert.ok((await findText(engine, { query: asked, limit: 1 })).includes(2), "it has the term as well");
    const without = { ...asked, excluded: ["c"] };
    assert.deepEqual(await findText(engine, { query: without, limit: 9 }), [1]);
  });

  check("a term or a phrase that comes again counts once", async ({ engine, write }) => {
    const others = Array.from({ length: 60 }, (_, at) => passage(at + 10, "x y z w"));
    const common = [1, 2, 3].map((id) => passage(id, "a x y z"));
    await write({
      put: [...common, passage(4, "b x y z"), passage(5, "p q p q p q x"), passage(6, "p q x b"), ...others],
    });
    const terms = query({ terms: ["a", "a", "a", "a", "a", "b"] });
    assert.ok((await findText(engine, { query: terms, limit: 1 })).includes(4));
    const phrases = query({ terms: ["b"], phrases: Array.from({ length: 9 }, () => ["p", "q"]) });
    assert.ok((await findText(engine, { query: phrases, limit: 1 })).includes(6));
  });

  check("what is excluded does not occur, and takes no place of the limit", async ({ engine, write }) => {
    await write({ put: [passage(1, "docker swarm"), passage(2, "docker"), passage(3, "docker nomad")] });
    const asked = query({ terms: ["docker"], excluded: ["swarm", "nomad"] });
    assert.deepEqual(await findText(engine, { query: asked, limit: 9 }), [2]);
    await write({
      put: Array.from({ length: 30 }, (_, at) => passage(at + 10, "docker docker swarm")),
    });
    await write({ put: [passage(99, "docker in a long text"), passage(2, "x")] });
    assert.deepEqual(await findText(engine, { query: asked, limit: 1 }), [99]);
  });

  check("a stem with signs is itself, and no stem is query syntax", async ({ engine, write }) => {
    const stems = ["c++", "c#", "c", '"cheese"', "OR", "*", "stems:docker", "NEAR(", "^docker", "-", "'"];
    await write({ put: stems.map((stem, at) => passage(at + 1, stem)) });
    for (const [at, stem] of stems.entries()) {
      if (/[\p{L}\p{N}]/u.test(stem)) assert.deepEqual(await findText(engine, asking(stem)), [at + 1], stem);
      else
        assert.ok(
          (await findText(engine, asking(stem))).every((id) => id === at + 1),
          stem,
        );
    }
  });

  check("takes a thousand terms", async ({ engine, write }) => {
    await write({ put: [passage(1, "needle"), passage(2, "hay")] });
    const terms = Array.from({ length: 999 }, (_, number) => `word${number}`);
    assert.deepEqual(await findText(engine, asking(...terms, "needle")), [1]);
    const asked = query({ terms: ["needle"], excluded: terms });
    assert.deepEqual(await findText(engine, { query: asked, limit: 9 }), [1]);
  });

  check("of equals the lower ids come, or all of them", async ({ engine, write }) => {
    const put = Array.from({ length: 30 }, (_, at) => passage(at + 1, "same", { vector: axis(0) }));
    await write({ put: put.toReversed() });
    const { texts, nearest } = await engine.find({
      texts: [{ query: query({ terms: ["same"] }), limit: 3 }],
      nearest: { vector: axis(0), limit: 3 },
    });
    for (const found of [texts[0]!, nearest]) {
      assert.ok(found.length === 30 || [1, 2, 3].every((id) => found.includes(id)), found.join());
    }
  });

  check("finds the nearest vectors", async ({ engine, write }) => {
    const random = randomNumbers(7);
    const vectors = Array.from({ length: 200 }, () =>
      unit(Float32Array.from({ length: engineDimensions }, () => random() - 0.5)),
    );
    await write({ put: vectors.map((vector, at) => passage(at + 1, `word${at}`, { vector })) });
    await write({ put: [passage(900, "without a vector")] });
    const vector = unit(Float32Array.from({ length: engineDimensions }, () => random() - 0.5));
    const wanted = vectors
      .map((own, at) => ({ id: at + 1, similarity: dot(own, vector) }))
      .sort((a, b) => b.similarity - a.similarity)
      .slice(0, 10)
      .map(({ id }) => id);
    const { nearest } = await engine.find({ texts: [], nearest: { vector, limit: 10 } });
    assert.deepEqual(new Set(wanted).difference(new Set(nearest)), new Set());
    const all = await engine.find({ texts: [], nearest: { vector, limit: 500 } });
    assert.equal(all.nearest.length, 200);
  });

  check("answers all lists of a search at once, in the order asked", async ({ engine, write }) => {
    await write({
      put: [passage(1, "a", { vector: axis(0) }), passage(2, "b", { vector: axis(1) }), passage(3, "a b")],
    });
    const found = await engine.find({
      texts: [
        { ...asking("b"), limit: 9 },
        { ...asking("a"), limit: 9 },
        { ...asking("c"), limit: 9 },
      ],
      nearest: { vector: axis(1), limit: 1 },
    });
    assert.deepEqual(
      found.texts.map((ids) => ids.toSorted(byNumber)),
      [[2, 3], [1, 3], []],
    );
    assert.ok(found.nearest.includes(2));
  });

  check("a filter narrows what is searched before the limit is counted", async ({ engine, write }) => {
    const early = { recordingId: 1, createdMs: Date.parse("2026-01-10T10:00:00Z") };
    const late = { recordingId: 2, createdMs: Date.parse("2026-05-10T10:00:00Z") };
    const many = Array.from({ length: 60 }, (_, at) =>
      passage(at + 1, "docker", { ...late, vector: axis(0) }),
    );
    const wanted = passage(99, "docker and a longer text that ranks lower", {
      ...early,
      language: "en",
      vector: axis(0, 0.3),
    });
    await write({ put: [...many, wanted] });
    const none = { fromMs: null, toMs: null, languages: null, recordingIds: null };
    const filters = [
      { ...none, recordingIds: [1] },
      { ...none, languages: ["en"] },
      { ...none, toMs: late.createdMs },
      { ...none, fromMs: early.createdMs, toMs: early.createdMs + 1 },
      { fromMs: 0, toMs: late.createdMs + 1, languages: ["en", "de"], recordingIds: [1, 2] },
    ];
    const ask = (filter: FindRequest["filter"]) =>
      engine.find({
        texts: [{ ...asking("docker"), limit: 1 }],
        nearest: { vector: axis(0), limit: 1 },
        filter,
      });
    for (const filter of filters) assert.deepEqual(await ask(filter), { texts: [[99]], nearest: [99] });
    for (const filter of [
      { ...none, recordingIds: [] },
      { ...none, languages: [] },
      { ...none, languages: ["de"] },
      { ...none, fromMs: late.createdMs + 1 },
      { ...none, toMs: early.createdMs },
    ]) {
      assert.deepEqual(await ask(filter), { texts: [[]], nearest: [] });
    }
  });

  check("a passage put again is what it is now: text, facts, vector", async ({ engine, write }) => {
    await write({ put: [passage(1, "old", { vector: axis(0), language: "ru" })] });
    await write({ put: [passage(1, "new", { language: "en" })] });
    assert.deepEqual(await findText(engine, asking("old")), []);
    assert.deepEqual(await findText(engine, asking("new")), [1]);
    const filter = { fromMs: null, toMs: null, languages: ["ru"], recordingIds: null };
    assert.deepEqual((await engine.find({ texts: [asking("new")], filter })).texts, [[]]);
    assert.deepEqual(await near(engine, axis(0)), [], "the vector went with the old text");
    await write({ put: [passage(1, "new", { vector: axis(3) })] });
    assert.deepEqual(await near(engine, axis(3)), [1]);
  });

  check("removed passages are found by nothing; unknown ones are ignored", async ({ engine, write }) => {
    await write({
      put: [passage(1, "docker", { vector: axis(0) }), passage(2, "docker", { vector: axis(0) })],
    });
    await write({ remove: [1, 12345] });
    await write({ remove: [1] });
    assert.deepEqual(await findText(engine, asking("docker")), [2]);
    assert.deepEqual(await near(engine, axis(0)), [2]);
  });

  check("the same changes may come twice, and those before them again", async ({ engine, write, of }) => {
    const first = await write({ put: [passage(1, "old"), passage(2, "gone")] });
    const second = await write({ put: [passage(1, "new")], remove: [2] });
    await engine.apply(second, of);
    // After a crash the last changes are sent again, each saying what the passages are now.
    await engine.apply({ ...first, put: [passage(1, "new")], remove: [2] }, of);
    await engine.apply(second, of);
    assert.deepEqual(await findText(engine, asking("old", "gone", "new")), [1]);
    assert.deepEqual(await engine.state(), { ...of, seq: second.seq, token: second.token });
  });

  check("state names archive, embedding and the last change, and survives being closed", async (fixture) => {
    const { engine, write, of, reopen } = fixture;
    const { seq, token } = await write({ put: [passage(1, "docker", { vector: axis(0) })] });
    assert.deepEqual(await engine.state(), { ...of, seq, token });
    const again = await reopen();
    assert.deepEqual(await again.state(), { ...of, seq, token });
    assert.deepEqual(await findText(again, asking("docker")), [1]);
    assert.deepEqual(await near(again, axis(0)), [1]);
  });

  check(
    "state is that of the last call: lower numbers, other embeddings and archives as well",
    async (fixture) => {
      const { engine, write, of, reopen, storesState } = fixture;
      const first = await write({ put: [passage(1, "docker", { vector: axis(0) })] });
      const second = await write({ put: [passage(2, "docker", { vector: axis(0) })] });
      if (!storesState) return;
      const other = { archive: "another archive", embedding: "another model" };
      const calls = [
        [first, of],
        [{ put: [], remove: [], seq: -1, token: 0 }, of],
        [second, { ...of, embedding: other.embedding }],
        [second, of],
        [{ ...second, token: 2 ** 53 - 1 }, other],
        [second, { ...of, embedding: "" }],
      ] as const;
      for (const [changes, source] of calls) {
        await engine.apply(changes, source);
        assert.deepEqual(await engine.state(), { ...source, seq: changes.seq, token: changes.token });
      }
      const [last] = calls
        .slice(-1)
        .map(([changes, source]) => ({ ...source, seq: changes.seq, token: changes.token }));
      assert.deepEqual(await (await reopen()).state(), last);
    },
  );

  check("a cleared engine is empty, and can be filled again", async ({ engine, write }) => {
    await write({ put: [passage(1, "docker", { vector: axis(0) })] });
    await engine.clear();
    assert.equal(await engine.state(), undefined);
    assert.deepEqual(await findText(engine, asking("docker")), []);
    assert.deepEqual(await near(engine, axis(0)), []);
    await write({ put: [passage(5, "docker", { vector: axis(0) })] });
    assert.deepEqual(await findText(engine, asking("docker")), [5]);
    assert.deepEqual(await near(engine, axis(0)), [5]);
  });

  check("a search that was cancelled finds nothing more", async ({ engine, write }) => {
    await write({ put: [passage(1, "docker")] });
    await assert.rejects(engine.find({ texts: [asking("docker")] }, AbortSignal.abort()), {
      code: "cancelled",
    });
    assert.deepEqual(await findText(engine, asking("docker")), [1]);
  });

  check("questions at once, and beside writing, each get their own answer", async ({ engine, write }) => {
    await write({ put: [passage(1, "a", { vector: axis(0) }), passage(2, "b", { vector: axis(1) })] });
    const [a, b, near0, , near1] = await Promise.all([
      findText(engine, asking("a")),
      findText(engine, asking("b")),
      near(engine, axis(0), 1),
      write({ put: [passage(3, "c")] }),
      near(engine, axis(1), 1),
    ]);
    assert.deepEqual([a, b, near0, near1], [[1], [2], [1], [2]]);
    assert.deepEqual(await findText(engine, asking("c")), [3]);
  });

  check("tidying changes no answer; closing twice does no harm", async ({ engine, write }) => {
    for (let id = 1; id <= 30; id++)
      await write({ put: [passage(id, `docker w${id}`, { vector: axis(id % 8) })] });
    await write({ remove: [3, 4, 5] });
    const before = await findText(engine, asking("docker"));
    await engine.tidy();
    assert.deepEqual(await findText(engine, asking("docker")), before);
    assert.equal(before.length, 27);
    await engine.close();
    await engine.close();
  });

  check("stays equal to a plain model through any run of changes", async ({ engine, write }) => {
    const model = new Map<number, EnginePassage>();
    const words = ["дом", "лес", "река"];
    const change = fc.record({
      id: fc.integer({ min: 1, max: 6 }),
      isRemoved: fc.boolean(),
      stems: fc.uniqueArray(fc.constantFrom(...words), { minLength: 1 }),
      lean: fc.option(fc.nat(3), { nil: undefined }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(change, { maxLength: 12 }), async (changes) => {
        for (const { id, isRemoved, stems, lean } of changes) {
          if (isRemoved) {
            model.delete(id);
            await write({ remove: [id] });
            continue;
          }
          const own = passage(id, stems.join(" "), lean === undefined ? {} : { vector: axis(lean) });
          model.set(id, own);
          await write({ put: [own] });
        }
        const has = (word: string) =>
          [...model.values()]
            .filter((own) => own.stems.split(" ").includes(word))
            .map((own) => own.passageId);
        for (const word of words)
          assert.deepEqual(await findText(engine, asking(word)), has(word).sort(byNumber));
        const embedded = [...model.values()].filter((own) => own.vector).map((own) => own.passageId);
        assert.deepEqual(await near(engine, axis(1)), embedded.sort(byNumber));
      }),
      { numRuns: 15 },
    );
  });
}
