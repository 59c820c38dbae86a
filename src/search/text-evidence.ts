import type { TextQuery } from "../index/candidate-engine.ts";
import { findWithAll, scoreText } from "../index/sqlite/find-by-text.ts";
import type { Spelling } from "../index/sqlite/match-expression.ts";
import type { Database } from "../storage/database.ts";
import type { ExpandedQuery, ExpandedWord, Variant } from "./expand-query.ts";

/** The stems with full weight: those of the words themselves. */
function ownStems(words: readonly ExpandedWord[]): string[] {
  const stems = words.flatMap(({ stems, closedUp, variants }) => [
    ...stems,
    ...(closedUp ? [closedUp] : []),
    ...variants.filter((variant) => variant.weight === 1).map((variant) => variant.stem),
  ]);
  return [...new Set(stems)];
}

/** The query for passages with any of the words or their variants and none of the excluded stems. */
export function wordsQuery({ words, excludedStems }: ExpandedQuery): TextQuery {
  const variants = words.flatMap((word) => word.variants.map((variant) => variant.stem));
  return { terms: [...new Set([...ownStems(words), ...variants])], phrases: [], excluded: excludedStems };
}

/**
 * bm25 of these passages for the words themselves, plus that for variants times their weight, so that the word as it was
 * asked for ranks before one that only sounds like it. Passages without a match are absent.
 */
export function scoreWords(
  db: Database,
  { words }: ExpandedQuery,
  passageIds: readonly number[],
): Map<number, number> {
  const own = new Set(ownStems(words));
  const scores = new Map(scoreText(db, { terms: [...own], phrases: [], excluded: [] }, passageIds));
  const weak = words.flatMap((word) =>
    word.variants.filter(({ weight, stem }) => weight < 1 && !own.has(stem)),
  );
  for (const [weight, variants] of Map.groupBy(weak, (variant: Variant) => variant.weight)) {
    const terms = [...new Set(variants.map((variant) => variant.stem))];
    for (const [id, score] of scoreText(db, { terms, phrases: [], excluded: [] }, passageIds)) {
      scores.set(id, (scores.get(id) ?? 0) + weight * score);
    }
  }
  return scores;
}

/**
 * Which of these passages have every word of the question: as typed, closed up, or as a variant that is not a guess
 * (`withoutGuesses`).
 */
export function findAllWords(
  db: Database,
  { words }: ExpandedQuery,
  passageIds: readonly number[],
): Set<number> {
  return findWithAll(db, withoutGuesses(words).map(spellingsOf), passageIds);
}

/**
 * The words without variants that are guesses: «stators attached» is not in «state, attached», and «сад» is not in said. But a
 * question of a single word that nobody says was most likely misspelt: its spellings stay.
 */
export function withoutGuesses(words: readonly ExpandedWord[]): ExpandedWord[] {
  const isMisspelt = (variant: Variant) => words.length === 1 && variant.why === "spelling";
  return words.map((word) => ({
    ...word,
    variants: word.variants.filter((variant) => !variant.isGuess || isMisspelt(variant)),
  }));
}

/** The ways a word may be written, each as the stems that must all occur. */
export function spellingsOf({ stems, closedUp, variants }: ExpandedWord): Spelling[] {
  return [stems, closedUp === null ? [] : [closedUp], ...variants.map((variant) => [variant.stem])];
}
