import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { type Judgement, ndcg, scoreCertainty, scoreRanking } from "../../src/evaluation/score-ranking.ts";

const near = (a: number, b: number) => assert.ok(Math.abs(a - b) < 1e-12, `${a} is not ${b}`);
const judgement = (given: Partial<Judgement>): Judgement => ({
  places: [],
  answers: 1,
  confident: 1,
  uncertain: 0,
  rightIsConfident: false,
  tookMs: 1,
  ...given,
});

test("one right answer gains 1 in the first place, .631 in the second, .289 in the tenth, nothing after it", () => {
  near(ndcg([1], 1), 1);
  near(ndcg([2], 1), 1 / Math.log2(3));
  near(ndcg([10], 1), 1 / Math.log2(11));
  assert.equal(ndcg([11], 1), 0);
  assert.equal(ndcg([], 1), 0);
  // The second of two answers missed: what the first place gains, of what both could have gained.
  near(ndcg([1], 2), 1 / (1 + 1 / Math.log2(3)));
});

const rankings = fc
  .tuple(fc.uniqueArray(fc.integer({ min: 1, max: 30 }), { maxLength: 12 }), fc.integer({ min: 0, max: 20 }))
  .map(([places, missed]) => ({ places: places.sort((a, b) => a - b), answers: places.length + missed }))
  .filter(({ answers }) => answers > 0);

test("a ranking is worth 0 to 1, and 1 just when the right answers fill the first places", () => {
  fc.assert(
    fc.property(rankings, ({ places, answers }) => {
      const value = ndcg(places, answers);
      assert.ok(value >= 0 && value <= 1 + 1e-12);
      const best = Math.min(answers, 10);
      const isBest = places.filter((place) => place <= best).length === best;
      assert.equal(value > 1 - 1e-9, isBest);
    }),
  );
});

test("a right answer that moves up never makes a ranking worse", () => {
  fc.assert(
    fc.property(rankings, fc.nat(), ({ places, answers }, chosen) => {
      if (places.length === 0) return;
      const at = chosen % places.length;
      const up = places[at]! - 1;
      if (up < 1 || places.includes(up)) return;
      const better = places.with(at, up).sort((a, b) => a - b);
      assert.ok(ndcg(better, answers) >= ndcg(places, answers));
    }),
  );
});

test("scores are means over the questions that have an answer, in whatever order they were asked", () => {
  const asked = [
    judgement({ places: [1] }),
    judgement({ places: [3], tookMs: 5 }),
    judgement({ places: [] }),
    judgement({ places: [], answers: 0 }),
  ];
  const scores = scoreRanking(asked);
  near(scores.ndcg10, (1 + 0.5) / 3);
  assert.deepEqual(
    { ...scores, ndcg10: 0, meanMs: scores.meanMs.toFixed(2) },
    { questions: 3, ndcg10: 0, hit1: 1 / 3, hit10: 2 / 3, medianRank: 3, meanMs: "2.33" },
  );
  const backwards = scoreRanking(asked.toReversed());
  near(backwards.ndcg10, scores.ndcg10);
  assert.equal(backwards.medianRank, 3);
  assert.equal(scoreRanking([judgement({}), judgement({}), judgement({ places: [1] })]).medianRank, null);
  assert.equal(scoreRanking([]).ndcg10, 0);
});

test("every question is shown something confident, only uncertain, or nothing: the shares add up to one", () => {
  const hits = fc.record({ confident: fc.nat(3), uncertain: fc.nat(3), rightIsConfident: fc.boolean() });
  fc.assert(
    fc.property(fc.array(hits, { minLength: 1 }), (given) => {
      const { confident, uncertainOnly, nothing, confidentHits } = scoreCertainty(given.map(judgement));
      assert.ok(Math.abs(confident + uncertainOnly + nothing - 1) < 1e-9);
      assert.ok(confidentHits >= confident);
    }),
  );
});
