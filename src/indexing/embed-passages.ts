import type { Passage } from "../domain.ts";
import type { Embedder } from "../embedding/embedder.ts";
import { encodeSentences } from "../embedding/sentence-codes.ts";
import { throwIfCancelled } from "../errors.ts";
import { countIndex } from "../index/sqlite/count-index.ts";
import type { PassageVectors } from "../index/sqlite/next-vectors.ts";
import { listPassages, listPassagesToEmbed } from "../index/sqlite/passages.ts";
import { getVectors, putVectors } from "../index/sqlite/put-vectors.ts";
import { countSentenceCodes, findSentenceCodes, putSentenceCodes } from "../index/sqlite/sentence-vectors.ts";
import { cutSentences, sentenceFingerprint } from "../language/cut-sentences.ts";
import type { Span } from "../language/split-sentences.ts";
import { type Database, transaction } from "../storage/database.ts";
import { listWords } from "../storage/words.ts";

type EmbedPassagesOptions = {
  /** Only passages of this transcription; default: every passage without a vector or without sentence vectors. */
  transcriptionId?: number | undefined;
  /** Passages in a commit: what an interruption loses. Default 8, about two seconds of work. */
  batchSize?: number | undefined;
  signal?: AbortSignal | undefined;
  /** After each commit. `total` is what was missing at the start. */
  onProgress?: ((progress: { done: number; total: number }) => void) | undefined;
};

type Parts = { db: Database; embedder: Embedder };

/**
 * Embeds what is missing, batch by batch, each batch committed: passages, and their sentences (see `cutSentences`), which takes
 * as long again, since the same words go through the model twice. Interrupted work goes on where it stopped; a passage that
 * has its vector only gets sentence vectors. The embedder's fingerprint must be the active one (`setActiveEmbedding`).
 * Returns how many passages were completed. Throws `cancelled`, and what the embedder throws.
 */
export async function embedPassages(parts: Parts, options: EmbedPassagesOptions = {}): Promise<number> {
  const { db, embedder } = parts;
  const { transcriptionId, batchSize = 8, signal, onProgress } = options;
  const sentences = sentenceFingerprint(embedder.fingerprint);
  const listNext = (afterId: number): Passage[] =>
    transcriptionId === undefined
      ? listPassagesToEmbed(db, embedder.fingerprint, { limit: batchSize, sentences, afterId })
      : listMissing(parts, transcriptionId).filter((passage) => passage.id > afterId);
  const total =
    transcriptionId === undefined
      ? countIndex(db).passages - countSentenceCodes(db, sentences)
      : listNext(0).length;
  let done = 0;
  let afterId = 0;
  for (;;) {
    throwIfCancelled(signal, "embedding of passages");
    const batch = listNext(afterId).slice(0, batchSize);
    if (batch.length === 0) return done;
    await embedBatch(parts, batch, signal);
    done += batch.length;
    afterId = batch.at(-1)!.id;
    onProgress?.({ done, total: Math.max(total, done) });
  }
}

/** New vectors of passages and of their sentences, whether they have some or not. Nothing is stored. */
export async function makeVectors(
  { db, embedder }: Parts,
  batch: readonly Passage[],
  signal: AbortSignal | undefined,
): Promise<Map<number, PassageVectors>> {
  const cut = batch.map((passage) => cutText(db, passage));
  const texts = [...batch.map((passage) => passage.text), ...cut.flat().map((sentence) => sentence.text)];
  const made = (await embedder.embedPassages(texts, { signal })).values();
  const vectors = batch.map(() => made.next().value!);
  return new Map(
    batch.map((passage, at) => {
      const sentences = cut[at]!.map(({ first }) => ({ firstWord: first, vector: made.next().value! }));
      return [passage.id, { vector: vectors[at]!, codes: encodeSentences(vectors[at]!, sentences) }];
    }),
  );
}

/** Passages and sentences go to the model together: it batches texts of similar length. */
async function embedBatch(
  { db, embedder }: Parts,
  batch: readonly Passage[],
  signal: AbortSignal | undefined,
): Promise<void> {
  const known = getVectors(
    db,
    batch.map((passage) => passage.id),
    embedder.fingerprint,
  );
  const unknown = batch.filter((passage) => !known.has(passage.id));
  const cut = batch.map((passage) => cutText(db, passage));
  const texts = [...unknown.map((passage) => passage.text), ...cut.flat().map((sentence) => sentence.text)];
  const made = (await embedder.embedPassages(texts, { signal })).values();
  const vectors = new Map(unknown.map((passage) => [passage.id, made.next().value!]));
  const codes = new Map(
    batch.map((passage, at) => {
      const sentences = cut[at]!.map(({ first }) => ({ firstWord: first, vector: made.next().value! }));
      return [passage.id, encodeSentences(vectors.get(passage.id) ?? known.get(passage.id)!, sentences)];
    }),
  );
  transaction(db, () => {
    const { fingerprint } = embedder;
    if (vectors.size > 0) putVectors(db, vectors, fingerprint);
    putSentenceCodes(db, codes, { embedding: fingerprint, sentences: sentenceFingerprint(fingerprint) });
  });
}

/** The sentences of a passage with their text; none for a passage of a single sentence, whose vector is the passage's. */
function cutText(
  db: Database,
  { transcriptionId, firstWord, wordCount }: Passage,
): (Span & { text: string })[] {
  const words = listWords(db, transcriptionId, { firstWord, wordCount });
  const sentences = cutSentences(words);
  if (sentences.length < 2) return [];
  return sentences.map(({ first, end }) => {
    const own = words.slice(first, end).map((word) => word.text);
    return { first, end, text: own.join(" ") };
  });
}

function listMissing({ db, embedder }: Parts, transcriptionId: number): Passage[] {
  const passages = listPassages(db, transcriptionId);
  const ids = passages.map((passage) => passage.id);
  const vectors = getVectors(db, ids, embedder.fingerprint);
  const sentences = findSentenceCodes(db, ids, sentenceFingerprint(embedder.fingerprint));
  return passages.filter(({ id }) => !vectors.has(id) || !sentences.has(id)).sort((a, b) => a.id - b.id);
}
