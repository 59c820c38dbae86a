import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import type { Embedder } from "../../src/embedding/embedder.ts";
import { isArchiveError } from "../../src/errors.ts";

/** What every embedder keeps; run for each implementation with a `create` that opens a new one each time. */
export function embedderContract(name: string, create: () => Promise<Embedder>): void {
  const texts = [
    "the bee dances to show the way to the flowers",
    "a plan",
    "Пчела танцует и показывает дорогу к цветам",
    "how the budget meeting went, and what the plan is",
    "план",
  ];

  describe(`${name} as an embedder`, () => {
    let embedder: Embedder;
    before(async () => {
      embedder = await create();
    });
    after(() => embedder.close());

    test("gives unit vectors of the dimensions it names, for questions and passages", async () => {
      const vectors = [await embedder.embedQuery(texts[0]!), ...(await embedder.embedPassages(texts))];
      for (const vector of vectors) {
        assert.equal(vector.length, embedder.dimensions);
        assert.ok(Math.abs(norm(vector) - 1) < 1e-5, `length ${norm(vector)}`);
      }
    });

    test("says what shapes its vectors, alike each time it is opened", async () => {
      const other = await create();
      assert.equal(other.fingerprint, embedder.fingerprint);
      assert.ok(embedder.fingerprint.includes(embedder.model));
      assert.ok(embedder.similarityFloor >= -1 && embedder.similarityFloor < 1);
      await other.close();
    });

    test("a vector does not depend on the texts beside it, and comes in the order given", async () => {
      const many = [...texts, ...texts.toReversed(), `${texts[0]} ${texts[3]}`];
      const together = await embedder.embedPassages(many);
      for (const [index, text] of many.entries()) {
        const [alone] = await embedder.embedPassages([text]);
        assert.ok(
          distance(alone!, together[index]!) < 1e-5,
          `${text}: ${distance(alone!, together[index]!)}`,
        );
      }
      assert.ok(distance(together[0]!, together[1]!) > 1e-3, "different texts must differ");
    });

    test("no passages give no vectors", async () => {
      assert.deepEqual(await embedder.embedPassages([]), []);
    });

    for (const blank of ["", "   ", "\n\t", "\0"]) {
      test(`a question of ${JSON.stringify(blank)} is refused as invalid`, async () => {
        await assert.rejects(embedder.embedQuery(blank), (error) => isArchiveError(error, "invalid-input"));
      });
    }

    test("a blank passage gets a unit vector that is like no text", async () => {
      const vectors = await embedder.embedPassages(["", texts[0]!, " \0 "]);
      for (const blank of [vectors[0]!, vectors[2]!]) {
        assert.ok(Math.abs(norm(blank) - 1) < 1e-5);
        assert.ok(cosine(blank, vectors[1]!) < 0.6, `cosine ${cosine(blank, vectors[1]!)}`);
      }
    });

    test("a text longer than the model takes is cut: what comes after the cut changes nothing", async () => {
      const start = "the bee shows a way ".repeat(400);
      const [one, other] = await embedder.embedPassages([start, `${start} budget meeting`]);
      assert.ok(distance(one!, other!) < 1e-5);
      await embedder.embedQuery(start);
    });

    test("NUL, lone surrogates, emoji and combining marks are no accident", async () => {
      const odd = ["a\0bee", "\ud800 way", "🐝🐝🐝", "e\u0301\u0301", "\u200Bthe\uFEFF bee", "中文 the"];
      const vectors = await embedder.embedPassages(odd);
      assert.ok(vectors.every((vector) => Math.abs(norm(vector) - 1) < 1e-5));
    });

    test("progress counts up to the number of texts, blank ones included", async () => {
      const seen: number[] = [];
      await embedder.embedPassages([...texts, ""], { onProgress: (done) => seen.push(done) });
      assert.equal(seen.at(-1), texts.length + 1);
      assert.deepEqual(
        seen,
        seen.toSorted((a, b) => a - b),
      );
    });

    test("it stops between batches when told to, and works on afterwards", async () => {
      const stop = new AbortController();
      const many = Array.from({ length: 40 }, (_, i) => `${texts[i % 5]} ${texts[(i * 3) % 5]}`);
      let done = 0;
      const work = embedder.embedPassages(many, {
        signal: stop.signal,
        onProgress: (count) => {
          done = count;
          stop.abort();
        },
      });
      await assert.rejects(work, (error) => isArchiveError(error, "cancelled"));
      assert.ok(done < many.length, `${done} were done`);
      await assert.rejects(embedder.embedPassages(texts, { signal: stop.signal }), (error) =>
        isArchiveError(error, "cancelled"),
      );
      assert.equal((await embedder.embedPassages(texts)).length, texts.length);
    });

    test("a question asked during a batch is answered before the batch ends", async () => {
      const many = Array.from({ length: 30 }, (_, i) => `${texts[i % 5]} ${texts[(i * 3) % 5]}`);
      const finished: string[] = [];
      let question: Promise<void> | undefined;
      await embedder.embedPassages(many, {
        onProgress: () => {
          question ??= embedder.embedQuery("the way").then(() => void finished.push("question"));
        },
      });
      finished.push("batch");
      await question;
      assert.deepEqual(finished, ["question", "batch"]);
    });

    test("closed, it takes no more work; closing twice is fine", async () => {
      const closing = await create();
      await closing.embedQuery("the bee");
      await closing.close();
      await closing.close();
      await assert.rejects(closing.embedQuery("the bee"), TypeError);
      await assert.rejects(closing.embedPassages(["the bee"]), TypeError);
    });
  });
}

function norm(vector: Float32Array): number {
  return Math.sqrt(cosine(vector, vector));
}

/** Dot product: the cosine of unit vectors. */
export function cosine(a: Float32Array, b: Float32Array): number {
  return a.reduce((sum, value, i) => sum + value * b[i]!, 0);
}

/** The largest difference of any one number. */
export function distance(a: Float32Array, b: Float32Array): number {
  return a.reduce((max, value, i) => Math.max(max, Math.abs(value - b[i]!)), 0);
}
