import { listWordsOfLength } from "../index/sqlite/vocabulary.ts";
import { editDistance, letterBits, minDistance } from "../language/edit-distance.ts";
import { isStopWord } from "../language/stop-words.ts";
import type { Token } from "../language/token.ts";
import type { Database } from "../storage/database.ts";
import { searchTuning } from "./search-tuning.ts";

const { maxSpellings, maxEndingLetters: ending } = searchTuning.variants;

/**
 * Of seven letters on a word may have two errors, of four on one; shorter ones are too near to each other. In a question of
 * many words one that the archive lacks is more often right than misspelt: there only one error in a long word counts.
 */
function maxErrors(word: string, inQuestion: boolean): number {
  if (word.length >= 7) return inQuestion ? 1 : 2;
  if (inQuestion) return 0;
  return word.length >= 4 ? 1 : 0;
}

/**
 * Words of the archive that a word it does not have may have been meant for: those with the fewest letters inserted,
 * dropped, changed or swapped, among them the most frequent. The word as typed or its stem is compared, and the first
 * letter is taken to be right (or swapped with the second).
 */
export function findSpellings(
  db: Database,
  { word, stem }: Pick<Token, "word" | "stem">,
  { frequencyOf, inQuestion }: { frequencyOf: (stem: string) => number; inQuestion: boolean },
): { stem: string; word: string }[] {
  const most = maxErrors(word, inQuestion);
  const maxOfStem = Math.min(most, maxErrors(stem, inQuestion));
  if (most === 0) return [];
  const lengths = { shortest: word.length - most - ending, longest: word.length + most + ending };
  const bits = letterBits(word);
  const bitsOfStem = letterBits(stem);
  let least = most;
  let nearest = new Map<string, string>();
  const letters = [...new Set([...word].slice(0, 2))];
  for (const other of letters.flatMap((letter) => listWordsOfLength(db, letter, lengths))) {
    // What any passage has says nothing: «bees» was not meant for "been".
    if (!beginsAlike(word, other.word) || isStopWord(other.word)) continue;
    let distance = most + 1;
    if (minDistance(bits, letterBits(other.word)) <= least) distance = editDistance(word, other.word, least);
    if (distance > 0 && minDistance(bitsOfStem, letterBits(other.stem)) <= Math.min(least, maxOfStem)) {
      const ofStem = editDistance(stem, other.stem, Math.min(least, maxOfStem));
      if (ofStem <= maxOfStem) distance = Math.min(distance, ofStem);
    }
    if (distance > least) continue;
    if (distance < least) nearest = new Map();
    least = distance;
    if (!nearest.has(other.stem)) nearest.set(other.stem, other.word);
  }
  return [...nearest]
    .map(([stem, word]) => ({ stem, word, frequency: frequencyOf(stem) }))
    .filter((one) => one.frequency > 0)
    .sort((a, b) => b.frequency - a.frequency || (a.stem < b.stem ? -1 : 1))
    .slice(0, maxSpellings)
    .map(({ stem, word }) => ({ stem, word }));
}

function beginsAlike(a: string, b: string): boolean {
  if (a.charCodeAt(0) === b.charCodeAt(0)) return true;
  return a.charCodeAt(0) === b.charCodeAt(1) && a.charCodeAt(1) === b.charCodeAt(0);
}
