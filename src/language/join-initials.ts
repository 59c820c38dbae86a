import { scriptOfWord, stemWord } from "./stem-word.ts";
import type { Reading, Token } from "./token.ts";

/** More letters would be a list. */
const maxInitials = 6;
/** Initials of two letters. */
const longInitials = new Set(["дж", "ph", "sc"]);

type Link = "tight" | "spaced" | "bare";

/** Initials joined: the words with each run of them as one, and the letters of those that only a space keeps apart. */
type Joined = { tokens: Token[]; letters: Reading[] };

/**
 * Single letters with dots between them are one word, with or without spaces: U.S.A. and U. S. A. are usa, «т. е.» «те»,
 * «Л. Н. Толстой», «Л.Н.Толстой» and «Л Н Толстой» «лн толстой». Without dots only capitals beside a name count. The
 * letters of a run with spaces are given, too: «витамин C. E. coli» has an e all the same.
 */
export function joinInitials(words: readonly Token[], text: string): Joined {
  const tokens: Token[] = [];
  const letters: Reading[] = [];
  for (let first = 0; first < words.length; ) {
    const end = isInitial(words[first]!, text) ? endOfRun(words, first, text) : first;
    if (end - first < 2) {
      tokens.push(words[first++]!);
      continue;
    }
    const run = words.slice(first, end);
    const word = run.map((token) => token.word).join("");
    const { from } = run[0]!;
    const { to } = run.at(-1)!;
    tokens.push({ from, to, word, stem: stemWord(word), script: scriptOfWord(word) });
    if (text.slice(from, to).includes(" ")) {
      letters.push(...run.map((one) => ({ ...one, stem: one.word, isPart: true })));
    }
    first = end;
  }
  return { tokens, letters };
}

/** The token after the last initial of the run that begins here; `first` if there is none. */
function endOfRun(words: readonly Token[], first: number, text: string): number {
  if (isDated(words, first, text)) return first;
  const links: Link[] = [];
  let end = first + 1;
  while (end < words.length && end - first < maxInitials && isInitial(words[end]!, text)) {
    const link = linkBetween(words[end - 1]!, words[end]!, text);
    const previous = links.at(-1);
    if (!link || (previous && link !== previous && (link === "bare" || previous === "bare"))) break;
    // «т.е. т.д.» are two; «Дж. Р.Р.» is one.
    if (previous && link !== previous && !isCapital(words[end]!, text)) break;
    links.push(link);
    end++;
  }
  if (links.includes("spaced") && text[words[end - 1]!.to] !== ".") {
    // «…C. E coli»: what has no dot after it is no initial.
    end--;
    links.pop();
  }
  if (links.length === 0) return first;
  const isAccepted =
    links[0] === "bare"
      ? isBesideName(words, { first, end }, text)
      : standsAlone(words, { first, end }, text);
  return isAccepted ? end : first;
}

function isInitial({ from, to, word }: Token, text: string): boolean {
  if (to - from === 1) return /\p{L}/u.test(text[from]!);
  return to - from === 2 && longInitials.has(word) && /^\p{Lu}\p{Ll}$/u.test(text.slice(from, to));
}

function linkBetween(before: Token, after: Token, text: string): Link | undefined {
  const between = text.slice(before.to, after.from);
  if (between === ".") return "tight";
  const areCapitals = isCapital(before, text) && isCapital(after, text);
  if (between === ".-") return areCapitals ? "tight" : undefined;
  if (/^\.[ \u00a0\u202f]{1,2}$/.test(between)) {
    const areOfOneKind = isCapital(before, text) === isCapital(after, text) && before.script === after.script;
    return areOfOneKind ? "spaced" : undefined;
  }
  return areCapitals && /^[ \u00a0]$/.test(between) ? "bare" : undefined;
}

function isCapital({ from }: Token, text: string): boolean {
  return /\p{Lu}/u.test(text[from]!);
}

/** «800 г. н. э.»: the year's letter is none of the abbreviation. */
function isDated(words: readonly Token[], at: number, text: string): boolean {
  const before = words[at - 1];
  return (
    /[гв]/.test(text[words[at]!.from]!) && before !== undefined && /^(?:\d+|[ivxlcdm]+)$/.test(before.word)
  );
}

type Run = { first: number; end: number };

/** No hyphen or dot joins it to a word: `a.m.x` is none, but «А.С.Пушкин» are initials and a name. */
function standsAlone(words: readonly Token[], { first, end }: Run, text: string): boolean {
  const { from } = words[first]!;
  const { to } = words[end - 1]!;
  if (first > 0 && words[first - 1]!.to === from - 1 && /[-‐‑._]/.test(text[from - 1]!)) return false;
  const next = words[end];
  if (!next || next.from !== to + 1 || !/[-‐‑._]/.test(text[to]!)) return true;
  return text[to] === "." && isCapital(words[first]!, text) && isName(next, text);
}

/** Letters without dots: «Л Н Толстой», «Иванова А П», J R R Tolkien. «А Я …» are words. */
function isBesideName(words: readonly Token[], { first, end }: Run, text: string): boolean {
  if (words.slice(first, end).some(({ word }) => word === "я" || word === "i")) return false;
  const before = words[first - 1];
  const after = words[end];
  const isBeside = (a: Token, b: Token) => /^[ \u00a0]$/.test(text.slice(a.to, b.from));
  if (after && isName(after, text) && isBeside(words[end - 1]!, after)) return true;
  return before !== undefined && isName(before, text) && isBeside(before, words[first]!);
}

function isName({ from, to }: Token, text: string): boolean {
  return /^\p{Lu}\p{Ll}{2}/u.test(text.slice(from, to));
}
