import type { Embedder } from "../embedding/embedder.ts";
import { sampleVectorMeans } from "../index/sqlite/sample-vectors.ts";
import type { Script } from "../language/token.ts";
import { findEmbeddingBackground } from "../models/embedding-backgrounds.ts";
import type { Database } from "../storage/database.ts";
import { dotProduct } from "./dot-product.ts";

/** How near a question is to passages that have nothing to do with it. */
export type Background = {
  /** Expected cosine with a passage in this script. */
  expected(script: Script): number;
  /** Standard deviation around it. */
  deviation: number;
};

/**
 * The archive's own mean counts as many passages as were sampled, the model's as 20: in an archive of ten passages one
 * on the very matter would otherwise make itself expected.
 */
const modelPassages = 20;

/**
 * Deviation of a question's cosine among passages on other matters, as a part of the room above the model's floor:
 * .0195 for the bundled model (XQuAD, both languages, within and across). With it the best of N passages of other matters
 * stands where the best of N normal numbers does, √(2·ln N): measured for N = 4, 10, 60, 115.
 */
const deviationOfRoom = 0.065;

/**
 * What a question's cosines mean. Vectors of one script lie around a mean of their own, so that a passage in the other
 * language is farther from a question than one that says the same in its own (.70 against .75 for passages on anything),
 * and some questions are near to everything. So each cosine is compared with what this question has with the mean of its
 * script: the archive's, mixed with the model's own.
 */
export function measureBackground(
  db: Database,
  question: Float32Array,
  { fingerprint, model, similarityFloor: floor }: Pick<Embedder, "fingerprint" | "model" | "similarityFloor">,
): Background {
  const archive = sampleVectorMeans(db, fingerprint);
  const measured = findEmbeddingBackground(model);
  const expected = (script: "cyrillic" | "latin"): number => {
    const own = archive.get(script);
    const ofModel = measured ? dotProduct(question, measured[script]) : floor;
    if (!own) return ofModel;
    const ofArchive = dotProduct(question, own.mean);
    return (own.count * ofArchive + modelPassages * ofModel) / (own.count + modelPassages);
  };
  const known = { cyrillic: expected("cyrillic"), latin: expected("latin") };
  return {
    expected: (script) => (script === "other" ? Math.max(known.cyrillic, known.latin) : known[script]),
    deviation: deviationOfRoom * (1 - floor),
  };
}
