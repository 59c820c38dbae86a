import { DatabaseSync } from "node:sqlite";
import type { Embedder } from "../src/embedding/embedder.ts";

/**
 * The same embedder, with every vector kept in a file: a second run of an evaluation costs no model time, and several
 * runs at once share what they make.
 */
export function cachedEmbedder(embedder: Embedder, path: string): Embedder {
  const db = new DatabaseSync(path, { timeout: 60_000 });
  db.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF;
    CREATE TABLE IF NOT EXISTS vectors(key TEXT PRIMARY KEY, vector BLOB NOT NULL) WITHOUT ROWID`);
  const select = db.prepare("SELECT vector FROM vectors WHERE key = ?");
  const insert = db.prepare("INSERT OR REPLACE INTO vectors VALUES (?, ?)");
  const keyOf = (kind: string, text: string): string => `${embedder.fingerprint}\n${kind}\n${text}`;
  const find = (key: string): Float32Array | undefined => {
    const row = select.get(key) as { vector: Uint8Array } | undefined;
    return row && new Float32Array(row.vector.slice().buffer);
  };
  const keep = (key: string, vector: Float32Array): void => {
    insert.run(key, new Uint8Array(vector.buffer, vector.byteOffset, vector.byteLength));
  };
  const cached: Embedder = {
    model: embedder.model,
    dimensions: embedder.dimensions,
    fingerprint: embedder.fingerprint,
    similarityFloor: embedder.similarityFloor,
    async embedQuery(text) {
      const key = keyOf("query", text);
      const known = find(key);
      if (known) return known;
      const made = await embedder.embedQuery(text);
      keep(key, made);
      return made;
    },
    async embedPassages(texts, options) {
      const missing = [...new Set(texts)].filter((text) => !find(keyOf("passage", text)));
      const made = missing.length > 0 ? await embedder.embedPassages(missing, options) : [];
      for (const [at, text] of missing.entries()) keep(keyOf("passage", text), made[at]!);
      return texts.map((text) => find(keyOf("passage", text))!);
    },
    async close() {
      db.close();
      await embedder.close();
    },
    [Symbol.asyncDispose]: () => cached.close(),
  };
  return cached;
}
