import { documentFrequency } from "../index/sqlite/document-frequency.ts";
import { findWordsByPrefix } from "../index/sqlite/vocabulary.ts";
import type { Database } from "../storage/database.ts";
import { findSoundAlikes, type SoundAlike } from "./find-sound-alikes.ts";
import { findSpellings } from "./find-spellings.ts";
import type { ParsedQuery, QueryWord } from "./parse-query.ts";
import { searchTuning } from "./search-tuning.ts";

/**
 * Why a word counts as one of the question: `number` is the same number in words or digits, `transliteration` the word as
 * the other script writes it, `prefix` begins as asked, `spelling` is nearest to a word the archive does not have.
 */
export type VariantReason = "number" | "transliteration" | "prefix" | "spelling";

/**
 * What is searched beside or instead of a word: a stem of the archive, and what it counts compared with the word itself.
 * `isGuess`: it may well be another word.
 */
export type Variant = { stem: string; word: string; why: VariantReason; weight: number; isGuess: boolean };

export type ExpandedWord = QueryWord & { variants: Variant[] };

/** A word that was searched as others, too, for the answer: the first dozen of them. */
export type Expansion = { written: string; found: string[]; why: VariantReason };

export type ExpandedQuery = Omit<ParsedQuery, "words"> & {
  words: ExpandedWord[];
  /** Stems that must not occur: of excluded words, and of all words with an excluded prefix. */
  excludedStems: string[];
  expansions: Expansion[];
  /** How many passages hold each stem asked for, those of variants too. */
  frequencies: Map<string, number>;
};

const { weights } = searchTuning.variants;

/**
 * Looks up, for each word of a question, what else the archive may call it. A word found as it stands is at most joined
 * by its other script's spelling; only a word the archive does not have at all is searched as its nearest neighbours,
 * and the notes say so.
 */
export function expandQuery(db: Database, query: ParsedQuery, passages: number): ExpandedQuery {
  const { rareCount, rareShare, maxPrefixWords, maxShown } = searchTuning.variants;
  const own = query.words.flatMap((word) => [...word.stems, ...extraStems(word)]);
  const frequencies = documentFrequency(db, [...new Set(own)]);
  const frequencyOf = (stem: string): number => {
    let found = frequencies.get(stem);
    if (found === undefined) {
      found = documentFrequency(db, [stem]).get(stem) ?? 0;
      frequencies.set(stem, found);
    }
    return found;
  };
  const isRare = (stem: string) => frequencyOf(stem) <= Math.max(rareCount, passages * rareShare);
  const notes = [...query.notes];
  const expansions: Expansion[] = [];

  const inPhrases = new Set(query.phrases.flatMap((phrase) => phrase.stems));
  const words = query.words.map((word): ExpandedWord => {
    // Of a phrase the words are meant as they are.
    const isInPhrase = word.prefix === null && word.stems.every((stem) => inPhrases.has(stem));
    if (isInPhrase) return { ...word, variants: [] };
    const found = variantsOf(word, {
      db,
      frequencyOf,
      isRare,
      inQuestion: query.words.length > searchTuning.query.fewWords,
    });
    const uncounted = found.map((one) => one.stem).filter((stem) => !frequencies.has(stem));
    for (const [stem, count] of documentFrequency(db, uncounted)) frequencies.set(stem, count);
    const variants: Variant[] = [];
    for (const variant of found) {
      if (frequencyOf(variant.stem) === 0) continue;
      variants.push({ ...variant, weight: weights[variant.why] });
    }
    for (const [why, of] of Map.groupBy(variants, (variant) => variant.why)) {
      expansions.push({
        written: word.written,
        found: of.slice(0, maxShown).map((variant) => variant.word),
        why,
      });
    }
    if (word.prefix !== null && variants.length === 0) notes.push(`No word begins with “${word.prefix}”.`);
    return { ...word, variants };
  });
  for (const { written, found, why } of expansions) {
    if (why === "spelling")
      notes.push(`“${written}” was not found: searched for ${found.map((one) => `“${one}”`).join(", ")}.`);
  }
  const excludedStems = query.excluded.flatMap(({ stem, prefix }) =>
    prefix === null ? [stem] : findWordsByPrefix(db, prefix, maxPrefixWords).map((one) => one.stem),
  );
  return { ...query, words, notes, excludedStems: [...new Set(excludedStems)], expansions, frequencies };
}

function extraStems({ closedUp, reading }: QueryWord): string[] {
  return [closedUp, reading].filter((stem) => stem !== null);
}

type Found = Omit<Variant, "weight">;

function variantsOf(
  word: QueryWord,
  {
    db,
    frequencyOf,
    isRare,
    inQuestion,
  }: {
    db: Database;
    frequencyOf: (stem: string) => number;
    isRare: (stem: string) => boolean;
    inQuestion: boolean;
  },
): Found[] {
  if (word.prefix !== null) {
    return findWordsByPrefix(db, word.prefix, searchTuning.variants.maxPrefixWords).map((one) => ({
      ...one,
      why: "prefix",
      isGuess: false,
    }));
  }
  const found: Found[] = [];
  if (word.reading !== null) {
    const why = /^\d/.test(word.reading) ? "number" : "transliteration";
    found.push({ stem: word.reading, word: word.reading, why, isGuess: false });
  }
  for (const part of word.parts) {
    if (part.script === "other" || !isRare(part.stem)) continue;
    const isAbsent = frequencyOf(part.stem) === 0 && !found.some((one) => frequencyOf(one.stem) > 0);
    const alike = findSoundAlikes(db, part, { nearly: isAbsent }).filter((one) => isRare(one.stem));
    for (const { stem, word, isSame } of alike) {
      found.push({ stem, word, why: "transliteration", isGuess: !isSame });
    }
    const isTheSame = (one: SoundAlike) =>
      one.unlike <= searchTuning.variants.sameSound && frequencyOf(one.stem) > 0;
    const isFoundWhole = word.closedUp !== null && frequencyOf(word.closedUp) > 0;
    if (!isAbsent || isFoundWhole || alike.some(isTheSame)) continue;
    const near = findSpellings(db, part, { frequencyOf, inQuestion });
    found.push(...near.map((one) => ({ ...one, why: "spelling" as const, isGuess: true })));
  }
  return found;
}
