import { foldWord } from "./fold-word.ts";
import { joinInitials } from "./join-initials.ts";
import { findNumberWord } from "./number-words.ts";
import { readDates } from "./read-dates.ts";
import { mayBeLetterNames, readLetterNames } from "./read-letter-names.ts";
import { readNumbers } from "./read-numbers.ts";
import { readPhoneNumbers } from "./read-phone-numbers.ts";
import { mayBeRoman, readRomanNumerals } from "./read-roman-numerals.ts";
import { opensSignName, readSignNames } from "./read-sign-names.ts";
import { scriptOfWord, stemWord } from "./stem-word.ts";
import type { Reading, Script, Token } from "./token.ts";

/** Changes whenever the same text may give other stems: part of the fingerprint of the text index. */
export const analyserVersion = "3";

export type Analysis = {
  /** Every word in order. */
  tokens: Token[];
  /**
   * Compounds closed up: `wi-fi` also as `wifi`, `node.js` as `nodejs`, `.NET` as `dotnet`, 1,500 as 1500, 3.5 as
   * `3point5`, 10^3 as `10pow3`, and a word broken at a line's end. They are separate from the tokens, so that a phrase
   * still finds its words next to each other.
   */
  compounds: Token[];
  /** What words say in another writing, beside the tokens too: «двадцать пять» is 25, «эйчар» hr, «си плюс плюс» c++. */
  readings: Reading[];
};

/** Of scripts that put no spaces between words each character is a token. */
const unspaced =
  "[[\\p{sc=Han}\\p{sc=Hira}\\p{sc=Kana}\\u30fc\\uff70\\p{sc=Thai}\\p{sc=Laoo}\\p{sc=Khmr}\\p{sc=Mymr}]&&\\p{L}]";
const letters = `[[\\p{L}\\p{Nd}\\p{Nl}]--${unspaced}]`;
const smallDigits = "[²³¹⁰⁴-⁹]";
const fractions = "[¼½¾⅐-⅞]";
const apostrophe = "['’ʼ‘`´′＇](?=[\\p{L}\\p{N}])";

/**
 * A letter or digit and what belongs to it: marks, soft hyphens, joiners, an apostrophe inside the word, small digits above
 * and below, a fraction, and the pluses or the sharp of C++, C#, 18+. Numbers in circles and brackets stand for themselves:
 * Unicode takes them for digits, and 10① would be 101.
 */
const wordPattern = new RegExp(
  `${unspaced}\\p{M}*|(?:${letters}|${fractions})` +
    `(?:[${letters}\\p{M}\\u00ad\\u200c\\u200d₀-₉]|[⁺⁻]?${smallDigits}|(?<=\\p{Nd})${fractions}|${apostrophe})*` +
    "(?:\\+{1,2}(?![\\p{L}\\p{N}+])|#(?![\\p{L}\\p{N}#]))?|\\p{No}",
  "gv",
);
const unspacedWord = new RegExp(`^${unspaced}\\p{M}*$`, "v");

const maxCompoundLength = 4;

/**
 * Cuts a text into words with their stems and places. Never throws, whatever the text. Where not every stem is wanted,
 * `isStemWanted` says it of a folded word: the others get an empty stem, since stemming is what takes the time.
 */
export function analyseText(text: string, isStemWanted: (word: string) => boolean = () => true): Analysis {
  const written: Token[] = [];
  const seen = { numbers: false, names: false };
  for (const match of text.matchAll(wordPattern)) {
    const from = match.index;
    const form = formOf(match[0]);
    if (form.word === "") continue;
    const { word, script } = form;
    seen.numbers ||= form.maySayNumber;
    seen.names ||= form.maySayName;
    const stem = isStemWanted(word) ? stemOf(form) : "";
    written.push({ from, to: from + match[0].length, word, stem, script });
  }
  const { tokens, letters } = joinInitials(written, text);
  const numbers = seen.numbers ? readNumbers(text, tokens) : [];
  const compounds = closeCompounds(text, tokens);
  const phones = seen.numbers ? readPhoneNumbers(text, tokens, numbers) : [];
  const readings: Reading[] = [
    ...phones,
    ...(seen.numbers ? readDates(text, tokens, numbers) : []),
    // `8 926 123` of a phone number is no eight million.
    ...numbers.filter((number) => !phones.some((phone) => isGroupOf(phone, number, text))),
    ...(seen.names ? readSignNames(text, tokens) : []),
    ...(seen.names ? readLetterNames(text, tokens) : []),
    ...(seen.names ? readRomanNumerals(text, tokens) : []),
    ...letters,
  ];
  if (readings.length === 0) return { tokens, compounds, readings };
  // 123-45-67 is a compound and the end of a phone number: once is enough.
  const isKnown = (reading: Token, at: number): boolean => {
    const isSame = ({ stem, from, to }: Token) =>
      stem === reading.stem && from < reading.to && reading.from < to;
    return compounds.some(isSame) || readings.slice(0, at).some(isSame);
  };
  return { tokens, compounds, readings: readings.filter((reading, at) => !isKnown(reading, at)) };
}

/** True for a character of a script that puts no spaces between words. */
export function isUnspaced(word: string): boolean {
  return unspacedWord.test(word);
}

/** What the text index stores of a text: the stems in order, then the compounds and readings. */
export function indexStems(text: string): string {
  const { tokens, compounds, readings } = analyseText(text);
  return stemsToIndex({ tokens, compounds, readings }).join(" ");
}

/** The same of an analysed text. */
export function stemsToIndex({ tokens, compounds, readings }: Analysis): string[] {
  return [...tokens, ...compounds, ...readings].map((token) => token.stem);
}

function isGroupOf(phone: Token, { from, to }: Token, text: string): boolean {
  const isInside = phone.from <= from && to <= phone.to && to - from < phone.to - phone.from;
  return isInside && /^\d+[^\p{L}]+\d+$/u.test(text.slice(from, to));
}

function closeCompounds(text: string, tokens: readonly Token[]): Token[] {
  const compounds: Token[] = [];
  let chain: Token[] = [];
  let previous: Token | undefined;
  for (const token of tokens) {
    if (previous && isJoint(text, previous.to, token.from)) chain.push(token);
    else {
      pushCompound(compounds, chain, text);
      chain = [token];
      if (previous && isBroken(text, previous, token)) {
        compounds.push(asOne([previous, token], previous.word + token.word));
      }
    }
    previous = token;
  }
  pushCompound(compounds, chain, text);
  return compounds;
}

/**
 * One hyphen, dot or underscore between two words, an en dash between two letters, or a comma or power sign between two
 * digits, makes them a compound.
 */
function isJoint(text: string, from: number, to: number): boolean {
  if (to - from !== 1) return false;
  const joint = text[from]!;
  if ("-‐‑._".includes(joint)) return true;
  const before = text[from - 1] ?? "";
  const after = text[to] ?? "";
  if (joint === "," || joint === "^") return /\d/.test(before) && /\d/.test(after);
  return "–－﹣".includes(joint) && /\p{L}/u.test(before) && /\p{L}/u.test(after);
}

/** A word broken by a hyphen at a line's end: the lines of a transcript are joined by a space. */
function isBroken(text: string, before: Token, after: Token): boolean {
  if (after.from - before.to < 2 && text[before.to - 1] !== "\u00ad") return false;
  const between = text.slice(before.to, after.from);
  const isHyphen =
    /^[-‐\u00ad]\s{1,4}$/.test(between) || (/^\s{1,4}$/.test(between) && text[before.to - 1] === "\u00ad");
  return isHyphen && before.script === after.script && /^\p{Ll}{2}/u.test(text.slice(after.from, after.to));
}

function asOne(parts: readonly Token[], word: string): Token {
  return {
    from: parts[0]!.from,
    to: parts.at(-1)!.to,
    word,
    stem: stemWord(word),
    script: scriptOfWord(word),
  };
}

function pushCompound(compounds: Token[], chain: readonly Token[], text: string): void {
  const first = chain[0];
  if (!first) return;
  const dotted = opensWithDot(text, first);
  if (chain.length > maxCompoundLength || (chain.length === 1 && !dotted)) return;
  const joined = chain.map((token) => token.word).join(jointOf(chain, text));
  const compound = asOne(chain, (dotted ? "dot" : "") + foldWord(joined));
  compounds.push(dotted ? { ...compound, from: first.from - 1 } : compound);
}

/** 3.5 is not 35, and 3,5 is 3.5, and 10^3 is 10³; but 1,500 is 1500. */
function jointOf(chain: readonly Token[], text: string): string {
  if (!chain.every((token) => /^\d+$/.test(token.word))) return "";
  const [, ...groups] = chain;
  const joints = groups.map((token) => text[token.from - 1]);
  if (joints.every((joint) => joint === "^")) return "pow";
  if (joints.every((joint) => joint === ",")) {
    return groups.every((token) => token.word.length === 3) ? "" : "point";
  }
  return joints.every((joint) => joint === ".") ? "point" : "";
}

/** `.NET`, `.env`: a dot with nothing before it and a Latin letter after it. */
function opensWithDot(text: string, token: Token): boolean {
  if (text[token.from - 1] !== "." || !/[a-z]/i.test(text[token.from]!)) return false;
  return token.from < 2 || /[\s("'«“„]/.test(text[token.from - 2]!);
}

/**
 * `stemmed` is what the stem is made of, `stem` is made when it is first wanted. `maySayNumber`, `maySayName`: a text
 * without such a word says no number, date or abbreviation, and need not be looked through for them (a third of the time).
 */
type Form = {
  word: string;
  script: Script;
  stemmed: string;
  stem?: string;
  maySayNumber: boolean;
  maySayName: boolean;
};

/** Snowball takes 9 µs a word and speech repeats itself: a transcript of an hour has some 2 000 different words. */
let forms = new Map<string, Form>();
/** What was there when `forms` was last full: what is used again moves over, the rest goes the next time. */
let olderForms = new Map<string, Form>();
const formsKept = 50_000;

function formOf(written: string): Form {
  const known = forms.get(written);
  if (known) return known;
  const form = olderForms.get(written) ?? makeForm(written);
  if (forms.size >= formsKept) {
    olderForms = forms;
    forms = new Map();
  }
  if (written.length <= 64) forms.set(written, form);
  return form;
}

function makeForm(written: string): Form {
  const word = foldWord(written);
  const possessive = /['’ʼ]s$/i.test(written);
  return {
    word,
    script: scriptOfWord(word),
    stemmed: possessive ? word.slice(0, -1) : word,
    maySayNumber: /\d/.test(word) || word.startsWith("пол") || findNumberWord(word) !== undefined,
    maySayName: opensSignName(word) || mayBeLetterNames(word) || mayBeRoman(word),
  };
}

function stemOf(form: Form): string {
  form.stem ??= stemWord(form.stemmed);
  return form.stem;
}
