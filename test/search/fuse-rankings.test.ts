import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { defaultFusion, type Evidence, fuseRankings } from "../../src/search/fuse-rankings.ts";

const rules = { ...defaultFusion, floor: 0.7 };

describe("fusing the rankings", () => {
  it("gives what the worked example says", () => {
    const ranked = fuseRankings(
      [
        { passageId: 1, textScore: 8, similarity: 0.88, otherScript: false },
        { passageId: 2, textScore: 4, similarity: 0.78, otherScript: false },
        { passageId: 3, textScore: 0, similarity: 0.82, otherScript: true },
        { passageId: 4, textScore: 0, similarity: 0.82, otherScript: false },
        { passageId: 5, textScore: 6, similarity: null, otherScript: false },
      ],
      rules,
    );
    assert.deepEqual(
      ranked.map(({ passageId, score }) => [passageId, score.toFixed(3)]),
      [
        [1, "1.000"], // both legs put it first
        [3, "0.871"], // means nearly the same in the other language, where no word can match
        [5, "0.638"], // has the words, no vector yet: its words speak for its meaning, with a discount
        [4, "0.500"], // means the same as 3, but in the language of the question its missing words count against it
        [2, "0.458"], // has a word and is about something else
      ],
    );
  });

  const evidence: fc.Arbitrary<Evidence> = fc.record({
    passageId: fc.integer({ min: 1, max: 1000 }),
    textScore: fc.oneof(fc.constant(0), fc.double({ min: 0, max: 30, noNaN: true })),
    similarity: fc.option(fc.double({ min: -1, max: 1, noNaN: true })),
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
          assert.deepEqual(fuseRankings(shuffled, rules), fuseRankings(given, rules));
        },
      ),
    );
  });

  it("gives scores from 0 to 1 that are the sum of their parts, best first", () => {
    fc.assert(
      fc.property(candidates, (given) => {
        let before = 1;
        for (const { score, textPart, meaningPart } of fuseRankings(given, rules)) {
          assert.ok(score >= 0 && score <= before + 1e-12);
          assert.ok(Math.abs(score - textPart - meaningPart) < 1e-9);
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
          fuseRankings([...others, own], rules).findIndex((ranked) => ranked.passageId === own.passageId);
        assert.ok(placeOf(better) <= placeOf(one));
        assert.ok(placeOf({ ...one, textScore: one.textScore + 1 }) <= placeOf(one));
      }),
    );
  });
});
