import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import type { Certainty } from "../../src/domain.ts";
import { byCertaintyThenScore, groupPassages } from "../../src/search/group-passages.ts";

/** A passage of a minute. */
function passage(recordingId: number, position: number, score: number, startMs = position * 60_000) {
  return {
    score,
    certainty: "confident" as Certainty,
    passage: { recordingId, transcriptionId: recordingId, position, startMs, endMs: startMs + 60_000 },
  };
}

describe("grouping ranked passages", () => {
  it("makes one hit of neighbours, of three at most", () => {
    const groups = groupPassages([3, 4, 2, 5].map((position, at) => passage(1, position, 1 - at / 10)));
    assert.deepEqual(
      groups.map((group) => group.passages.map((one) => one.passage.position)),
      [[3, 4, 2], [5]],
    );
  });

  it("keeps passages of the same place in different recordings apart", () => {
    assert.equal(groupPassages([passage(1, 1, 1), passage(2, 2, 0.9)]).length, 2);
  });

  it("keeps neighbours apart when a long silence lies between them", () => {
    assert.equal(groupPassages([passage(1, 0, 1), passage(1, 1, 0.9, 600_000)]).length, 2);
  });

  it("lets others in between the hits of one recording, as the comment in the code shows", () => {
    const groups = groupPassages([
      passage(1, 1, 1),
      passage(1, 10, 0.95),
      passage(1, 20, 0.9),
      passage(2, 1, 0.8),
    ]);
    assert.deepEqual(
      groups.map((group) => [group.passages[0]!.passage.recordingId, group.score.toFixed(2)]),
      [
        [1, "1.00"],
        [1, "0.81"], // .95 × .85
        [2, "0.80"],
        [1, "0.65"], // .90 × .7225
      ],
    );
  });

  it("puts uncertain passages after all confident ones", () => {
    const uncertain = { ...passage(1, 1, 0.9), certainty: "uncertain" as const };
    const groups = groupPassages([passage(2, 1, 0.5), passage(2, 10, 0.4), uncertain]);
    assert.deepEqual(
      groups.map((group) => group.certainty),
      ["confident", "confident", "uncertain"],
    );
  });

  it("keeps the order inside one recording", () => {
    const ranked = [0.9, 0.8, 0.7, 0.6].map((score, at) => passage(1, at * 10, score));
    const positions = groupPassages(ranked).map((group) => group.passages[0]!.passage.position);
    assert.deepEqual(positions, [0, 10, 20, 30]);
  });

  it("gives a new recording its place and leaves the hits of all others as they were", () => {
    const ranked = fc
      .array(
        fc.record({
          recording: fc.integer({ min: 1, max: 4 }),
          position: fc.integer({ min: 0, max: 12 }),
          score: fc.double({ min: 0, max: 1, noNaN: true }),
          certainty: fc.constantFrom<Certainty>("confident", "uncertain"),
        }),
        { maxLength: 20 },
      )
      .map((all) => {
        const unique = new Map(all.map((one) => [`${one.recording} ${one.position}`, one]));
        return [...unique.values()].map(({ recording, position, score, certainty }) => ({
          ...passage(recording, position, score),
          certainty,
        }));
      });
    fc.assert(
      fc.property(ranked, fc.double({ min: 0, max: 1, noNaN: true }), (own, score) => {
        const sorted = own.toSorted(byCertaintyThenScore);
        const added = [...own, passage(9, 1, score)].toSorted(byCertaintyThenScore);
        const others = groupPassages(added).filter((group) => group.passages[0]!.passage.recordingId !== 9);
        assert.deepEqual(others, groupPassages(sorted));
      }),
    );
  });
});
