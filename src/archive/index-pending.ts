import { randomUUID } from "node:crypto";
import { setImmediate as nextTurn } from "node:timers/promises";
import { throwIfCancelled } from "../errors.ts";
import { assertNoRebuild } from "../index/find-rebuild.ts";
import { countIndex } from "../index/sqlite/count-index.ts";
import { refillVectorTable } from "../index/sqlite/index-tables.ts";
import { removePassages } from "../index/sqlite/passages.ts";
import { listRetiredTranscriptions, listTranscriptionsWithPassages } from "../index/sqlite/pending-index.ts";
import { rebuildTextTables } from "../index/sqlite/rebuild-text-tables.ts";
import { markNotIndexed } from "../index/sqlite/repair-rows.ts";
import { findWrongPassages } from "../indexing/find-wrong-passages.ts";
import { log } from "../log.ts";
import { thisOwner } from "../process-owner.ts";
import type { IndexResult } from "../stages/index-and-embed.ts";
import type { WorkOptions } from "../stages/work-progress.ts";
import { transaction } from "../storage/database.ts";
import { resetAttempts } from "../storage/jobs.ts";
import { withLease } from "../storage/with-lease.ts";
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

/**
 * Makes the index again from the transcripts, beside the one in use, which answers until then. See `Archive.rebuildIndex`.
 * @throws ArchiveError `archive-busy` while another process does it
 */
export async function rebuildIndex(parts: ArchiveParts, options: RebuildOptions): Promise<IndexResult> {
  const { db } = parts;
  // Of its own owner: two rebuilds in one process would use the same tables.
  const owner = `${thisOwner}:${randomUUID()}`;
  const done = await withLease(db, "rebuild-index", 0, () => rebuild(parts, options), owner);
  if (done) return done.result;
  assertNoRebuild(db);
  // It has ended meanwhile.
  return rebuildIndex(parts, options);
}

async function rebuild(
  parts: ArchiveParts,
  { vectors = false, signal, onProgress }: RebuildOptions,
): Promise<IndexResult> {
  const { db } = parts;
  transaction(db, () => {
    resetAttempts(db, "index");
    resetAttempts(db, "embed");
  });
  for (const wrong of findWrongPassages(db)) {
    if (wrong !== undefined) markNotIndexed(db, [wrong]);
    throwIfCancelled(signal, "the rebuild of the index");
    await nextTurn();
  }
  const total = countIndex(db).passages;
  const report = (done: number) =>
    onProgress?.({ stage: "index", subject: "", done, total: Math.max(done, total), unit: "passages" });
  await rebuildTextTables(db, { signal, onProgress: report });
  for (const id of listRetiredTranscriptions(db)) removePassages(db, id);
  // One transaction, too, as vec0 tables cannot be renamed: 20 000 vectors take 0.2 s.
  refillVectorTable(db);
  log("info", "index-rebuilt", { vectors });
  const renewed = vectors ? await renewVectors(parts, { signal, onProgress }) : { done: 0, failed: 0 };
  // What was not indexed by the rules of today, or came meanwhile.
  const pending = await indexPending(parts, { signal, onProgress });
  return {
    transcriptions: listTranscriptionsWithPassages(db).length,
    passages: countIndex(db).passages,
    embedded: renewed.done + pending.embedded,
    failed: Math.max(renewed.failed, pending.failed),
  };
}

async function renewVectors(parts: ArchiveParts, options: WorkOptions) {
  const embedder = await parts.models.passageEmbedder();
  const stage = await import("../stages/renew-vectors.ts");
  return stage.renewVectors({ db: parts.db, embedder }, options);
}
