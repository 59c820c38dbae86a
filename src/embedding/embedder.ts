export type EmbedOptions = {
  signal?: AbortSignal | undefined;
  /** Called after each batch with the number of texts done so far. */
  onProgress?: ((done: number) => void) | undefined;
};

/** Text in, unit vectors out. A vector never depends on which other texts are embedded with it. */
export interface Embedder extends AsyncDisposable {
  /** Registry name, e.g. `multilingual-e5-small-ru-en`. */
  readonly model: string;
  readonly dimensions: number;
  /** Everything that shapes a vector (model, revision, pooling, prefixes, arithmetic mode): vectors of two fingerprints never mix. */
  readonly fingerprint: string;
  /** The cosine of unrelated texts in this model: where the scale of similarity begins. */
  readonly similarityFloor: number;
  /** L2-normalised vector of a question. An empty or blank text is `invalid-input`. */
  embedQuery(text: string): Promise<Float32Array>;
  /** L2-normalised vectors of passages, in the order given. Long texts are cut to what the model takes. */
  embedPassages(texts: readonly string[], options?: EmbedOptions): Promise<Float32Array[]>;
  close(): Promise<void>;
}
