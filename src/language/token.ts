/** Decides the stemmer of a word: by its last letter, since the ending is what is cut. */
export type Script = "cyrillic" | "latin" | "other";

/** One word of a text, as the index sees it. */
export type Token = {
  /** Place in the text given: UTF-16 offsets, end exclusive. */
  from: number;
  to: number;
  /** Folded word (lower case, ё as е, no accents or apostrophes): what a phrase compares. Letters and digits only. */
  word: string;
  /** What the index matches. Letters and digits only, never empty. */
  stem: string;
  script: Script;
};

/**
 * What words say in another writing. `isPart`: a part of it only, such as the last seven digits of a phone number. The index
 * has it, so that a question for the part finds it; a question for the whole does not ask for it.
 */
export type Reading = Token & { isPart?: boolean };

/** Quicker than a pattern, for what is asked of every word of a text. */
export function startsWithDigit(word: string): boolean {
  const unit = word.charCodeAt(0);
  return unit >= 48 && unit <= 57;
}
