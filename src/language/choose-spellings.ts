import { editDistance, letterBits, minDistance } from "./edit-distance.ts";
import { isStopWord } from "./stop-words.ts";
import type { Token } from "./token.ts";

/** See `searchTuning.variants`. */
export type SpellingRules = { maxSpellings: number; maxEndingLetters: number };

type Part = Pick<Token, "word" | "stem">;

/**
 * The first letters and lengths of words that this one may be a misspelling of. Undefined if it is too short to guess. The
 * first letter is assumed to be right, or swapped with the second.
 */
export function rangeOfSpellings(
  { word }: Part,
  { inQuestion, rules }: { inQuestion: boolean; rules: SpellingRules },
): { letters: string[]; minLetters: number; maxLetters: number } | undefined {
  const errors = maxErrors(word, inQuestion);
  if (errors === 0) return undefined;
  const more = errors + rules.maxEndingLetters;
  const letters = [...new Set([...word].slice(0, 2))];
  return { letters, minLetters: word.length - more, maxLetters: word.length + more };
}

/**
 * Chooses the words of the archive that a word it does not have was probably meant for: those with the fewest letters
 * inserted, dropped, changed or swapped. The word as typed or its stem is compared; one word for each stem.
 */
export function chooseSpellings(
  { word, stem }: Part,
  candidates: Iterable<{ word: string; stem: string }>,
  inQuestion: boolean,
): { stem: string; word: string }[] {
  const max = maxErrors(word, inQuestion);
  const maxOfStem = Math.min(max, maxErrors(stem, inQuestion));
  const bits = letterBits(word);
  const bitsOfStem = letterBits(stem);
  let fewest = max;
  let nearest = new Map<string, string>();
  for (const other of candidates) {
    // A stop word is in every passage: «bees» was not meant for "been".
    if (!beginsAlike(word, other.word) || isStopWord(other.word)) continue;
    let distance = max + 1;
    if (minDistance(bits, letterBits(other.word)) <= fewest)
      distance = editDistance(word, other.word, fewest);
    if (distance > 0 && minDistance(bitsOfStem, letterBits(other.stem)) <= Math.min(fewest, maxOfStem)) {
      const ofStem = editDistance(stem, other.stem, Math.min(fewest, maxOfStem));
      if (ofStem <= maxOfStem) distance = Math.min(distance, ofStem);
    }
    if (distance > fewest) continue;
    if (distance < fewest) nearest = new Map();
    fewest = distance;
    if (!nearest.has(other.stem)) nearest.set(other.stem, other.word);
  }
  return [...nearest].map(([stem, word]) => ({ stem, word }));
}

/**
 * A word of seven letters or more may have two errors, one of four to six letters one; shorter words are too similar to each
 * other. In a question of many words a word that the archive does not have is more often right than misspelt: there only
 * one error in a long word is allowed.
 */
function maxErrors(word: string, inQuestion: boolean): number {
  if (word.length >= 7) return inQuestion ? 1 : 2;
  if (inQuestion) return 0;
  return word.length >= 4 ? 1 : 0;
}

function beginsAlike(a: string, b: string): boolean {
  if (a.charCodeAt(0) === b.charCodeAt(0)) return true;
  return a.charCodeAt(0) === b.charCodeAt(1) && a.charCodeAt(1) === b.charCodeAt(0);
}
