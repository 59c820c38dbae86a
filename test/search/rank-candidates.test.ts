import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import {
  confidentZScore,
  type Rankable,
  type RankingRules,
  rankCandidates,
} from "../../src/search/rank-candidates.ts";

const rules: RankingRules = {
  mode: "hybrid",
  wordCount: 5,
  hasPhrases: false,
  compared: 100,
  deviation: 0.02,
};
const plain: Rankable = {
  passageId: 1,
  textScore: 0,
  titleScore: 0,
  coverage: 0,
  similarity: 0.74,
  baseline: 0.74,
  otherScript: false,
  hasAllWords: false,
};
/** So many deviations above what is expected. */
const standing = (passageId: number, deviations: number, more: Partial<Rankable> = {}): Rankable => ({
  ...plain,
  passageId,
  similarity: plain.baseline + deviations * rules.deviation,
  ...more,
});
const shown = (candidates: Rankable[], more: Partial<RankingRules> = {}) =>
  rankCandidates(candidates, { ...rules, ...more }).map(({ passageId, certainty }) => [passageId, certainty]);

describe("the cut", () => {
  it("grows with the number of passages compared: the nearest of many is near by chance", () => {
    assert.deepEqual(
      [4, 100, 100_000].map((compared) => confidentZScore(compared).toFixed(2)),
      ["2.17", "3.53", "5.30"],
    );
  });

  it("sets apart what may be about something else, after all that is confident", () => {
    assert.deepEqual(
      shown([
        standing(1, 3.4, { otherScript: true }),
        standing(2, 4, { otherScript: true }),
        standing(3, 3, { textScore: 5, coverage: 0.6 }),
        standing(4, 3, { textScore: 1, coverage: 0.1 }),
      ]),
      [
        [2, "confident"], // the nearest, and in the other language no word is missed
        [3, "confident"], // 3 + 2.5 · (.6 − .3) = 3.75 deviations, over 3.53
        [1, "uncertain"], // 3.4 is what the nearest of a hundred may have by chance
        [4, "uncertain"], // a common word of a long question counts against it: 3 − .5
      ],
    );
  });

  it("calls confident what stands before a confident passage: it never overtakes the better one", () => {
    assert.deepEqual(
      shown([
        standing(1, 3.4, { otherScript: true }),
        standing(2, 3, { textScore: 5, coverage: 0.6 }),
        standing(3, 2.9, { otherScript: true }),
      ]),
      [
        [1, "confident"], // .7 · 1 + .13 · .9 of what is there to have; alone it would be doubtful
        [2, "confident"], // .7 · .88 + .13 · 1
        [3, "uncertain"], // .7 · .85 + .13 · .77
      ],
    );
  });

  it("takes all words of the question, or a phrase, for an answer", () => {
    assert.deepEqual(shown([standing(1, 0, { textScore: 3, coverage: 1, hasAllWords: true })]), [
      [1, "confident"],
    ]);
    assert.deepEqual(shown([standing(1, 0)], { hasPhrases: true }), [[1, "confident"]]);
    assert.deepEqual(shown([{ ...plain, similarity: null, textScore: 3, coverage: 0.6 }]), [
      [1, "confident"],
    ]);
  });

  it("shows of what only vectors brought the nearest five, and of nothing near nothing", () => {
    const near = Array.from({ length: 20 }, (_, at) => standing(at + 1, 2.5 - at / 20));
    assert.deepEqual(
      shown(near).map(([id]) => id),
      [1, 2, 3, 4, 5],
    );
    assert.deepEqual(shown([standing(1, 0.9), standing(2, -1)]), []);
  });

  it("shows three of what only vectors brought where words and meaning are confident", () => {
    const best = standing(99, 3.2, { textScore: 3, coverage: 1, hasAllWords: true });
    const near = Array.from({ length: 20 }, (_, at) => standing(at + 1, 2.5 - at / 20));
    assert.deepEqual(
      shown([best, ...near]).map(([id]) => id),
      [99, 1, 2, 3],
    );
    // Words alone may be about something else: five.
    const byWords = standing(99, 1, { textScore: 3, coverage: 1, hasAllWords: true });
    assert.equal(shown([byWords, ...near], { wordCount: 2 }).length, 6);
  });

  it("drops one common word of a short question where meaning says no", () => {
    const short = { wordCount: 3 };
    assert.deepEqual(shown([standing(1, 0.1, { textScore: 4, coverage: 0.33 })], short), [[1, "uncertain"]]);
    const other = standing(3, 2);
    const word = (deviations: number, coverage: number) =>
      shown([standing(1, deviations, { textScore: 4, coverage }), other], short).map(([id]) => id);
    assert.deepEqual(word(-0.5, 0.33), [3]);
    assert.deepEqual(word(1.2, 0.33), [3, 1]);
    assert.deepEqual(word(-0.5, 0.6), [3, 1]); // most of the question
  });

  it("shows no passage for its recording's title alone", () => {
    const titled = { titleScore: 3, coverage: 0.5 };
    const best = standing(1, 3.2, { ...titled, textScore: 5, coverage: 1, hasAllWords: true });
    assert.deepEqual(
      shown([best, standing(2, 0.2, titled), standing(3, 1.5, titled)], { wordCount: 2 }).map(([id]) => id),
      [1, 3],
    );
  });

  it("takes a title for an answer when it has most of the question", () => {
    const title = (coverage: number): Rankable => ({
      ...plain,
      similarity: null,
      titleScore: 3,
      coverage,
    });
    assert.deepEqual(shown([title(0.56)]), [[1, "uncertain"]]);
    assert.deepEqual(shown([title(0.8)]), [[1, "confident"]]);
  });

  it("lowers the scores of uncertain passages by how uncertain the best of them is", () => {
    const [best] = rankCandidates([standing(1, 2), standing(2, 1.5)], rules);
    // The only one is the best: 1, if it were confident. (2 − .75) of 3.53 deviations are there.
    assert.equal(best!.score.toFixed(3), ((2 - 0.75) / confidentZScore(100)).toFixed(3));
  });
});

describe("the order", () => {
  const candidate = fc.record({
    passageId: fc.integer({ min: 1, max: 1000 }),
    textScore: fc.oneof(fc.constant(0), fc.double({ min: 0, max: 20, noNaN: true })),
    titleScore: fc.oneof(fc.constant(0), fc.double({ min: 0, max: 5, noNaN: true })),
    coverage: fc.double({ min: 0, max: 1, noNaN: true }),
    similarity: fc.option(fc.double({ min: 0.6, max: 1, noNaN: true })),
    baseline: fc.constantFrom(0.7, 0.74),
    otherScript: fc.boolean(),
    hasAllWords: fc.boolean(),
  });
  const candidates = fc.uniqueArray(candidate, { selector: (one) => one.passageId, maxLength: 30 });
  const anyRules = fc.record({
    mode: fc.constantFrom("hybrid", "keyword", "semantic", "rerank"),
    wordCount: fc.integer({ min: 1, max: 8 }),
    hasPhrases: fc.boolean(),
    compared: fc.integer({ min: 0, max: 1_000_000 }),
    deviation: fc.constant(0.0195),
  });

  it("is the same whatever the order given, confident first, scores falling and the sum of their parts", () => {
    fc.assert(
      fc.property(candidates, anyRules, (given, own) => {
        const ranked = rankCandidates(given, own);
        assert.deepEqual(rankCandidates(given.toReversed(), own), ranked);
        for (const certainty of ["confident", "uncertain"]) {
          let before = 1;
          for (const one of ranked.filter((each) => each.certainty === certainty)) {
            assert.ok(one.score >= 0 && one.score <= before + 1e-9);
            assert.ok(Math.abs(one.score - one.textPart - one.titlePart - one.meaningPart) < 1e-9);
            before = one.score;
          }
        }
        const firstDoubt = ranked.findIndex((one) => one.certainty === "uncertain");
        assert.ok(
          firstDoubt === -1 || ranked.slice(firstDoubt).every((one) => one.certainty === "uncertain"),
        );
      }),
    );
  });

  it("keeps every confident passage in its order when another passage comes that is no better", () => {
    fc.assert(
      fc.property(candidates, candidate, (given, more) => {
        const best = given.find((one) => one.similarity !== null && !one.otherScript && one.textScore > 0);
        fc.pre(best !== undefined && best.coverage >= more.coverage && !more.hasAllWords);
        const others = given.filter((one) => one.passageId !== more.passageId && one !== best);
        const own = { ...rules, compared: 50 };
        // No better than the best by words or by meaning: it changes nothing that scores are measured by.
        const top = {
          ...best!,
          passageId: 2000,
          textScore: 30,
          titleScore: 5,
          similarity: 1,
          baseline: 0.7,
          coverage: 1,
        };
        const confident = (list: Rankable[]) =>
          rankCandidates(list, own)
            .filter((one) => one.certainty === "confident")
            .map((one) => one.passageId);
        const before = confident([top, ...others]);
        const after = confident([top, ...others, more]).filter((id) => id !== more.passageId);
        assert.deepEqual(after, before);
      }),
    );
  });
});
