import { type ArchiveError, archiveError } from "../errors.ts";
import { analyseText, isUnspaced } from "../language/analyse-text.ts";
import { detectScript } from "../language/detect-script.ts";
import { isDateWord } from "../language/read-dates.ts";
import { closeUpWords, type Respaced } from "../language/space-words.ts";
import { isStopWord } from "../language/stop-words.ts";
import type { Script, Token } from "../language/token.ts";
import { makeNote, type Note } from "../messages/notes.ts";
import { searchTuning } from "./search-tuning.ts";

/** One word of the question. A compound has several stems and one for the closed form: `wi-fi` is wi, fi, wifi. */
export type QueryWord = {
  written: string;
  stems: string[];
  closedUp: string | null;
  /** The stem of another way to write it: 25 for «двадцать пять», hr for «эйчар». */
  reading: string | null;
  /** For `слов*`: the beginning of the words to find; there are no stems then. */
  prefix: string | null;
  /** What it is together with the words beside it: youtube for you and for tube, `3m15d` for 15 and for «марта». */
  together: Together[];
  /** The folded word with its script; for a compound each of its parts. */
  parts: Pick<Token, "word" | "stem" | "script">[];
};

/** Words of the question as one; `why` as for a variant. */
type Together = Respaced & { why: "number" | "spacing" };

/** A word that must not occur: its stem, or the beginning of words. */
type ExcludedWord = { written: string; stem: string; prefix: string | null };

/** Words in quotes: must occur side by side in just these forms (ё as е, capitals or not). */
export type QueryPhrase = { written: string; words: string[]; stems: string[] };

export type ParsedQuery = {
  /** The question as a sentence, for the embedder: without quotes and without what is excluded. */
  text: string;
  /** The words that may match, each once; stop words only if there is nothing else. */
  words: QueryWord[];
  phrases: QueryPhrase[];
  /** Words that must not occur, in no form. */
  excluded: ExcludedWord[];
  excludedPhrases: QueryPhrase[];
  script: Script;
  /** Where the question was understood differently from how it was typed, for the person who typed it. */
  notes: Note[];
};

const { maxLength, maxWords, minPrefixLetters } = searchTuning.query;

const closingQuotes: Record<string, string> = { '"': '"“”', "“": '”"“', "„": '“”"', "«": "»", "”": '”"' };

type Part = { text: string; kind: "words" | "phrase"; excluded: boolean };

/**
 * Reads what a person typed. `"…"`, «…» and “…” ask for the words in this order and form; a minus before a word or a
 * quote excludes it; a star after at least two letters asks for every word that begins with them; everything else is words
 * of which any may match. A quote that is not closed is ignored, so that results do not disappear while somebody types.
 * Throws `invalid-input` when there is nothing to look for.
 */
export function parseQuery(query: string): ParsedQuery {
  const notes: Note[] = [];
  const clean = cleanQuery(query, notes);
  const parts = cutParts(clean, notes);
  const wanted = parts.filter((part) => !part.excluded);
  const text = wanted
    // In quotes a star is no operator.
    .map((part) => (part.kind === "phrase" ? part.text.replaceAll("*", " ") : part.text))
    .join(" ")
    .replace(/\s+/g, " ")
    .trim();
  const phrases = eachOnce(
    wanted.filter((part) => part.kind === "phrase").flatMap((part) => readPhrase(part.text)),
  );
  const words = readWords(text);
  if (words.length === 0) throw nothingToFind(clean, parts);

  const excluded = new Map<string, ExcludedWord>();
  const excludedPhrases: QueryPhrase[] = [];
  for (const part of parts.filter((candidate) => candidate.excluded)) {
    const [phrase] = readPhrase(part.text);
    if (!phrase) continue;
    const [stem] = phrase.stems;
    if (part.kind === "words" && stem !== undefined && phrase.stems.length === 1) {
      const word = phrase.words[0]!;
      const prefix = /\p{L}\*/u.test(part.text) && word.length >= minPrefixLetters ? word : null;
      excluded.set(prefix === null ? stem : `${prefix}*`, { written: phrase.written, stem, prefix });
    } else excludedPhrases.push(phrase);
  }
  return {
    text: text.replace(/(?<=[\p{L}\p{N}])\*/gu, ""),
    words: words.slice(0, maxWords),
    phrases,
    excluded: [...excluded.values()],
    excludedPhrases: eachOnce(excludedPhrases),
    script: detectScript(text),
    notes,
  };
}

function cleanQuery(query: string, notes: Note[]): string {
  const clean = query
    .toWellFormed()
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are just what is taken out
    .replace(/[\u0000-\u001f\u007f-\u009f\ufffd\u2028\u2029]+/g, " ")
    .trim();
  if (clean.length <= maxLength) return clean;
  notes.push(makeNote("query-cut", { count: maxLength }));
  return clean
    .slice(0, maxLength)
    .toWellFormed()
    .replace(/\S*$/, (rest) => (rest.length < 100 ? "" : rest));
}

/** Cuts at quotes that open (after a space or a minus) and close, and at words with a minus before them. */
function cutParts(query: string, notes: Note[]): Part[] {
  const parts: Part[] = [];
  let at = 0;
  let plainFrom = 0;
  const pushPlain = (end: number) => {
    if (end > plainFrom) parts.push({ text: query.slice(plainFrom, end), kind: "words", excluded: false });
  };
  while (at < query.length) {
    const opens = at === 0 || /[\s(]/.test(query[at - 1]!);
    const minus = opens && query[at] === "-" ? 1 : 0;
    const quoteAt = at + minus;
    const closing = opens ? closingQuotes[query[quoteAt] ?? ""] : undefined;
    if (closing !== undefined) {
      const end = findClosing(query, quoteAt + 1, closing);
      if (end === -1) notes.push(makeNote("quote-not-closed", {}));
      else {
        pushPlain(at);
        parts.push({ text: query.slice(quoteAt + 1, end), kind: "phrase", excluded: minus === 1 });
        at = plainFrom = end + 1;
        continue;
      }
    } else if (minus === 1 && /\p{L}/u.test(query[quoteAt] ?? "")) {
      const end = quoteAt + /^\S+/.exec(query.slice(quoteAt))![0].length;
      pushPlain(at);
      parts.push({ text: query.slice(quoteAt, end), kind: "words", excluded: true });
      at = plainFrom = end;
      continue;
    }
    at++;
  }
  pushPlain(query.length);
  return parts;
}

function findClosing(query: string, from: number, closing: string): number {
  for (let at = from; at < query.length; at++) if (closing.includes(query[at]!)) return at;
  return -1;
}

function readPhrase(text: string): QueryPhrase[] {
  const { tokens } = analyseText(text);
  if (tokens.length === 0) return [];
  return [
    {
      written: text.trim(),
      words: tokens.map((token) => token.word),
      stems: tokens.map((token) => token.stem),
    },
  ];
}

/** Reading the passages that may have a phrase takes 100 ms for a common word: the same phrase 250 times took 30 s. */
function eachOnce(phrases: readonly QueryPhrase[]): QueryPhrase[] {
  const first = new Map<string, QueryPhrase>();
  for (const phrase of phrases) {
    const key = phrase.words.join(" ");
    if (!first.has(key)) first.set(key, phrase);
  }
  return [...first.values()];
}

function readWords(text: string): QueryWord[] {
  const { tokens, compounds, readings } = analyseText(text);
  const wholeReadings = readings.filter((reading) => !reading.isPart);
  const closedUp = closeUpWords(text, tokens);
  const words = new Map<string, { word: QueryWord; common: boolean }>();
  // Capitals mean something only beside small letters: IT is not the pronoun in «IT отдел».
  const capitalsTell = /\p{Ll}/u.test(text);
  for (let next = 0; next < tokens.length; ) {
    const first = tokens[next]!;
    if (isUnspaced(first.word)) {
      const run = unspacedRun(tokens, next);
      next += run.length;
      for (const word of wordsOfRun(text, run)) words.set(word.stems[0]!, { word, common: false });
      continue;
    }
    const isInside = ({ from, to }: Token): boolean => from <= first.from && first.to <= to;
    const compound = compounds.find(isInside);
    // A date is found by its day and its month as well: they stay words of their own.
    const ofFirst = wholeReadings.filter(isInside);
    const isOwn = (one: Token) => !isDateWord(one.word) || (compound !== undefined && one.to <= compound.to);
    const reading = longest(ofFirst.filter(isOwn));
    const date = ofFirst.find((one) => isDateWord(one.word) && one !== reading);
    const whole =
      reading && compound ? (reading.to > compound.to ? reading : compound) : (reading ?? compound);
    const within = whole ? tokens.slice(next).filter((token) => token.to <= whole.to) : [first];
    const star = within.findIndex((token) => startsWords(text, token));
    const own = star === -1 ? within : star === 0 ? [first] : within.slice(0, star);
    const isWhole = star === -1;
    next += own.length;
    const prefix = star === 0 ? first.word : null;
    const stems = prefix === null ? own.map((token) => token.stem) : [];
    const key = prefix === null ? stems.join(" ") : `${prefix}*`;
    if (words.has(key)) continue;
    const end = own.at(-1)!.to;
    const word: QueryWord = {
      written: text.slice(
        isWhole ? (whole?.from ?? first.from) : first.from,
        prefix === null ? end : end + 1,
      ),
      stems,
      closedUp: isWhole && compound ? compound.stem : null,
      reading: isWhole && reading ? reading.stem : null,
      prefix,
      together: [
        ...(isWhole && own.length === 1 ? (closedUp.get(first) ?? []) : []).map(
          (one): Together => ({ ...one, why: "spacing" }),
        ),
        ...(date ? [{ word: date.word, isLoose: false, why: "number" } as const] : []),
      ],
      parts: own.map(({ word, stem, script }) => ({ word, stem, script })),
    };
    const isShouted =
      capitalsTell && own.length === 1 && /^\p{Lu}{2,}$/u.test(text.slice(first.from, first.to));
    const common = prefix === null && !isShouted && own.every((token) => isStopWord(token.word));
    words.set(key, { word, common });
  }
  const all = [...words.values()];
  const content = all.filter((word) => !word.common);
  return (content.length > 0 ? content : all).map(({ word }) => word);
}

/** Of several readings of the same words the first. */
function longest(readings: readonly Token[]): Token | undefined {
  return readings.reduce<Token | undefined>(
    (best, own) => (best && best.to - best.from >= own.to - own.from ? best : own),
    undefined,
  );
}

function unspacedRun(tokens: readonly Token[], first: number): Token[] {
  let end = first + 1;
  while (end < tokens.length && isUnspaced(tokens[end]!.word) && tokens[end]!.from === tokens[end - 1]!.to)
    end++;
  return tokens.slice(first, end);
}

/**
 * Chinese, Japanese and Thai put no spaces between words: up to three characters are asked for as they stand, more as
 * each two side by side, of which any may match.
 */
function wordsOfRun(text: string, run: readonly Token[]): QueryWord[] {
  const size = run.length <= 3 ? run.length : 2;
  return Array.from({ length: run.length - size + 1 }, (_, at) => run.slice(at, at + size)).map((own) => ({
    written: text.slice(own[0]!.from, own.at(-1)!.to),
    stems: [own.map((token) => token.stem).join(" ")],
    closedUp: null,
    reading: null,
    prefix: null,
    together: [],
    parts: [],
  }));
}

/** True for `слов*` where the star is at the end of the word. */
function startsWords(text: string, { to, word }: Token): boolean {
  return text[to] === "*" && word.length >= minPrefixLetters && !/[\p{L}\p{N}]/u.test(text[to + 1] ?? "");
}

function nothingToFind(query: string, parts: readonly Part[]): ArchiveError {
  const shown = query.length > 60 ? `${query.slice(0, 60).toWellFormed()}…` : query;
  if (parts.some((part) => part.excluded)) {
    return archiveError("query-only-exclusions", { query: shown });
  }
  return shown === ""
    ? archiveError("query-empty", {})
    : archiveError("query-without-words", { query: shown });
}
