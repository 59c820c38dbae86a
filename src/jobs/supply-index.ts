/** What is said becomes findable: everything that is not indexed or embedded under today's rules is a query away. */

import type { Embedder } from "../embedding/embedder.ts";
import { throwIfCancelled } from "../errors.ts";
import { embedPassages } from "../indexing/embed-passages.ts";
import { indexFingerprint, indexTranscription } from "../indexing/index-transcription.ts";
import type { Database } from "../storage/database.ts";
import { setActiveEmbedding } from "../storage/index-tables.ts";
import { listTranscriptionsToIndex } from "../storage/missing.ts";
import type { PassageIndex } from "../storage/passage-index.ts";
import { listPassagesToEmbed } from "../storage/passages.ts";
import { attempt } from "./attempt.ts";
import type { WorkOptions } from "./work-progress.ts";

export type IndexSupplies = { db: Database; index: PassageIndex; embedder: Embedder };

export type SuppliedIndex = { transcriptions: number; passages: number; embedded: number; failed: number };

/** Transcriptions cut between two looks at the event loop: a signal is heard, a bar moves. */
const indexBatchSize = 32;

/**
 * Indexes and embeds all that is missing; goes on where an earlier run was cut off. Another embedding model than the
 * active one becomes active here, and its vectors are made. A subject that fails is counted and left for a later run.
 * @throws ArchiveError `cancelled`, `model-missing`
 */
export async function supplyIndex(
  supplies: IndexSupplies,
  options: WorkOptions = {},
): Promise<SuppliedIndex> {
  const { db, embedder } = supplies;
  setActiveEmbedding(db, { fingerprint: embedder.fingerprint, dimensions: embedder.dimensions });
  const indexed = await indexMissing(supplies, options);
  const embedded = await embedMissing(supplies, options);
  return { ...indexed, embedded: embedded.done, failed: indexed.failed + embedded.failed };
}

async function indexMissing({ db, index }: IndexSupplies, { signal, onProgress }: WorkOptions) {
  const counts = { transcriptions: 0, passages: 0, failed: 0 };
  const failedIds = new Set<number>();
  while (true) {
    const missing = listTranscriptionsToIndex(db, indexFingerprint, {
      limit: indexBatchSize + failedIds.size,
    });
    const batch = missing.filter(({ id }) => !failedIds.has(id));
    if (batch.length === 0) return counts;
    for (const { id } of batch) {
      throwIfCancelled(signal, "indexing");
      const done = await attempt(db, "index", id, async () => indexTranscription(db, index, id));
      if ("error" in done) {
        failedIds.add(id);
        counts.failed++;
      } else {
        counts.transcriptions++;
        counts.passages += done.result.length;
      }
      onProgress?.({
        stage: "index",
        subject: "",
        done: counts.transcriptions,
        total: null,
        unit: "transcriptions",
      });
    }
    await new Promise((resolve) => setImmediate(resolve));
  }
}

async function embedMissing({ db, index, embedder }: IndexSupplies, { signal, onProgress }: WorkOptions) {
  const counts = { done: 0, failed: 0 };
  const { passages, vectors } = index.count();
  const total = passages - vectors;
  const failedIds = new Set<number>();
  let afterId = 0;
  while (true) {
    throwIfCancelled(signal, "embedding");
    const [next] = listPassagesToEmbed(db, embedder.fingerprint, { limit: 1, afterId });
    if (!next) return counts;
    afterId = next.id;
    const { transcriptionId } = next;
    if (failedIds.has(transcriptionId)) continue;
    const before = counts.done;
    const report = (progress: { done: number }) => {
      counts.done = before + progress.done;
      onProgress?.({
        stage: "embed",
        subject: "",
        done: counts.done,
        total: Math.max(total, counts.done),
        unit: "passages",
      });
    };
    const embed = () =>
      embedPassages({ db, index, embedder }, { transcriptionId, signal, onProgress: report });
    const done = await attempt(db, "embed", transcriptionId, embed);
    if ("error" in done) {
      failedIds.add(transcriptionId);
      counts.failed++;
    }
  }
}
