import type { Database } from "../../storage/database.ts";
import { findActiveEmbedding } from "./index-tables.ts";

/**
 * Counts the passages in the index, and those with a vector of the active embedding: 0 while another one than `fingerprint`
 * is active.
 */
export function countIndex(db: Database, fingerprint?: string): { passages: number; vectors: number } {
  // From FTS5's own table of documents: counting through FTS5 takes a hundred times as long.
  return {
    ...db.get<{ passages: number; vectors: number }>(
      `select (select count(*) from passages_stems_docsize) as passages,
         coalesce((select vectors from vector_counts where fingerprint_id = ?), 0) as vectors`,
      findActiveEmbedding(db, fingerprint)?.fingerprintId ?? null,
    )!,
  };
}
