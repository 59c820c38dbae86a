/** Indexes transcriptions that are not indexed by the current rules, several small ones in one transaction. */

import { isArchiveError, throwIfCancelled } from "../errors.ts";
import { listTranscriptionsToIndex } from "../index/sqlite/pending-index.ts";
import { indexFingerprint, indexTranscriptions } from "../indexing/index-transcription.ts";
import { errorFields, log } from "../log.ts";
import { type Database, transaction } from "../storage/database.ts";
import { clearAttempts, findAttempts, startAttempt, withdrawAttempt } from "../storage/jobs.ts";
import { attempt } from "./attempt.ts";
import type { WorkOptions } from "./work-progress.ts";

/** Transcriptions looked up at once. */
const lookupLimit = 32;

/**
 * Words written in one transaction, some 60 passages and 15 ms, unless one transcription alone has more. Each transaction
 * waits for the disk and adds a segment to the full-text tables that has to be merged later: 1000 notes of a minute each
 * take 0.8 s so, and 2.2 s with a transaction for each.
 */
const maxWordsTogether = 8_000;

/**
 * Indexes all that is missing. A transcription that fails is counted and left for a later run. One that was tried before is
 * tried alone: if it crashed the program, it must not take others down with it again.
 * @throws ArchiveError `cancelled`
 */
export async function indexMissing(
  { db }: { db: Database },
  { signal, onProgress }: WorkOptions,
): Promise<{ transcriptions: number; passages: number; failed: number }> {
  const counts = { transcriptions: 0, passages: 0, failed: 0 };
  const failedIds = new Set<number>();
  const indexAlone = async (id: number) => {
    const done = await attempt(db, "index", id, async () => indexTranscriptions(db, [id]));
    if ("error" in done) failedIds.add(id);
    else count(done.result);
  };
  const count = (passages: readonly (readonly unknown[])[]) => {
    counts.transcriptions += passages.length;
    counts.passages += passages.reduce((sum, own) => sum + own.length, 0);
  };
  while (true) {
    const missing = listTranscriptionsToIndex(db, indexFingerprint, { limit: lookupLimit + failedIds.size });
    const batch = missing.filter(({ id }) => !failedIds.has(id));
    if (batch.length === 0) return { ...counts, failed: failedIds.size };
    for (const ids of groupTogether(db, batch)) {
      throwIfCancelled(signal, "indexing");
      const together = ids.length > 1 ? indexTogether(db, ids) : undefined;
      if (together) count(together);
      else for (const id of ids) await indexAlone(id);
      onProgress?.({
        stage: "index",
        subject: "",
        done: counts.transcriptions,
        total: null,
        unit: "transcriptions",
      });
      await new Promise((resolve) => setImmediate(resolve));
    }
  }
}

function groupTogether(db: Database, batch: readonly { id: number; wordCount: number }[]): number[][] {
  const groups: number[][] = [];
  let words = Number.POSITIVE_INFINITY;
  for (const { id, wordCount } of batch) {
    const isAlone = findAttempts(db, "index", id) !== undefined;
    words += wordCount;
    if (isAlone || words > maxWordsTogether) {
      groups.push([]);
      words = isAlone ? Number.POSITIVE_INFINITY : wordCount;
    }
    groups.at(-1)!.push(id);
  }
  return groups;
}

/**
 * The attempts are counted before the work begins, as in `attempt`. Undefined when one of the transcriptions failed: then
 * nothing is written, no attempt is counted, and each has to be tried alone to find out which.
 */
function indexTogether(db: Database, ids: readonly number[]) {
  transaction(db, () => {
    for (const id of ids) startAttempt(db, "index", id);
  });
  try {
    return indexTranscriptions(db, ids, () => {
      for (const id of ids) clearAttempts(db, "index", id);
    });
  } catch (error) {
    transaction(db, () => {
      for (const id of ids) withdrawAttempt(db, "index", id);
    });
    if (isArchiveError(error, "disk-full") || isArchiveError(error, "archive-busy")) throw error;
    log("warn", "index-batch-failed", { count: ids.length, ...errorFields(error) });
    return undefined;
  }
}
