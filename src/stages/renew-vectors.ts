/** New vectors for all passages, of the same model or another one, beside those that answer meanwhile. */

import type { Embedder } from "../embedding/embedder.ts";
import { throwIfCancelled } from "../errors.ts";
import { countIndex } from "../index/sqlite/count-index.ts";
import { keepNextVectorsOf, putNextVectors, switchToNextVectors } from "../index/sqlite/next-vectors.ts";
import { listPassagesToEmbed } from "../index/sqlite/passages.ts";
import { makeVectors } from "../indexing/embed-passages.ts";
import { sentenceFingerprint } from "../language/cut-sentences.ts";
import type { Database } from "../storage/database.ts";
import { attempt } from "./attempt.ts";
import type { WorkOptions } from "./work-progress.ts";

/** Passages in a commit: what an interruption loses, about two seconds of work. */
const passagesTogether = 8;

/**
 * Embeds every passage and switches at the end. Interrupted work goes on with the next call. A passage that fails has no
 * vector afterwards.
 * @returns how many were embedded, and how many failed
 * @throws ArchiveError `cancelled`, `model-missing`
 */
export async function renewVectors(
  { db, embedder }: { db: Database; embedder: Embedder },
  { signal, onProgress }: WorkOptions,
): Promise<{ done: number; failed: number }> {
  const { fingerprint, dimensions } = embedder;
  const embedding = { fingerprint, dimensions, sentences: sentenceFingerprint(fingerprint) };
  keepNextVectorsOf(db, fingerprint);
  let done = 0;
  let failed = 0;
  for (let afterId = 0; ; ) {
    throwIfCancelled(signal, "embedding");
    const batch = listPassagesToEmbed(db, fingerprint, { limit: passagesTogether, afterId, isNext: true });
    const last = batch.at(-1);
    if (!last) break;
    // One attempt is of one transcription.
    const { transcriptionId } = batch[0]!;
    const own = batch.filter((passage) => passage.transcriptionId === transcriptionId);
    const outcome = await attempt(db, "embed", transcriptionId, async () =>
      putNextVectors(db, await makeVectors({ db, embedder }, own, signal), embedding),
    );
    afterId = own.at(-1)!.id;
    if ("error" in outcome) failed += own.length;
    else done += own.length;
    const total = Math.max(countIndex(db).passages, done);
    onProgress?.({ stage: "embed", subject: "", done, total, unit: "passages" });
  }
  switchToNextVectors(db, embedding);
  return { done, failed };
}
