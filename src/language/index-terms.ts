import { analyseText, isUnspaced, stemsToIndex } from "./analyse-text.ts";
import { soundKeysOf } from "./phonetic-key.ts";
import type { Script, Token } from "./token.ts";

/** A word of the archive's vocabulary. */
type VocabularyWord = {
  /** Folded. */
  word: string;
  stem: string;
  script: Script;
  /** Words that sound alike share one: none for digits and other scripts. */
  soundKeys: string[];
};

export type IndexTerms = {
  /** What the text index stores: stems in order, then compounds and readings, joined by spaces. */
  stems: string;
  /** The words as spoken, each once. */
  words: VocabularyWord[];
};

/** What the indexes take of a text. */
export function indexTerms(text: string): IndexTerms {
  const analysis = analyseText(text);
  const words = new Set<VocabularyWord>();
  for (const token of [...analysis.tokens, ...analysis.compounds]) {
    // A character of Chinese is no word, and is found as it is.
    const isWord =
      token.word.length <= maxWordLength && !(token.script === "other" && isUnspaced(token.word));
    if (isWord) words.add(vocabularyWord(token));
  }
  return {
    stems: stemsToIndex(analysis).join(" "),
    words: [...words],
  };
}

/** Anything longer is not a word: it can be found as it is, but is not in the vocabulary. */
const maxWordLength = 64;

/** One object for one word, so that a set of them holds each word once. */
const known = new Map<string, VocabularyWord>();
const knownKept = 100_000;

function vocabularyWord({ word, stem, script }: Token): VocabularyWord {
  let found = known.get(word);
  if (!found || found.stem !== stem) {
    if (known.size >= knownKept) known.clear();
    found = { word, stem, script, soundKeys: soundKeysOf(word, stem, script) };
    known.set(word, found);
  }
  return found;
}
