import { listWordsOfLength } from "../index/sqlite/vocabulary.ts";
import { editDistance, leastDistance, letterBits } from "../language/edit-distance.ts";
import { isStopWord } from "../language/stop-words.ts";
import type { Token } from "../language/token.ts";
import type { Database } from "../storage/database.ts";

const mostFound = 3;
/** Endings differ by up to so many letters. */
const ending = 3;

/**
 * Of seven letters on a word may have two errors, of four on one; shorter ones are too near to each other. In a question of
 * many words one that the archive lacks is more often right than misspelt: there only one error in a long word counts.
 */
function mostErrors(word: string, inQuestion: boolean): number {
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
  const most = mostErrors(word, inQuestion);
  const mostOfStem = Math.min(most, mostErrors(stem, inQuestion));
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
    if (leastDistance(bits, letterBits(other.word)) <= least)
      distance = editDistance(word, other.word, least);
    if (distance > 0 && leastDistance(bitsOfStem, letterBits(other.stem)) <= Math.min(least, mostOfStem)) {
      const ofStem = editDistance(stem, other.stem, Math.min(least, mostOfStem));
      if (ofStem <= mostOfStem) distance = Math.min(distance, ofStem);
    }
    if (distance > least) continue;
    if (distance < least) nearest = new Map();
    least = distance;
    if (!nearest.has(other.stem)) nearest.set(other.stem, other.word);
  }
  return [...nearest]
    .map(([stem, word]) => ({ stem, word, frequency: frequencyOf(stem) }))
    .filter((one) => one.frequency > 0)
    .sort((one, other) => other.frequency - one.frequency || (one.stem < other.stem ? -1 : 1))
    .slice(0, mostFound)
    .map(({ stem, word }) => ({ stem, word }));
}

function beginsAlike(one: string, other: string): boolean {
  if (one.charCodeAt(0) === other.charCodeAt(0)) return true;
  return one.charCodeAt(0) === other.charCodeAt(1) && one.charCodeAt(1) === other.charCodeAt(0);
}
