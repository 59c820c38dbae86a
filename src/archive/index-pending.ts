import {
  optimizeTextTables,
  recreateTextTables,
  refillVectorTable,
  removeAllVectors,
} from "../index/sqlite/index-tables.ts";
import { log } from "../log.ts";
import type { IndexResult } from "../stages/index-and-embed.ts";
import type { WorkOptions } from "../stages/work-progress.ts";
import { transaction } from "../storage/database.ts";
import { resetAttempts } from "../storage/jobs.ts";
import type { ArchiveParts } from "./archive-parts.ts";

/** Indexes and embeds what is transcribed and cannot be found yet. See `Archive.indexPending`. */
export async function indexPending(parts: ArchiveParts, options: WorkOptions): Promise<IndexResult> {
  const embedder = await parts.models.passageEmbedder();
  const stage = await import("../stages/index-and-embed.ts");
  return stage.indexAndEmbed({ db: parts.db, embedder }, options);
}

export type RebuildOptions = WorkOptions & {
  /** Make the vectors again, too. Default: vectors of the same model are kept. */
  vectors?: boolean | undefined;
};

/** Makes the index again from the transcripts. See `Archive.rebuildIndex`. */
export async function rebuildIndex(parts: ArchiveParts, options: RebuildOptions): Promise<IndexResult> {
  const { vectors = false } = options;
  clearIndex(parts, vectors);
  log("info", "index-cleared", { vectors });
  const done = await indexPending(parts, options);
  optimizeTextTables(parts.db);
  return done;
}

/** Makes every transcription count as not indexed, with new and empty text tables. */
function clearIndex({ db }: ArchiveParts, vectors: boolean): void {
  transaction(db, () => {
    resetAttempts(db, "index");
    resetAttempts(db, "embed");
    recreateTextTables(db);
    if (vectors) removeAllVectors(db);
    else refillVectorTable(db);
  });
}
