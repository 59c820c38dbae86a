import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { IndexEntry } from "../../../src/index/sqlite/put-texts.ts";
import {
  asking,
  axis,
  byNumber,
  type Check,
  helpersFor,
  type IndexFixture,
} from "./index-functions-fixture.ts";
import { checkTextFunctions } from "./index-functions-text.ts";
import { checkVectorFunctions } from "./index-functions-vectors.ts";

/** What the functions of the index in data.db must do. `create` makes an empty one, for vectors of 8 numbers. */
export function checkIndexFunctions(name: string, create: () => IndexFixture): void {
  const check: Check = (title, work) =>
    test(`${name}: ${title}`, () => {
      const fixture = create();
      try {
        work({ ...fixture, ...helpersFor(fixture) });
      } finally {
        fixture.close();
      }
    });

  checkTextFunctions(check);
  checkVectorFunctions(check);

  check("a filter narrows what is searched before the limit is counted", ({ index, addRecording, putIn }) => {
    const early = addRecording({ createdAt: "2026-01-10T10:00:00Z" });
    const late = addRecording({ createdAt: "2026-05-10T10:00:00Z" });
    for (let number = 0; number < 30; number++) putIn(late, "docker", { vector: axis(0) });
    const wanted = putIn(early, "docker and a longer text that ranks lower", {
      vector: axis(0, 0.3),
      language: "en",
    });
    const filters = [
      { recordingIds: [early] },
      { languages: ["en"] },
      { to: "2026-03-01" },
      { from: "2026-01-10T09:59:59Z", to: "2026-01-10T10:00:00Z" },
      { from: "2026-01-01", to: "2026-12-31", languages: ["en", "de"], recordingIds: [early, late] },
    ];
    for (const filter of filters) {
      assert.deepEqual(
        index.findByText(asking("docker"), 1, filter).map((hit) => hit.passageId),
        [wanted],
      );
      assert.deepEqual(
        index.findNearest(axis(0), 1, filter).map((hit) => hit.passageId),
        [wanted],
      );
    }
    for (const filter of [
      { recordingIds: [] },
      { languages: ["de"] },
      { from: "2026-06-01" },
      { to: "2025-12-31" },
    ]) {
      assert.deepEqual(index.findByText(asking("docker"), 5, filter), []);
      assert.deepEqual(index.findNearest(axis(0), 5, filter), []);
    }
  });

  check("putting a passage again replaces its text, stems and vector", ({ index, putIn, addRecording }) => {
    const recordingId = addRecording();
    const passageId = putIn(recordingId, "old words", { vector: axis(0) });
    index.put([{ passageId, recordingId, text: "new words", stems: "new words" }]);
    assert.deepEqual(index.findByText(asking("old"), 5), []);
    assert.equal(index.findByText(asking("new"), 5).length, 1);
    assert.deepEqual(index.findNearest(axis(0), 5), [], "the vector of the old text is not the new text's");
    assert.deepEqual(index.count(), { passages: 1, vectors: 0 });
  });

  check("a removed passage is found by nothing", ({ index, put }) => {
    const gone = put("docker", { vector: axis(0) });
    const stays = put("docker", { vector: axis(0) });
    index.remove([gone, 12345]);
    index.remove([gone]);
    assert.deepEqual(
      index.findByText(asking("docker"), 5).map((hit) => hit.passageId),
      [stays],
    );
    assert.deepEqual(
      index.findNearest(axis(0), 5).map((hit) => hit.passageId),
      [stays],
    );
    assert.equal(index.getVectors([gone]).size, 0);
    assert.equal(index.documentFrequency(["docker"]).get("docker"), 1);
    assert.deepEqual(index.count(), { passages: 1, vectors: 1 });
  });

  check("what was put in a transaction goes with its rollback", ({ index, put, transaction }) => {
    const id = put("before", { vector: axis(0) });
    assert.throws(
      () =>
        transaction(() => {
          index.remove([id]);
          put("after", { vector: axis(1) });
          throw new Error("stop");
        }),
      /stop/,
    );
    assert.equal(index.findByText(asking("before"), 5).length, 1);
    assert.equal(index.findByText(asking("after"), 5).length, 0);
    assert.deepEqual(
      index.findNearest(axis(1), 5).map((hit) => hit.passageId),
      [id],
    );
    assert.deepEqual(index.count(), { passages: 1, vectors: 1 });
  });

  check("stays equal to a plain model of itself through any run of changes", (fixture) => {
    const { index, addRecording, addPassage } = fixture;
    const recordingId = addRecording();
    const ids = Array.from({ length: 6 }, () => addPassage(recordingId));
    const model = new Map<number, IndexEntry>();
    const words = ["дом", "лес", "река"];
    const change = fc.record({
      kind: fc.constantFrom("put", "put", "putVector", "remove"),
      id: fc.constantFrom(...ids),
      stems: fc.uniqueArray(fc.constantFrom(...words), { minLength: 1 }),
      axis: fc.option(fc.nat(3), { nil: undefined }),
    });
    const apply = ({
      kind,
      id,
      stems,
      axis: lean,
    }: {
      kind: string;
      id: number;
      stems: string[];
      axis?: number | undefined;
    }) => {
      if (kind === "remove") {
        index.remove([id]);
        model.delete(id);
        return;
      }
      const vector = lean === undefined ? undefined : axis(lean);
      if (kind === "put") {
        const entry: IndexEntry = {
          passageId: id,
          recordingId,
          text: stems.join(" "),
          stems: stems.join(" "),
        };
        if (vector) entry.vector = vector;
        index.put([entry]);
        model.set(id, entry);
        return;
      }
      const entry = model.get(id);
      if (!entry || !vector) return;
      index.putVectors(new Map([[id, vector]]));
      model.set(id, { ...entry, vector });
    };
    fc.assert(
      fc.property(fc.array(change, { maxLength: 25 }), (changes) => {
        for (const one of changes) apply(one);
        const entries = [...model.values()];
        const withVector = entries.filter((entry) => entry.vector);
        assert.deepEqual(index.count(), { passages: entries.length, vectors: withVector.length });
        for (const word of words) {
          const expected = entries
            .filter((entry) => entry.stems.split(" ").includes(word))
            .map((entry) => entry.passageId);
          assert.deepEqual(
            index
              .findByText(asking(word), 99)
              .map((hit) => hit.passageId)
              .sort(byNumber),
            expected.sort(byNumber),
          );
        }
        const near = index.findNearest(axis(1), 99).map((hit) => hit.passageId);
        assert.deepEqual(near.sort(byNumber), withVector.map((entry) => entry.passageId).sort(byNumber));
      }),
      { numRuns: 25 },
    );
  });
}
