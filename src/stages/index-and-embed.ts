/** Makes transcripts searchable. What is not indexed or embedded by the current rules is found by a query. */

import type { Embedder } from "../embedding/embedder.ts";
import { throwIfCancelled } from "../errors.ts";
import { countIndex } from "../index/sqlite/count-index.ts";
import { findActiveEmbedding, setActiveEmbedding } from "../index/sqlite/index-tables.ts";
import { listPassagesToEmbed } from "../index/sqlite/passages.ts";
import { countSentenceCodes } from "../index/sqlite/sentence-vectors.ts";
import { embedPassages } from "../indexing/embed-passages.ts";
import { sentenceFingerprint } from "../language/cut-sentences.ts";
import type { Database } from "../storage/database.ts";
import { attempt } from "./attempt.ts";
import { indexMissing } from "./index-missing.ts";
import { renewVectors } from "./renew-vectors.ts";
import type { WorkOptions } from "./work-progress.ts";

export type IndexDeps = { db: Database; embedder: Embedder };

export type IndexResult = { transcriptions: number; passages: number; embedded: number; failed: number };

/**
 * Indexes and embeds all that is missing; continues an interrupted run. If the settings name another embedding model than
 * the active one, its vectors are made beside the old ones, which answer until then, and it becomes active. A subject that fails is counted and left for a later run.
 * @throws ArchiveError `cancelled`, `model-missing`
 */
export async function indexAndEmbed(deps: IndexDeps, options: WorkOptions = {}): Promise<IndexResult> {
  const { db, embedder } = deps;
  const isInUse = (active = findActiveEmbedding(db)) =>
    active !== undefined && active.fingerprint !== embedder.fingerprint && countIndex(db).vectors > 0;
  if (!isInUse())
    setActiveEmbedding(db, { fingerprint: embedder.fingerprint, dimensions: embedder.dimensions });
  const indexed = await indexMissing(deps, options);
  const renewed = isInUse() ? await renewVectors(deps, options) : { done: 0, failed: 0 };
  const embedded = await embedMissing(deps, options);
  return {
    ...indexed,
    embedded: renewed.done + embedded.done,
    failed: indexed.failed + Math.max(renewed.failed, embedded.failed),
  };
}

async function embedMissing({ db, embedder }: IndexDeps, { signal, onProgress }: WorkOptions) {
  const counts = { done: 0, failed: 0 };
  const sentences = sentenceFingerprint(embedder.fingerprint);
  const total = countIndex(db).passages - countSentenceCodes(db, sentences);
  const failedIds = new Set<number>();
  let afterId = 0;
  while (true) {
    throwIfCancelled(signal, "embedding");
    const [next] = listPassagesToEmbed(db, embedder.fingerprint, { limit: 1, sentences, afterId });
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
    const embed = () => embedPassages({ db, embedder }, { transcriptionId, signal, onProgress: report });
    const done = await attempt(db, "embed", transcriptionId, embed);
    if ("error" in done) {
      failedIds.add(transcriptionId);
      counts.failed++;
    }
  }
}
