import {
  chooseSoundAlikes,
  keysOfAlikes,
  keysOfNearAlikes,
  otherScript,
  type SoundAlike,
  type SoundRules,
} from "../../language/choose-sound-alikes.ts";
import { chooseSpellings, rangeOfSpellings, type SpellingRules } from "../../language/choose-spellings.ts";
import { isSignName } from "../../language/read-sign-names.ts";
import { cutInTwo, type Respaced } from "../../language/space-words.ts";
import { stemWord } from "../../language/stem-word.ts";
import type { Token } from "../../language/token.ts";
import type { Database } from "../../storage/database.ts";
import { documentFrequency } from "./document-frequency.ts";
import {
  findKnownBeginnings,
  findKnownWords,
  findWordsByPrefix,
  findWordsBySounds,
  listWordsOfLength,
  type SoundWord,
} from "./vocabulary.ts";

/** How variants are chosen: see `searchTuning.variants`. */
type VariantRules = SoundRules &
  SpellingRules & {
    maxPrefixWords: number;
    rareCount: number;
    rareShare: number;
    sameSound: number;
    maxCuts: number;
    maxPassagesOfCut: number;
  };

type Part = Pick<Token, "word" | "stem" | "script">;

/** A word of a question. */
type AskedWord = {
  stems: readonly string[];
  /** The stem of a compound closed up: wifi of `wi-fi`. */
  closedUp: string | null;
  /** The stem of another way to write it: 25 for «двадцать пять». */
  reading: string | null;
  /** For `слов*`: the beginning of the words to find. */
  prefix: string | null;
  /** What it is together with the words beside it. */
  together: readonly (Respaced & { why: "number" | "spacing" })[];
  parts: readonly Part[];
  /** False for words of a phrase: no variants are looked for, they are only counted. */
  isVaried: boolean;
};

/**
 * Why a word counts as one of the question: `number` is the same number or date in words or digits, `sign` the same name with
 * its signs or their names («си плюс плюс»), `spacing` is written together or apart, `transliteration` the word as the other
 * script writes it, `prefix` begins as asked, `spelling` is nearest to a word the archive does not have.
 */
export type VariantReason = "number" | "sign" | "spacing" | "transliteration" | "prefix" | "spelling";

/** A stem of the archive for a word of the question. `isGuess`: it may well be another word. */
export type FoundVariant = { stem: string; word: string; why: VariantReason; isGuess: boolean };

type VariantsQuestion = {
  words: readonly AskedWord[];
  /** Beginnings of words that must not occur. */
  excludedPrefixes: readonly string[];
  /** Passages of the archive. */
  passages: number;
  /** The query is a question rather than a few words: then a word the archive does not have is seldom misspelt. */
  inQuestion: boolean;
};

type VariantsAnswer = {
  /** For each word, in the order asked; only stems that some passage has. */
  variants: FoundVariant[][];
  /** How many passages have each stem of the words and of their variants. */
  frequencies: Map<string, number>;
  /** Stems of words with an excluded beginning. */
  excludedStems: string[];
};

/**
 * Finds the variants of all words of a question in one call, and how many passages have each stem. A word that the archive has
 * gets at most variants in the other script; only a word it does not have at all is replaced by the nearest spellings.
 */
export function findVariants(
  db: Database,
  { words, excludedPrefixes, passages, inQuestion }: VariantsQuestion,
  rules: VariantRules,
): VariantsAnswer {
  const counts = new Counts(db, Math.max(rules.rareCount, passages * rules.rareShare));
  counts.add(words.flatMap(({ stems, closedUp, reading }) => [...stems, closedUp, reading]));
  const rareParts = words
    .filter((word) => word.isVaried && word.prefix === null)
    .flatMap((word) => word.parts.filter((part) => part.script !== "other" && counts.isRare(part.stem)));
  const keys = new Map(rareParts.map((part) => [part, keysOfAlikes(part, rules)]));
  const bySound = findWordsBySounds(db, [...keys.values()].flat());
  const known = findKnownBeginnings(
    db,
    words.flatMap(({ together }) => together.map((one) => beginningOf(one.word))),
  );
  const cuts = findCuts(db, words, { counts, rules });
  const search = { db, counts, keys, bySound, known, cuts, inQuestion, rules };
  const variants = words.map((word) => {
    if (!word.isVaried) return [];
    const found = word.prefix === null ? variantsOf(word, search) : beginningWith(db, word.prefix, rules);
    counts.add(found.map((variant) => variant.stem));
    return found.filter((variant) => counts.of(variant.stem) > 0);
  });
  const excludedStems = excludedPrefixes.flatMap((prefix) =>
    findWordsByPrefix(db, prefix, rules.maxPrefixWords).map((stored) => stored.stem),
  );
  return { variants, frequencies: counts.counted, excludedStems };
}

function beginningWith(db: Database, prefix: string, { maxPrefixWords }: VariantRules): FoundVariant[] {
  const found = findWordsByPrefix(db, prefix, maxPrefixWords);
  return found.map((stored) => ({ ...stored, why: "prefix", isGuess: false }));
}

type Search = {
  db: Database;
  counts: Counts;
  /** Sound keys of the rare parts of words, and the words stored under them. */
  keys: ReadonlyMap<Part, readonly string[]>;
  bySound: ReadonlyMap<string, readonly SoundWord[]>;
  /** Beginnings of words closed up that words of the archive have. */
  known: ReadonlySet<string>;
  /** Words of the question that are there as two words side by side. */
  cuts: ReadonlyMap<AskedWord, readonly FoundVariant[]>;
  inQuestion: boolean;
  rules: VariantRules;
};

function variantsOf(
  word: AskedWord,
  { db, counts, keys, bySound, known, cuts, inQuestion, rules }: Search,
): FoundVariant[] {
  const found: FoundVariant[] = [];
  if (word.reading !== null) {
    const isSign = isSignName(word.reading);
    const why = isSign ? "sign" : /^\d/.test(word.reading) ? "number" : "transliteration";
    found.push({ stem: word.reading, word: word.reading, why, isGuess: false });
  }
  const isFoundWhole = word.closedUp !== null && counts.of(word.closedUp) > 0;
  const respaced = [...togetherOf(word, { counts, known }), ...(cuts.get(word) ?? [])];
  found.push(...respaced);
  for (const part of word.parts) {
    if (part.script === "other" || !counts.isRare(part.stem)) continue;
    const isAbsent = counts.of(part.stem) === 0 && !found.some((variant) => counts.of(variant.stem) > 0);
    const alike = soundAlikesOf(part, { db, keys, bySound, rules, isAbsent });
    counts.add(alike.map((candidate) => candidate.stem));
    const rare = alike.filter((candidate) => counts.isRare(candidate.stem));
    for (const { stem, word, isSame } of rare) {
      found.push({ stem, word, why: "transliteration", isGuess: !isSame });
    }
    const isTheSame = (candidate: SoundAlike) =>
      candidate.unlike <= rules.sameSound && counts.of(candidate.stem) > 0;
    if (!isAbsent || isFoundWhole || respaced.length > 0 || rare.some(isTheSame)) continue;
    const near = spellingsOf(part, { db, counts, inQuestion, rules });
    found.push(...near.map((spelling): FoundVariant => ({ ...spelling, why: "spelling", isGuess: true })));
  }
  return found;
}

/** What the word is together with its neighbours, where the archive has that. */
function togetherOf(
  { together, stems }: AskedWord,
  { counts, known }: Pick<Search, "counts" | "known">,
): FoundVariant[] {
  const possible = together
    .filter((one) => one.why === "number" || known.has(beginningOf(one.word)))
    .map((one) => ({ ...one, stem: one.why === "number" ? one.word : stemWord(one.word) }));
  if (possible.length === 0) return [];
  counts.add(possible.map((one) => one.stem));
  const isAbsent = stems.every((stem) => counts.of(stem) === 0);
  return possible
    .filter(({ stem }) => counts.of(stem) > 0)
    .filter(({ isLoose, stem }) => !isLoose || isAbsent || counts.isRare(stem))
    .map(({ stem, word, why, isLoose }) => ({ stem, word, why, isGuess: isLoose && !isAbsent }));
}

/** What every form of a word begins with, more or less: enough to look up only what may be there. */
function beginningOf(word: string): string {
  return word.slice(0, Math.max(2, word.length - 3));
}

/**
 * Rare words that the archive has as two words side by side: `timestamp` for time stamp. Both must be words of the archive,
 * the first as it is, and stand next to each other somewhere.
 */
function findCuts(
  db: Database,
  words: readonly AskedWord[],
  { counts, rules }: { counts: Counts; rules: VariantRules },
): Map<AskedWord, FoundVariant[]> {
  const asked = words.filter(
    ({ isVaried, prefix, parts }) =>
      isVaried && prefix === null && parts.length === 1 && counts.isRare(parts[0]!.stem),
  );
  const possible = asked.flatMap((word) => {
    const [part] = word.parts;
    // «Вместе» is there itself: it is not meant for «в месте».
    const isThere = counts.of(part!.stem) > 0;
    return cutInTwo(part!.word).flatMap((cut) => (cut.isLoose && isThere ? [] : [{ ...cut, word }]));
  });
  const heads = findKnownWords(
    db,
    possible.map(({ head }) => head),
  );
  const withHead = possible.filter(({ head }) => heads.has(head));
  const tails = findKnownBeginnings(
    db,
    withHead.map(({ tail }) => beginningOf(tail)),
  );
  const whole = withHead.filter(({ tail }) => tails.has(beginningOf(tail)));
  const found = new Map<AskedWord, FoundVariant[]>();
  let counted = 0;
  for (const { word, head, tail, isLoose } of whole) {
    const stems = [stemWord(head), stemWord(tail)] as const;
    const rarer = Math.min(counts.of(stems[0]), counts.of(stems[1]));
    if (rarer === 0 || rarer > rules.maxPassagesOfCut || counted === rules.maxCuts) continue;
    counted++;
    const stem = stems.join(" ");
    if (counts.of(stem) === 0) continue;
    const variant: FoundVariant = { stem, word: `${head} ${tail}`, why: "spacing", isGuess: isLoose };
    found.set(word, [...(found.get(word) ?? []), variant]);
  }
  return found;
}

function soundAlikesOf(
  part: Part,
  {
    db,
    keys,
    bySound,
    rules,
    isAbsent,
  }: Pick<Search, "db" | "keys" | "bySound" | "rules"> & { isAbsent: boolean },
): SoundAlike[] {
  const inOther = (byKey: ReadonlyMap<string, readonly SoundWord[]>, keys: readonly string[]) => {
    const words = keys.flatMap((key) => byKey.get(key) ?? []);
    return [...new Map(words.map((known) => [known.word, known])).values()].filter(
      (known) => known.script === otherScript(part.script),
    );
  };
  const exact = chooseSoundAlikes(part, inOther(bySound, keys.get(part) ?? []), { rules });
  if (exact.length > 0 || !isAbsent) return exact;
  const near = keysOfNearAlikes(part, rules);
  return chooseSoundAlikes(part, inOther(findWordsBySounds(db, near), near), { rules, nearly: true });
}

/** The most frequent of the nearest. */
function spellingsOf(
  part: Part,
  { db, counts, inQuestion, rules }: Pick<Search, "db" | "counts" | "inQuestion" | "rules">,
): { stem: string; word: string }[] {
  const range = rangeOfSpellings(part, { inQuestion, rules });
  if (!range) return [];
  const stored = range.letters.flatMap((letter) => listWordsOfLength(db, letter, range));
  const nearest = chooseSpellings(part, stored, inQuestion);
  counts.add(nearest.map((spelling) => spelling.stem));
  return nearest
    .filter((spelling) => counts.of(spelling.stem) > 0)
    .sort((a, b) => counts.of(b.stem) - counts.of(a.stem) || (a.stem < b.stem ? -1 : 1))
    .slice(0, rules.maxSpellings);
}

/** Document frequencies, each read once and many at a time. */
class Counts {
  readonly counted = new Map<string, number>();
  readonly #db: Database;
  readonly #maxRare: number;

  constructor(db: Database, maxRare: number) {
    this.#db = db;
    this.#maxRare = maxRare;
  }

  add(stems: readonly (string | null)[]): void {
    const missing = stems.filter((stem) => stem !== null && !this.counted.has(stem)) as string[];
    if (missing.length === 0) return;
    for (const [stem, count] of documentFrequency(this.#db, missing)) this.counted.set(stem, count);
  }

  of(stem: string): number {
    this.add([stem]);
    return this.counted.get(stem)!;
  }

  /** True if few passages have it: otherwise it is an ordinary word of its language. */
  isRare(stem: string): boolean {
    return this.of(stem) <= this.#maxRare;
  }
}
