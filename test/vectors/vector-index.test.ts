import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import fc from "fast-check";
import { compileKernel } from "../../scripts/build-vector-kernel.ts";
import { measureRecall } from "../../src/vectors/measure-recall.ts";
import { type PassageColumns, VectorIndex } from "../../src/vectors/vector-index.ts";
import { dot, inventVectors } from "./invent-vectors.ts";

const passagesPerRecording = 50;
const languages = ["ru", "en", null];

type PassageFacts = { passageId: number; recordingId: number; language: string | null };

function factsOf(at: number): PassageFacts {
  const recordingId = 1 + Math.floor(at / passagesPerRecording);
  return { passageId: at + 1, recordingId, language: languages[recordingId % 3]! };
}

function columnsOf(places: readonly number[]): PassageColumns {
  const facts = places.map(factsOf);
  return {
    passageIds: facts.map(({ passageId }) => passageId),
    recordingIds: facts.map(({ recordingId }) => recordingId),
    languages: facts.map(({ language }) => language),
  };
}

/** Their mean, as the first thousand have it. */
function cornerOf(vectors: readonly Float32Array[]): Float32Array {
  const mean = new Float32Array(vectors[0]!.length);
  const sample = vectors.slice(0, 1000);
  for (const vector of sample)
    for (let at = 0; at < mean.length; at++) mean[at]! += vector[at]! / sample.length;
  return mean;
}

function join32(vectors: readonly Float32Array[]): Float32Array {
  const whole = new Float32Array(vectors.length * vectors[0]!.length);
  for (const [place, vector] of vectors.entries()) whole.set(vector, place * vector.length);
  return whole;
}

function indexOf(vectors: readonly Float32Array[], mean = cornerOf(vectors)): VectorIndex {
  const index = new VectorIndex(mean);
  index.put(columnsOf([...vectors.keys()]), join32(vectors));
  return index;
}

/** Ids of the nearest, by comparing all. */
function nearest(
  vectors: readonly Float32Array[],
  question: Float32Array,
  limit: number,
  isAllowed: (facts: PassageFacts) => boolean = () => true,
): number[] {
  const scored = vectors.flatMap((vector, at) =>
    isAllowed(factsOf(at)) ? [{ id: at + 1, score: dot(vector, question) }] : [],
  );
  return scored
    .sort((a, b) => b.score - a.score || a.id - b.id)
    .slice(0, limit)
    .map(({ id }) => id);
}

function share(found: readonly number[], wanted: readonly number[]): number {
  const set = new Set(found);
  return wanted.filter((id) => set.has(id)).length / wanted.length;
}

function assertNear(a: Float32Array, b: Float32Array): void {
  const difference = a.map((value, at) => value - b[at]!);
  assert.ok(Math.sqrt(dot(difference, difference)) < 0.01);
}

const many = inventVectors(30_000);
const stored = many.slice(0, -20);
// A question shares half of its direction with a passage: as far from it as real questions are.
const mean = cornerOf(stored);
const questions = many.slice(-20).map((noise, number) => {
  const answer = stored[number * 997]!;
  const mixed = mean.map((value, at) => value + 0.51 * (answer[at]! - value) + 0.86 * (noise[at]! - value));
  const length = Math.sqrt(dot(mixed, mixed));
  return mixed.map((value) => value / length);
});

test("of 30 000 vectors the cascade keeps the nearest ten and hundred", () => {
  const index = indexOf(stored);
  for (const [limit, least] of [
    [10, 0.995],
    [100, 0.99],
  ] as const) {
    const shares = questions.map((question) =>
      share(index.findCandidates(question, limit + 25), nearest(stored, question, limit)),
    );
    const recall = shares.reduce((sum, value) => sum + value, 0) / shares.length;
    assert.ok(recall >= least, `recall of ${limit}: ${recall}`);
  }
});

test("a filter costs no recall, whether it allows much or little", () => {
  const index = indexOf(stored);
  const half = Array.from({ length: 600 }, (_, number) => number).filter((id) => id % 2 === 0);
  const filters = [
    { recordingIds: half },
    { languages: ["ru"] },
    { recordingIds: half, languages: ["en"] },
    { recordingIds: [5, 77, 401] },
  ];
  for (const filter of filters) {
    const isAllowed = ({ recordingId, language }: PassageFacts) =>
      (!filter.recordingIds || filter.recordingIds.includes(recordingId)) &&
      (!filter.languages || filter.languages.includes(language!));
    const found = questions.map((question) => index.findCandidates(question, 35, filter));
    for (const id of found.flat()) assert.ok(isAllowed(factsOf(id - 1)));
    const shares = found.map((ids, at) => share(ids, nearest(stored, questions[at]!, 10, isAllowed)));
    const recall = shares.reduce((sum, value) => sum + value, 0) / shares.length;
    assert.ok(recall >= 0.995, `${JSON.stringify(filter).slice(0, 50)}: ${recall}`);
  }
  assert.deepEqual(index.findCandidates(questions[0]!, 5, { recordingIds: [] }), []);
  assert.deepEqual(index.findCandidates(questions[0]!, 5, { languages: ["de"] }), []);
});

test("the answer depends on what is in the index, not on how it came there", () => {
  const one = indexOf(stored);
  const other = new VectorIndex(one.mean);
  const order = stored.map((_, at) => (at * 7919) % stored.length);
  other.put(columnsOf(order), join32(order.map((at) => stored[at]!)));
  const strays = many.slice(-20);
  other.put(columnsOf([...strays.keys()].map((at) => stored.length + at)), join32(strays));
  other.remove(strays.map((_, at) => stored.length + at + 1));
  for (const question of questions) {
    for (const filter of [{}, { languages: ["ru"] }, { recordingIds: [3, 170, 599], languages: ["en"] }]) {
      const sorted = (index: VectorIndex) => index.findCandidates(question, 50, filter).sort((a, b) => a - b);
      assert.deepEqual(sorted(other), sorted(one));
      assert.deepEqual(sorted(one), sorted(one));
    }
  }
});

test("its own measure of recall agrees that it is good, and tells when it is not", () => {
  const index = indexOf(stored);
  const measure = () => {
    for (const work = measureRecall(index, { questions: 5 }); ; ) {
      const { done, value } = work.next();
      if (done) return value;
    }
  };
  assert.ok(measure()! >= 0.99);
  index.widening = 0.03;
  assert.ok(measure()! < 0.99);
});

test("any run of puts and removes leaves what a plain map holds", () => {
  for (const dimensions of [8, 16, 100, 384]) {
    const vectors = inventVectors(40, { dimensions, seed: dimensions });
    const change = fc.record({
      places: fc.uniqueArray(fc.nat(19), { minLength: 1, maxLength: 8 }),
      vector: fc.option(fc.nat(39), { nil: undefined }),
    });
    fc.assert(
      fc.property(fc.nat(20), fc.array(change, { maxLength: 40 }), (loaded, changes) => {
        const index = new VectorIndex(vectors[0]!);
        const model = new Map<number, Float32Array>();
        const put = (places: readonly number[], first: number) => {
          const own = places.map((at) => vectors[(first + at) % 40]!);
          if (own.length > 0) index.put(columnsOf(places), join32(own));
          for (const [row, at] of places.entries()) model.set(at + 1, own[row]!);
        };
        put([...Array(loaded).keys()], 0);
        for (const { places, vector } of changes) {
          if (vector !== undefined) put(places, vector);
          else {
            index.remove([...places.map((at) => at + 1), 999]);
            for (const at of places) model.delete(at + 1);
          }
        }
        assert.equal(index.count, model.size);
        const ids = index.passagesOfSlots([...Array(index.count).keys()]);
        assert.deepEqual(new Set(ids), new Set(model.keys()));
        for (const [slot, id] of ids.entries()) assertNear(index.decode(slot), model.get(id)!);
        const question = vectors[7]!;
        const scored = [...model].map(([id, vector]) => ({ id, score: dot(vector, question) }));
        const best = Math.max(...scored.map(({ score }) => score));
        const found = index.findCandidates(question, 3);
        assert.equal(new Set(found).size, found.length);
        assert.ok(found.length >= Math.min(3, model.size));
        for (const { id, score } of scored) if (score > best - 1e-6) assert.ok(found.includes(id));
      }),
      { numRuns: 30 },
    );
  }
});

test("a code holds its vector to a hundredth of its length", () => {
  for (const dimensions of [384, 100]) {
    const vectors = inventVectors(1100, { dimensions });
    const index = indexOf(vectors);
    for (const [slot, vector] of vectors.entries()) assertNear(index.decode(slot), vector);
  }
});

test("the kernel in the repository is what its source compiles to", async (t) => {
  const compiler = join(import.meta.dirname, "../../node_modules/assemblyscript");
  if (!existsSync(compiler)) return t.skip("AssemblyScript is not installed");
  const path = join(import.meta.dirname, "../../src/vectors/kernel-binary.ts");
  assert.equal(readFileSync(path, "utf8"), await compileKernel());
});
