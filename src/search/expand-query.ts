import { type FoundVariant, findVariants, type VariantReason } from "../index/sqlite/find-variants.ts";
import { showWord } from "../language/show-word.ts";
import { makeNote, type Note } from "../messages/notes.ts";
import type { Database } from "../storage/database.ts";
import type { ParsedQuery, QueryWord } from "./parse-query.ts";
import { searchTuning } from "./search-tuning.ts";

/**
 * A stem that is searched beside or instead of a word, and its weight compared with the word itself.
 */
export type Variant = FoundVariant & { weight: number };

export type ExpandedWord = QueryWord & { variants: Variant[] };

/** A word that was also searched in other forms, as the answer shows it: the first twelve of them. */
export type Expansion = { written: string; found: string[]; why: VariantReason };

export type ExpandedQuery = Omit<ParsedQuery, "words"> & {
  words: ExpandedWord[];
  /** Stems that must not occur: those of excluded words and of all words with an excluded prefix. */
  excludedStems: string[];
  expansions: Expansion[];
  /** How many passages have each stem of the words and their variants. */
  frequencies: Map<string, number>;
};

/**
 * Looks up the variants of all words of a question in the archive, in one call to the index. The notes say which words were
 * not found and what was searched instead.
 */
export function expandQuery(db: Database, query: ParsedQuery, passages: number): ExpandedQuery {
  const { weights: _, maxShown, ...rules } = searchTuning.variants;
  const inPhrases = new Set(query.phrases.flatMap((phrase) => phrase.stems));
  // Words inside a phrase are not expanded.
  const isVaried = ({ prefix, stems }: QueryWord) =>
    prefix !== null || !stems.every((stem) => inPhrases.has(stem));
  const excludedPrefixes = query.excluded.flatMap(({ prefix }) => (prefix === null ? [] : [prefix]));
  const found = findVariants(
    db,
    {
      words: query.words.map((word) => ({ ...word, isVaried: isVaried(word) })),
      excludedPrefixes,
      passages,
      inQuestion: query.words.length > searchTuning.query.fewWords,
    },
    rules,
  );
  const words = query.words.map((word, at): ExpandedWord => {
    const variants = found.variants[at]!.map((variant) => ({ ...variant, weight: weightOf(variant) }));
    return { ...word, variants };
  });
  const expansions = words.flatMap(({ written, variants }) =>
    [...Map.groupBy(variants, (variant) => variant.why)].map(([why, own]): Expansion => {
      return { written, found: own.slice(0, maxShown).map((variant) => showWord(variant.word)), why };
    }),
  );
  const excluded = query.excluded.filter(({ prefix }) => prefix === null).map(({ stem }) => stem);
  return {
    ...query,
    words,
    notes: [...query.notes, ...describeExpansions(words, expansions)],
    excludedStems: [...new Set([...excluded, ...found.excludedStems])],
    expansions,
    frequencies: found.frequencies,
  };
}

/** «В контакте» is as likely to be something else than «ВКонтакте» as a spelling is. */
function weightOf({ why, isGuess }: FoundVariant): number {
  const { weights } = searchTuning.variants;
  return why === "spacing" && isGuess ? weights.spelling : weights[why];
}

function describeExpansions(words: readonly ExpandedWord[], expansions: readonly Expansion[]): Note[] {
  const empty = words.filter(({ prefix, variants }) => prefix !== null && variants.length === 0);
  const guessed = expansions.filter(({ why }) => why === "spelling");
  return [
    ...empty.map(({ prefix }) => makeNote("prefix-not-found", { prefix: prefix! })),
    ...guessed.map(({ written, found }) =>
      makeNote("spelling-replaced", {
        word: written,
        replacements: found.map((word) => `“${word}”`).join(", "),
      }),
    ),
  ];
}
