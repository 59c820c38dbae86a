import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { type Evidence, fuseRankings } from "../../src/search/fuse-rankings.ts";
import { searchTuning } from "../../src/search/search-tuning.ts";

const none = { textScore: 0, titleScore: 0, coverage: 0, baseline: 0.74, otherScript: false };

describe("fusing the rankings", () => {
  it("gives what the worked example says", () => {
    const ranked = fuseRankings(
      [
        { ...none, passageId: 1, textScore: 8, coverage: 1, similarity: 0.88 },
        { ...none, passageId: 2, textScore: 4, coverage: 0.5, similarity: 0.78 },
        { ...none, passageId: 3, similarity: 0.82, baseline: 0.7, otherScript: true },
        { ...none, passageId: 4, similarity: 0.82 },
        { ...none, passageId: 5, textScore: 6, coverage: 1, similarity: null },
        { ...none, passageId: 6, titleScore: 4, coverage: 0.3, similarity: 0.82 },
      ],
      searchTuning.fusion.meaningWeight,
    );
    assert.deepEqual(
      ranked.map(({ passageId, score }) => [passageId, score.toFixed(3)]),
      [
        [1, "1.000"], // words and meaning both put it first
        [3, "0.831"], // means nearly the same in the other language, where no word can match
        [5, "0.698"], // has the words, no vector yet: its words speak for its meaning, with a discount
        [6, "0.550"], // as near as 4, and in a recording called by one of the words
        [4, "0.400"], // as near as 3 is, but in the language of the question that is nothing much
        [2, "0.350"], // has a word and is about something else
      ],
    );
  });

  it("lets words count by how much of the question the best passage has", () => {
    const means = { ...none, passageId: 1, similarity: 0.9 };
    const says = { ...none, passageId: 2, textScore: 1, similarity: 0.86 };
    const first = (coverage: number) =>
      fuseRankings([means, { ...says, coverage }], searchTuning.fusion.meaningWeight)[0]!.passageId;
    assert.equal(first(1), 2); // the whole question is said there: .525 + .3 against .7
    assert.equal(first(0.1), 1); // one stray word of it
  });

  const evidence: fc.Arbitrary<Evidence> = fc.record({
    passageId: fc.integer({ min: 1, max: 1000 }),
    textScore: fc.oneof(fc.constant(0), fc.double({ min: 0, max: 30, noNaN: true })),
    titleScore: fc.oneof(fc.constant(0), fc.double({ min: 0, max: 10, noNaN: true })),
    coverage: fc.double({ min: 0, max: 1, noNaN: true }),
    similarity: fc.option(fc.double({ min: -1, max: 1, noNaN: true })),
    baseline: fc.double({ min: 0.5, max: 0.8, noNaN: true }),
    otherScript: fc.boolean(),
  });
  const candidates = fc.uniqueArray(evidence, { selector: (one) => one.passageId, maxLength: 30 });

  it("does not depend on the order of the lists", () => {
    fc.assert(
      fc.property(
        candidates,
        fc.infiniteStream(fc.double({ min: 0, max: 1, noNaN: true })),
        (given, random) => {
          const shuffled = given
            .map((one) => ({ one, at: random.next().value }))
            .sort((left, right) => left.at - right.at)
            .map(({ one }) => one);
          assert.deepEqual(
            fuseRankings(shuffled, searchTuning.fusion.meaningWeight),
            fuseRankings(given, searchTuning.fusion.meaningWeight),
          );
        },
      ),
    );
  });

  it("gives scores from 0 to 1 that are the sum of their parts, best first", () => {
    fc.assert(
      fc.property(candidates, (given) => {
        let before = 1;
        for (const { score, textPart, titlePart, meaningPart } of fuseRankings(
          given,
          searchTuning.fusion.meaningWeight,
        )) {
          assert.ok(score >= 0 && score <= before + 1e-12);
          assert.ok(Math.abs(score - textPart - titlePart - meaningPart) < 1e-9);
          before = score;
        }
      }),
    );
  });

  it("never puts a passage lower for being nearer or having more of the words", () => {
    fc.assert(
      fc.property(candidates, evidence, (given, one) => {
        const others = given.filter((other) => other.passageId !== one.passageId);
        const better = {
          ...one,
          similarity: one.similarity === null ? null : Math.min(1, one.similarity + 0.1),
        };
        const placeOf = (own: Evidence) =>
          fuseRankings([...others, own], searchTuning.fusion.meaningWeight).findIndex(
            (ranked) => ranked.passageId === own.passageId,
          );
        assert.ok(placeOf(better) <= placeOf(one));
        assert.ok(placeOf({ ...one, textScore: one.textScore + 1 }) <= placeOf(one));
      }),
    );
  });
});
