import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { IndexEntry, PassageIndex, TextQuery } from "../../src/storage/passage-index.ts";

/** What a test of the contract needs besides the index: passages exist in the archive before they are indexed. */
export type PassageIndexFixture = {
  index: PassageIndex;
  /** Length of the vectors the index takes. */
  dimensions: number;
  /** Makes a recording. */
  addRecording: (facts?: { createdAt?: string }) => number;
  /** Makes a passage that is not indexed yet; ids rise. */
  addPassage: (recordingId: number, language?: string) => number;
  /** Runs `work` as one transaction of the archive, which ends in a rollback when it throws. */
  transaction: (work: () => void) => void;
  close: () => void;
};

/** What every implementation of PassageIndex must do. `create` makes an empty one. */
export function passageIndexContract(name: string, create: () => PassageIndexFixture): void {
  let vectorLength = 0;
  const check = (title: string, work: (fixture: PassageIndexFixture & Helpers) => void) =>
    test(`${name}: ${title}`, () => {
      const fixture = create();
      vectorLength = fixture.dimensions;
      try {
        work({ ...fixture, ...helpersFor(fixture) });
      } finally {
        fixture.close();
      }
    });

  check("finds passages that have any of the terms, best first", ({ index, put }) => {
    const both = put("kubernet docker");
    const one = put("docker compose file again");
    put("redis");
    const found = index.findByText(asking("kubernet", "docker"), 10);
    assert.deepEqual(
      found.map((hit) => hit.passageId),
      [both, one],
    );
    assert.ok(found[0]!.score > found[1]!.score && found[1]!.score > 0);
  });

  check("orders equal scores by passage id", ({ index, put }) => {
    const ids = Array.from({ length: 20 }, () => put("same words here"));
    put("something else altogether");
    assert.deepEqual(
      index.findByText(asking("same"), 7).map((hit) => hit.passageId),
      ids.slice(0, 7),
    );
  });

  check("an empty query, or one that only excludes, finds nothing", ({ index, put }) => {
    put("docker");
    assert.deepEqual(index.findByText(asking(), 10), []);
    assert.deepEqual(index.findByText({ terms: [], phrases: [[]], excluded: ["redis"] }, 10), []);
    assert.deepEqual(index.findByText({ terms: ["", " "], phrases: [], excluded: [] }, 10), []);
    assert.deepEqual(index.findByText(asking("docker"), 0), []);
  });

  check("a phrase must stand side by side and in order", ({ index, put }) => {
    const right = put("мы подня контейнер docker");
    put("docker контейнер");
    put("контейнер и docker");
    const query: TextQuery = { terms: [], phrases: [["контейнер", "docker"]], excluded: [] };
    assert.deepEqual(
      index.findByText(query, 10).map((hit) => hit.passageId),
      [right],
    );
  });

  check("every phrase is demanded, terms beside them only score", ({ index, put }) => {
    const plain = put("a b filler c d filler filler");
    const withTerm = put("a b filler c d extra extra");
    put("a b extra");
    put("c d extra");
    const query: TextQuery = {
      terms: ["extra"],
      phrases: [
        ["a", "b"],
        ["c", "d"],
      ],
      excluded: [],
    };
    assert.deepEqual(
      index.findByText(query, 10).map((hit) => hit.passageId),
      [withTerm, plain],
    );
  });

  check("excluded stems keep a passage out", ({ index, put }) => {
    const kept = put("docker сервер");
    put("docker swarm");
    const query: TextQuery = { terms: ["docker"], phrases: [], excluded: ["swarm", "nomad"] };
    assert.deepEqual(
      index.findByText(query, 10).map((hit) => hit.passageId),
      [kept],
    );
  });

  check("a stem with signs is itself and nothing else", ({ index, put }) => {
    const plus = put("c++");
    const sharp = put("c#");
    put("c");
    const quote = put('say "cheese"');
    assert.deepEqual(
      index.findByText(asking("c++"), 10).map((hit) => hit.passageId),
      [plus],
    );
    assert.deepEqual(
      index.findByText(asking("c#"), 10).map((hit) => hit.passageId),
      [sharp],
    );
    assert.deepEqual(
      index.findByText(asking('"cheese"'), 10).map((hit) => hit.passageId),
      [quote],
    );
  });

  check("stems are never read as query syntax", ({ index, put }) => {
    put("docker");
    const text = fc.oneof(
      fc.string({ unit: "binary", maxLength: 12 }),
      fc.constantFrom(
        '"',
        "*",
        "^docker",
        "NOT",
        "OR OR",
        "stems:docker",
        "NEAR(",
        "\0",
        "a\0b",
        "😀",
        "\ud800",
        "-",
        "{}",
        "'",
      ),
    );
    const query = fc.record({
      terms: fc.array(text, { maxLength: 4 }),
      phrases: fc.array(fc.array(text, { maxLength: 3 }), { maxLength: 2 }),
      excluded: fc.array(text, { maxLength: 2 }),
    });
    fc.assert(
      fc.property(query, (asked) => {
        for (const hit of index.findByText(asked, 5)) assert.ok(hit.score > 0);
      }),
      { numRuns: 100 },
    );
  });

  check("takes a question of a thousand words", ({ index, put }) => {
    const id = put("needle");
    const terms = Array.from({ length: 1000 }, (_, number) => `word${number}`);
    const query: TextQuery = { terms: [...terms, "needle"], phrases: [], excluded: terms };
    assert.deepEqual(
      index.findByText(query, 5).map((hit) => hit.passageId),
      [id],
    );
  });

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

  check("a date that is none is invalid-input", ({ index, put }) => {
    put("docker");
    for (const from of ["yesterday", "2026-02-31", "2026-13-01", "1 May", ""]) {
      assert.throws(() => index.findByText(asking("docker"), 5, { from }), { code: "invalid-input" }, from);
    }
  });

  check("scores exactly the passages asked for as findByText does", ({ index, put }) => {
    const ids = [put("docker redis"), put("docker docker docker"), put("nothing"), put("redis")];
    const query: TextQuery = { terms: ["docker", "redis"], phrases: [], excluded: [] };
    const scores = index.scoreText(query, [ids[0]!, ids[1]!, ids[2]!, 999]);
    const found = index.findByText(query, 10).filter((hit) => hit.passageId !== ids[3]);
    assert.deepEqual(
      [...scores].sort(),
      found.map((hit): [number, number] => [hit.passageId, hit.score]).sort(),
    );
    assert.equal(scores.size, 2);
    assert.equal(index.scoreText(query, []).size, 0);
    assert.equal(
      index.scoreText({ terms: ["redis"], phrases: [["docker", "redis"]], excluded: [] }, ids).size,
      1,
    );
  });

  check("finds the nearest vectors exactly, with their cosine", ({ index, put, dimensions, transaction }) => {
    const random = randomNumbers(7);
    const vectors = new Map<number, Float32Array>();
    transaction(() => {
      for (let number = 0; number < 300; number++) {
        const vector = unit(Float32Array.from({ length: dimensions }, () => random() - 0.5));
        vectors.set(put(`word${number}`, { vector }), vector);
      }
    });
    const question = unit(Float32Array.from({ length: dimensions }, () => random() - 0.5));
    const expected = [...vectors]
      .map(([passageId, vector]) => ({ passageId, similarity: dot(vector, question) }))
      .sort((a, b) => b.similarity - a.similarity);
    const found = index.findNearest(question, 25);
    assert.deepEqual(
      found.map((hit) => hit.passageId),
      expected.slice(0, 25).map((hit) => hit.passageId),
    );
    for (const [rank, hit] of found.entries()) {
      assert.ok(Math.abs(hit.similarity - expected[rank]!.similarity) < 1e-5);
    }
    assert.equal(index.findNearest(question, 5000).length, 300);
    assert.deepEqual(index.findNearest(question, 0), []);
  });

  check(
    "orders equal vectors by passage id, also where the limit cuts",
    ({ index, addPassage, addRecording, transaction }) => {
      const recording = addRecording();
      const ids: number[] = [];
      transaction(() => {
        for (let number = 0; number < 150; number++) ids.push(addPassage(recording));
      });
      // Put in the other order, so that the order of arrival cannot pass for the order of ids.
      const entries = ids.map((passageId) => ({
        passageId,
        recordingId: recording,
        text: "same",
        stems: "same",
      }));
      index.put(entries.toReversed().map((entry) => ({ ...entry, vector: axis(1) })));
      const nearest = addPassage(recording);
      index.put([
        { passageId: nearest, recordingId: recording, text: "near", stems: "near", vector: axis(0) },
      ]);
      assert.deepEqual(
        index.findNearest(axis(0), 4).map((hit) => hit.passageId),
        [nearest, ...ids.slice(0, 3)],
      );
    },
  );

  check("gives vectors back as they were put; passages without one are absent", ({ index, put }) => {
    const vector = axis(2, 0.4);
    const id = put("with", { vector });
    const without = put("without");
    assert.deepEqual([...index.getVectors([id, without, 999])], [[id, vector]]);
    assert.deepEqual(index.count(), { passages: 2, vectors: 1 });
  });

  check("vectors come later than the text, and may be replaced", ({ index, put }) => {
    const id = put("text first");
    assert.deepEqual(index.findNearest(axis(0), 5), []);
    index.putVectors(new Map([[id, axis(0)]]));
    index.putVectors(new Map([[id, axis(3)]]));
    assert.deepEqual(index.getVectors([id]).get(id), axis(3));
    assert.ok(index.findNearest(axis(3), 5)[0]!.similarity > 0.999);
    assert.equal(index.count().vectors, 1);
  });

  check("vectors of passages that are gone meanwhile are passed over", ({ index, put }) => {
    const id = put("here");
    index.putVectors(
      new Map([
        [id + 1000, axis(0)],
        [id, axis(1)],
      ]),
    );
    assert.deepEqual(
      index.findNearest(axis(0), 5).map((hit) => hit.passageId),
      [id],
    );
  });

  check("refuses vectors of another length, and what is no unit vector", ({ index, put, dimensions }) => {
    const id = put("here");
    const wrong = [
      new Float32Array(dimensions + 1).fill(0.1),
      new Float32Array(dimensions),
      new Float32Array(dimensions).fill(Number.NaN),
    ];
    for (const vector of wrong) {
      assert.throws(() => index.putVectors(new Map([[id, vector]])), TypeError);
      assert.throws(() => index.findNearest(vector, 3), TypeError);
    }
    assert.equal(index.count().vectors, 0);
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

  check("counts the passages that hold a stem", ({ index, put }) => {
    put("docker docker redis");
    put("docker");
    assert.deepEqual(
      [...index.documentFrequency(["docker", "redis", "нет", "", '"'])],
      [
        ["docker", 2],
        ["redis", 1],
        ["нет", 0],
        ["", 0],
        ['"', 0],
      ],
    );
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

  /** A unit vector along one axis, or leaning away from it. */
  function axis(number: number, lean = 1): Float32Array {
    const vector = new Float32Array(vectorLength).fill(1 - lean);
    vector[number] = 1;
    return unit(vector);
  }
}

type Helpers = {
  put: (stems: string, options?: { vector?: Float32Array; language?: string }) => number;
  putIn: (
    recordingId: number,
    stems: string,
    options?: { vector?: Float32Array; language?: string },
  ) => number;
};

function helpersFor({ index, addRecording, addPassage }: PassageIndexFixture): Helpers {
  let own: number | undefined;
  const putIn: Helpers["putIn"] = (recordingId, stems, { vector, language } = {}) => {
    const passageId = addPassage(recordingId, language);
    const entry: IndexEntry = { passageId, recordingId, text: stems, stems };
    if (vector) entry.vector = vector;
    index.put([entry]);
    return passageId;
  };
  return {
    putIn,
    put: (stems, options) => {
      own ??= addRecording();
      return putIn(own, stems, options);
    },
  };
}

function asking(...terms: string[]): TextQuery {
  return { terms, phrases: [], excluded: [] };
}

function byNumber(a: number, b: number): number {
  return a - b;
}

function dot(a: Float32Array, b: Float32Array): number {
  return a.reduce((sum, value, place) => sum + value * b[place]!, 0);
}

function unit(vector: Float32Array): Float32Array {
  const length = Math.hypot(...vector);
  return vector.map((value) => value / length);
}

/** mulberry32: the same numbers in every run. */
function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}
