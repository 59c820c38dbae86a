/** Vectors in any number that lie as those of the bundled model do. */

import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Embedder } from "../src/embedding/embedder.ts";
import { sampleSentences, seeded } from "./invent-archive.ts";
import { root, tell } from "./measure.ts";

/** Real differences in a passage. */
const parts = 8;
/** Median cosine of a question and its passage, each less its own mean, in XQuAD; the spread is that of its middle half. */
const shareOfAnswer = 0.51;

/**
 * Makes passages and questions out of real ones: the sentences of the samples and of eval/texts, embedded as passages and,
 * some of them, as questions.
 *
 * A passage is the mean of all plus eight real differences from it, with random weights whose squares sum up to one; so mean,
 * directions and their lengths are those of real passages, and what shares its heaviest parts is a neighbourhood. A
 * question lies towards a stored passage as far as real questions lie towards theirs (cosine .51 of the differences),
 * the rest of it is a real question's difference from the mean of questions. The mixture was chosen by what sign bits do
 * to it: of 51 729 real passages the 10, 20, 40, 80, 160 and 320 nearest by bits hold .57, .73, .83, .90, .94 and .97 of the
 * ten nearest; of as many made so .51, .68, .81, .90, .94 and .98. (Mixtures of three, or of overlapping texts, are easier.)
 */
export class VectorInventor {
  readonly dimensions: number;
  readonly #mean: Float32Array;
  readonly #differences: Float32Array[];
  readonly #questionMean: Float32Array;
  readonly #questionDifferences: Float32Array[];
  readonly #random: () => number;

  constructor(passages: readonly Float32Array[], questions: readonly Float32Array[], seed = 1) {
    this.dimensions = passages[0]!.length;
    this.#mean = meanOf(passages);
    this.#differences = passages.map((vector) => vector.map((value, at) => value - this.#mean[at]!));
    this.#questionMean = meanOf(questions);
    this.#questionDifferences = questions.map((vector) =>
      vector.map((value, at) => value - this.#questionMean[at]!),
    );
    this.#random = seeded(seed);
  }

  /** Writes a passage's vector. */
  next(into: Float32Array): void {
    const shares = Array.from({ length: parts }, () => -Math.log(1 - this.#random()));
    const sum = shares.reduce((total, share) => total + share, 0);
    into.set(this.#mean);
    for (const share of shares) {
      const difference = this.#choose(this.#differences);
      const weight = Math.sqrt(share / sum);
      for (let at = 0; at < into.length; at++) into[at]! += weight * difference[at]!;
    }
    normalise(into);
  }

  /** A question that a stored passage answers. */
  question(answer: Float32Array): Float32Array {
    const towards = answer.map((value, at) => value - this.#mean[at]!);
    const noise = this.#choose(this.#questionDifferences);
    const share = shareOfAnswer + 0.15 * (this.#random() + this.#random() - 1);
    const rest = Math.sqrt(1 - share ** 2);
    const scale = (share * Math.hypot(...noise)) / Math.hypot(...towards);
    const question = this.#questionMean.map((value, at) => value + scale * towards[at]! + rest * noise[at]!);
    normalise(question);
    return question;
  }

  #choose<Item>(items: readonly Item[]): Item {
    return items[Math.floor(this.#random() * items.length)]!;
  }
}

/** The inventor over what the repository has to say; the model is asked once, its answers are kept in the temporary folder. */
export async function createVectorInventor(embedder: Embedder): Promise<VectorInventor> {
  const texts = chooseTexts();
  const asked = texts.filter((_, place) => place % 2 === 0);
  const name = createHash("sha256")
    .update(JSON.stringify([embedder.fingerprint, texts]))
    .digest("hex");
  const kept = join(tmpdir(), `fonoteka-bench-vectors-${name.slice(0, 12)}.f32`);
  if (!existsSync(kept)) {
    tell(`embedding ${texts.length} texts`);
    const passages = await embedder.embedPassages(texts);
    const questions: Float32Array[] = [];
    for (const text of asked) questions.push(await embedder.embedQuery(text));
    writeFileSync(
      kept,
      Buffer.concat(
        [...passages, ...questions].map(({ buffer, byteOffset, byteLength }) =>
          Buffer.from(buffer, byteOffset, byteLength),
        ),
      ),
    );
  }
  const { buffer } = new Uint8Array(readFileSync(kept));
  const { dimensions } = embedder;
  const vectors = Array.from(
    { length: texts.length + asked.length },
    (_, place) => new Float32Array(buffer, place * 4 * dimensions, dimensions),
  );
  return new VectorInventor(vectors.slice(0, texts.length), vectors.slice(texts.length));
}

/** Sentences that do not overlap: neighbours that share words would make neighbourhoods that are none. */
function chooseTexts(): string[] {
  const written = readFileSync(join(root, "eval/texts/recordings.txt"), "utf8");
  const others = written
    .split("\n")
    .filter((line) => line.length > 60 && !/^[#=]/.test(line))
    .flatMap((line) => line.match(/[^.!?]+[.!?]+/g) ?? []);
  const sentences = [...sampleSentences(), ...others].map((sentence) => sentence.trim());
  return [...new Set(sentences)].filter((text) => text.length > 20);
}

function meanOf(vectors: readonly Float32Array[]): Float32Array {
  const mean = new Float32Array(vectors[0]!.length);
  for (const vector of vectors)
    for (let at = 0; at < mean.length; at++) mean[at]! += vector[at]! / vectors.length;
  return mean;
}

function normalise(vector: Float32Array): void {
  let squared = 0;
  for (let at = 0; at < vector.length; at++) squared += vector[at]! * vector[at]!;
  const scale = 1 / Math.sqrt(squared);
  for (let at = 0; at < vector.length; at++) vector[at]! *= scale;
}
