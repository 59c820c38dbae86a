import type { Passage } from "../domain.ts";
import type { Embedder } from "../embedding/embedder.ts";
import { throwIfCancelled } from "../errors.ts";
import type { Database } from "../storage/database.ts";
import type { PassageIndex } from "../storage/passage-index.ts";
import { listPassages, listPassagesToEmbed } from "../storage/passages.ts";

export type EmbedPassagesOptions = {
  /** Only passages of this transcription; default: every passage that lacks a vector. */
  transcriptionId?: number | undefined;
  /** Passages between two commits: what a cut-off loses. Default 16, about two seconds of work. */
  batchSize?: number | undefined;
  signal?: AbortSignal | undefined;
  /** After each commit. `total` is what was missing at the start. */
  onProgress?: ((progress: { done: number; total: number }) => void) | undefined;
};

/**
 * Makes the vectors that are missing, batch by batch, each batch committed: work that is cut off goes on where it
 * stopped. The embedder's fingerprint must be the active one (`setActiveEmbedding`), and `index` made with it. Returns
 * how many vectors were made. Throws `cancelled`, and what the embedder throws.
 */
export async function embedPassages(
  { db, index, embedder }: { db: Database; index: PassageIndex; embedder: Embedder },
  options: EmbedPassagesOptions = {},
): Promise<number> {
  const { transcriptionId, batchSize = 16, signal, onProgress } = options;
  const listNext = (afterId: number): Passage[] =>
    transcriptionId === undefined
      ? listPassagesToEmbed(db, embedder.fingerprint, { limit: batchSize, afterId })
      : listMissing(db, index, transcriptionId).filter((passage) => passage.id > afterId);
  const { passages, vectors } = index.count();
  const total = transcriptionId === undefined ? passages - vectors : listNext(0).length;
  let done = 0;
  let afterId = 0;
  for (;;) {
    throwIfCancelled(signal, "embedding of passages");
    const batch = listNext(afterId).slice(0, batchSize);
    if (batch.length === 0) return done;
    const made = await embedder.embedPassages(
      batch.map((passage) => passage.text),
      { signal },
    );
    index.putVectors(new Map(batch.map((passage, at) => [passage.id, made[at]!])));
    done += batch.length;
    afterId = batch.at(-1)!.id;
    onProgress?.({ done, total: Math.max(total, done) });
  }
}

function listMissing(db: Database, index: PassageIndex, transcriptionId: number): Passage[] {
  const passages = listPassages(db, transcriptionId);
  const known = index.getVectors(passages.map((passage) => passage.id));
  return passages.filter((passage) => !known.has(passage.id)).sort((one, other) => one.id - other.id);
}
