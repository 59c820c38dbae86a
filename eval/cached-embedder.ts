import { existsSync, readFileSync, writeFileSync } from "node:fs";
import type { Embedder } from "../src/embedding/embedder.ts";

/** The same embedder, with every vector kept in a file: a second run of an evaluation costs no model time. */
export function cachedEmbedder(embedder: Embedder, path: string): Embedder & { save(): void } {
  const known = new Map<string, string>(existsSync(path) ? JSON.parse(readFileSync(path, "utf8")) : []);
  const decode = (text: string): Float32Array => {
    const bytes = Buffer.from(text, "base64");
    return new Float32Array(new Uint8Array(bytes).buffer);
  };
  const encode = (vector: Float32Array): string =>
    Buffer.from(vector.buffer, vector.byteOffset, vector.byteLength).toString("base64");
  const keyOf = (kind: string, text: string): string => `${embedder.fingerprint}\n${kind}\n${text}`;
  return {
    model: embedder.model,
    dimensions: embedder.dimensions,
    fingerprint: embedder.fingerprint,
    similarityFloor: embedder.similarityFloor,
    async embedQuery(text) {
      const key = keyOf("query", text);
      if (!known.has(key)) known.set(key, encode(await embedder.embedQuery(text)));
      return decode(known.get(key)!);
    },
    async embedPassages(texts, options) {
      const missing = texts.filter((text) => !known.has(keyOf("passage", text)));
      const made = await embedder.embedPassages(missing, options);
      for (const [index, text] of missing.entries()) known.set(keyOf("passage", text), encode(made[index]!));
      return texts.map((text) => decode(known.get(keyOf("passage", text))!));
    },
    save() {
      writeFileSync(path, JSON.stringify([...known]));
    },
    close: () => embedder.close(),
  };
}
