import type { PassageIndex } from "../index/passage-index.ts";
import { findWordsByPrefix } from "../index/sqlite/vocabulary.ts";
import type { Database } from "../storage/database.ts";
import { findSoundAlikes, type SoundAlike } from "./find-sound-alikes.ts";
import { findSpellings } from "./find-spellings.ts";
import type { ParsedQuery, QueryWord } from "./parse-query.ts";

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

const mostShown = 12;

/** What sounds so much alike (of `soundDistance`) is the word: nothing else need be looked for. */
const surelySame = 0.2;
/** Of so many words each is meant to be found. */
const fewWords = 3;
/** So many different words may begin with a prefix; the shortest ones are taken. */
const mostOfPrefix = 200;

/**
 * What a variant counts. A number in digits is the number. A word of the other script that sounds the same is mostly the
 * word, but a passage with the word itself should stand first; a word that is spelt differently may be another word.
 */
const weights: Record<VariantReason, number> = { number: 1, prefix: 1, transliteration: 0.6, spelling: 0.5 };

/**
 * A word that so many passages have (and so large a part of them) is an ordinary word of its language: what sounds like it
 * in the other script is another word («место», most).
 */
const rareCount = 10;
const rarePart = 0.02;

/**
 * Looks up, for each word of a question, what else the archive may call it. A word found as it stands is at most joined
 * by its other script's spelling; only a word the archive does not have at all is searched as its nearest neighbours,
 * and the notes say so.
 */
export function expandQuery(
  { db, index }: { db: Database; index: PassageIndex },
  query: ParsedQuery,
  passages: number,
): ExpandedQuery {
  const own = query.words.flatMap((word) => [...word.stems, ...extraStems(word)]);
  const frequencies = index.documentFrequency([...new Set(own)]);
  const frequencyOf = (stem: string): number => {
    let found = frequencies.get(stem);
    if (found === undefined) {
      found = index.documentFrequency([stem]).get(stem) ?? 0;
      frequencies.set(stem, found);
    }
    return found;
  };
  const isRare = (stem: string) => frequencyOf(stem) <= Math.max(rareCount, passages * rarePart);
  const notes = [...query.notes];
  const expansions: Expansion[] = [];

  const inPhrases = new Set(query.phrases.flatMap((phrase) => phrase.stems));
  const words = query.words.map((word): ExpandedWord => {
    // Of a phrase the words are meant as they are.
    const isInPhrase = word.prefix === null && word.stems.every((stem) => inPhrases.has(stem));
    if (isInPhrase) return { ...word, variants: [] };
    const found = variantsOf(word, { db, frequencyOf, isRare, inQuestion: query.words.length > fewWords });
    const uncounted = found.map((one) => one.stem).filter((stem) => !frequencies.has(stem));
    for (const [stem, count] of index.documentFrequency(uncounted)) frequencies.set(stem, count);
    const variants: Variant[] = [];
    for (const variant of found) {
      if (frequencyOf(variant.stem) === 0) continue;
      variants.push({ ...variant, weight: weights[variant.why] });
    }
    for (const [why, of] of Map.groupBy(variants, (variant) => variant.why)) {
      expansions.push({
        written: word.written,
        found: of.slice(0, mostShown).map((variant) => variant.word),
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
    prefix === null ? [stem] : findWordsByPrefix(db, prefix, mostOfPrefix).map((one) => one.stem),
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
    return findWordsByPrefix(db, word.prefix, mostOfPrefix).map((one) => ({
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
    const isTheSame = (one: SoundAlike) => one.unlike <= surelySame && frequencyOf(one.stem) > 0;
    const isFoundWhole = word.closedUp !== null && frequencyOf(word.closedUp) > 0;
    if (!isAbsent || isFoundWhole || alike.some(isTheSame)) continue;
    const near = findSpellings(db, part, { frequencyOf, inQuestion });
    found.push(...near.map((one) => ({ ...one, why: "spelling" as const, isGuess: true })));
  }
  return found;
}
