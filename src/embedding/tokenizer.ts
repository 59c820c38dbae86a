/** Text into the ids a model was trained on. */
export interface Tokenizer {
  /** Id that fills short rows of a batch; masked out, so its value never matters to the vectors. */
  readonly padId: number;
  /** The ids of `text` between the model's start and end marks, at most `maxTokens` with them. */
  encode(text: string, maxTokens: number): number[];
}
