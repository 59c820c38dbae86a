import type { Embedder } from "../embedding/embedder.ts";
import { sampleVectorMeans } from "../index/sqlite/sample-vectors.ts";
import type { Script } from "../language/token.ts";
import { findEmbeddingBaseline } from "../models/embedding-baselines.ts";
import type { Database } from "../storage/database.ts";
import { dotProduct } from "./dot-product.ts";
import { searchTuning } from "./search-tuning.ts";

/** The cosine of a question with passages that have nothing to do with it. */
export type Baseline = {
  /** The cosine to expect with a passage in this script. */
  of(script: Script): number;
  /** Its standard deviation. */
  deviation: number;
};

const { modelPassages, deviationShare } = searchTuning.similarity;

/**
 * Measures the baseline of a question. The vectors of each script have their own mean, so a passage in the other language
 * is farther from a question than one that says the same in the question's language (.70 against .75 for passages on any
 * subject), and some questions are near to everything. So each cosine is compared with the question's cosine with the mean
 * of the passage's script: the archive's mean, mixed with that of the model.
 */
export function measureBaseline(
  db: Database,
  question: Float32Array,
  { fingerprint, model, similarityFloor: floor }: Pick<Embedder, "fingerprint" | "model" | "similarityFloor">,
): Baseline {
  const archive = sampleVectorMeans(db, fingerprint);
  const measured = findEmbeddingBaseline(model);
  const of = (script: "cyrillic" | "latin"): number => {
    const own = archive.get(script);
    const ofModel = measured ? dotProduct(question, measured[script]) : floor;
    if (!own) return ofModel;
    const ofArchive = dotProduct(question, own.mean);
    return (own.count * ofArchive + modelPassages * ofModel) / (own.count + modelPassages);
  };
  const known = { cyrillic: of("cyrillic"), latin: of("latin") };
  return {
    of: (script) => (script === "other" ? Math.max(known.cyrillic, known.latin) : known[script]),
    deviation: deviationShare * (1 - floor),
  };
}
