import { findActiveEmbedding } from "../index/sqlite/index-tables.ts";
import { type ResidentState, ResidentVectors } from "../index/sqlite/resident-vectors.ts";
import type { Database } from "../storage/database.ts";

/**
 * Loads the vectors as a program that asks often does, and measures what its search keeps of the nearest hundred. Null
 * where the archive is so small that every vector is compared anyway, or has none.
 */
export function measureVectors(db: Database): ResidentState | null {
  const embedding = findActiveEmbedding(db);
  if (!embedding) return null;
  const vectors = new ResidentVectors(db);
  try {
    vectors.load(embedding);
    return vectors.describe() ?? null;
  } finally {
    vectors.close();
  }
}
