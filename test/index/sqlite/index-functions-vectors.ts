import assert from "node:assert/strict";
import { axis, type Check, dot, randomNumbers, unit } from "./index-functions-fixture.ts";

/** What storing and finding vectors must do. */
export function checkVectorFunctions(check: Check): void {
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
}
