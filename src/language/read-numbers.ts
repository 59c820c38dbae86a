import { findNumberWord, type NumberWord } from "./number-words.ts";
import type { Token } from "./token.ts";

/** A number and the tokens that say it: `first` up to, not including, `end`. */
type Read = { first: number; end: number; value: number; spelt: boolean };

/**
 * Numbers spoken, and digits grouped or followed by a word, as digits: «двадцать пятого» and twenty-fifth are 25, «две
 * тысячи двадцать шестой» and twenty twenty-six 2026, `5 тысяч` 5000, `10 000` 10000, «три точка пять» 3point5 as the
 * compound of 3.5 is, `5th` 5, «полтора» and «один с половиной» 1point5. Each stands beside the tokens that say it, which stay. «Первый», first and second alone
 * are no numbers: they mostly mean something else.
 */
export function readNumbers(text: string, tokens: readonly Token[]): Token[] {
  const found: Token[] = [];
  for (let at = 0; at < tokens.length; ) {
    if (tokens[at]!.word.startsWith("пол") && oneAndHalf.test(tokens[at]!.word)) {
      const { from, to } = tokens[at++]!;
      found.push({ from, to, word: "1point5", stem: "1point5", script: "other" });
      continue;
    }
    const read = readNumber(text, tokens, at);
    if (!read) {
      at++;
      continue;
    }
    const year = readYear(text, tokens, read);
    const fraction = year ? undefined : readFraction(text, tokens, read);
    const { first, end, value } = year ?? fraction ?? read;
    const word = fraction ? `${read.value}point${fraction.value}` : String(value);
    // Digits that stand alone are their own token already.
    if (end - first > 1 || read.spelt) {
      const { from } = tokens[first]!;
      found.push({ from, to: tokens[end - 1]!.to, word, stem: word, script: "other" });
    }
    at = end;
  }
  return found;
}

const halves = [
  ["с", "половиной"],
  ["and", "a", "half"],
];
const oneAndHalf = /^полтор[аы]$|^полутора$/;

/** 5th, «5й», «90е», «3х»; е and х look like Latin letters, and are stored as these beside digits. */
const digitsWithEnding =
  /^(\d{1,9})(?:st|nd|rd|th|ый|ой|ий|й|ая|яя|я|ое|е|e|ого|го|ому|му|ым|ую|ых|х|x|ые|ми|ти)$/;

function readNumber(text: string, tokens: readonly Token[], first: number): Read | undefined {
  const { word } = tokens[first]!;
  if (isDigits(word)) return readDigits(text, tokens, first);
  const ordinal = digitsWithEnding.exec(word);
  if (ordinal) return { first, end: first + 1, value: Number(ordinal[1]), spelt: true };
  return findNumberWord(word) ? readWords(text, tokens, first) : undefined;
}

/** Digits, groups of three digits after them, and a word that multiplies: `10 000`, `5 тысяч`. */
function readDigits(text: string, tokens: readonly Token[], first: number): Read | undefined {
  const { word, from } = tokens[first]!;
  // The last part of 3.5 is not 5.
  if (word.length > 9 || (/[.,]/.test(text[from - 1] ?? "") && /\d/.test(text[from - 2] ?? "")))
    return undefined;
  let digits = word;
  let end = first + 1;
  if (word.length <= 3 && word[0] !== "0") {
    while (end < tokens.length && end - first < 4 && /^\d{3}$/.test(tokens[end]!.word)) {
      if (!/^[ \u00a0\u2009\u202f]$/.test(between(text, tokens, end))) break;
      digits += tokens[end++]!.word;
    }
  }
  let value = Number(digits);
  const multiplier = end < tokens.length ? findNumberWord(tokens[end]!.word) : undefined;
  if (multiplier?.kind === "multiplier" && !multiplier.ordinal && isBeside(text, tokens, end)) {
    value *= multiplier.value;
    end++;
  }
  return { first, end, value, spelt: false };
}

function readWords(text: string, tokens: readonly Token[], first: number): Read | undefined {
  let total = 0;
  let current = 0;
  // What may still be added: after a hundred less than 100, after twenty less than 10, after five nothing.
  let room = 1000;
  let minMultiplier = Number.POSITIVE_INFINITY;
  let end = first;
  let part: NumberWord | undefined;
  while (end < tokens.length) {
    if (end > first && !isBeside(text, tokens, end)) break;
    let next = end;
    const isJoined = tokens[end]!.word === "and" && (current >= 100 || (current === 0 && total > 0));
    if (isJoined && end + 1 < tokens.length && isBeside(text, tokens, end + 1)) next = end + 1;
    const found = findNumberWord(tokens[next]!.word);
    if (!found) break;
    const { value, kind } = found;
    if (kind === "multiplier") {
      if (value >= minMultiplier || (current === 0 && (end > first || !found.alone))) break;
      total += Math.max(1, current) * value;
      current = 0;
      room = Math.min(1000, value);
      minMultiplier = value;
    } else if (kind === "hundreds" && current >= 1 && current <= 9) {
      // Only English counts its hundreds: two hundred.
      if (!tokens[next]!.word.startsWith("hundred")) break;
      current *= 100;
      room = 100;
    } else {
      if (value >= room || (value === 0 && next > first)) break;
      if (kind === "hundreds" && tokens[next]!.word.startsWith("hundred")) break;
      current += value;
      room = kind === "hundreds" ? 100 : kind === "tens" ? 10 : 0;
    }
    part = found;
    end = next + 1;
    if (found.ordinal || value === 0) break;
  }
  if (!part || (end - first === 1 && !part.alone)) return undefined;
  return { first, end, value: total + current, spelt: true };
}

/** Nineteen eighty-four: two numbers of two digits, in English only. */
function readYear(text: string, tokens: readonly Token[], century: Read): Read | undefined {
  const { first, end, value, spelt } = century;
  if (!spelt || value < 11 || value > 20 || end >= tokens.length) return undefined;
  if (tokens[first]!.script !== "latin" || tokens[end]!.script !== "latin" || !isBeside(text, tokens, end)) {
    return undefined;
  }
  const rest = readNumber(text, tokens, end);
  if (!rest || rest.value < 10 || rest.value > 99) return undefined;
  return { first, end: rest.end, value: value * 100 + rest.value, spelt };
}

/** Three point five, «три точка пять», «три запятая пять», «три с половиной», three and a half, 3 ½. */
function readFraction(text: string, tokens: readonly Token[], whole: Read): Read | undefined {
  const { first, end } = whole;
  for (const half of halves) {
    if (half.every((word, step) => tokens[end + step]?.word === word && isBeside(text, tokens, end + step))) {
      return { first, end: end + half.length, value: 5, spelt: true };
    }
  }
  const small = /^0point(\d+)$/.exec(tokens[end]?.word ?? "");
  if (small && isBeside(text, tokens, end))
    return { first, end: end + 1, value: Number(small[1]), spelt: true };
  const point = tokens[end]?.word;
  if (point !== "point" && point !== "точка" && point !== "запятая") return undefined;
  if (end + 1 >= tokens.length || !isBeside(text, tokens, end) || !isBeside(text, tokens, end + 1))
    return undefined;
  const rest = readNumber(text, tokens, end + 1);
  return rest ? { first, end: rest.end, value: rest.value, spelt: true } : undefined;
}

/** Nothing but spaces or a hyphen before this token. */
function isBeside(text: string, tokens: readonly Token[], at: number): boolean {
  return /^[\s-]{0,3}$/.test(between(text, tokens, at));
}

function between(text: string, tokens: readonly Token[], at: number): string {
  return text.slice(tokens[at - 1]!.to, tokens[at]!.from);
}

function isDigits(word: string): boolean {
  return /^\d+$/.test(word);
}
