import type { Database } from "../../storage/database.ts";
import { findActiveEmbedding } from "./index-tables.ts";

/**
 * Passages in the index, and how many of them have a vector of the active embedding: none where another one than
 * `fingerprint` is active.
 */
export function countIndex(db: Database, fingerprint?: string): { passages: number; vectors: number } {
  // FTS5's own table of documents: to count them through FTS5 itself takes a hundred times as long.
  return {
    ...db.get<{ passages: number; vectors: number }>(
      `select (select count(*) from passages_stems_docsize) as passages,
         coalesce((select vectors from vector_counts where fingerprint_id = ?), 0) as vectors`,
      findActiveEmbedding(db, fingerprint)?.fingerprintId ?? null,
    )!,
  };
}
