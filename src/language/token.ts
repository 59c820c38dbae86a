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
