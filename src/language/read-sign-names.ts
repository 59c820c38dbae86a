import { letterOfName } from "./read-letter-names.ts";
import { stemWord } from "./stem-word.ts";
import type { Token } from "./token.ts";

const sharp = /^(?:шарп(?:а|у|ом|е)?|sharp)$/;

/** Names of two or three words, said as they are not written. */
const said: [words: RegExp[], name: string][] = [
  [[/^(?:дот|dot)$/, /^(?:нет|нэт|net)(?:а|у|ом|е)?$/], "dotnet"],
  [[/^(?:нод|нода|ноуд|ноде)$/, /^(?:джи|джей)$/, /^эс$/], "nodejs"],
  [[/^(?:один|1)$/, /^эс$/], "1c"],
];
/** The same in one word, and abbreviations that mean one of them. */
const ofOneWord = new Map([
  ["дотнет", "dotnet"],
  ["одинэс", "1c"],
  ["1эс", "1c"],
  ["cpp", "cplusplus"],
]);
/** «си++» */
const mixed = /^([а-я]+)(plusplus|sharp)$/;
/** Quicker than trying each of `said` on every word. */
const firstWords = new Set("дот dot нод нода ноуд ноде один 1".split(" "));

/**
 * Names whose signs are said as words, as they are written: «си плюс плюс» and C plus plus are `cplusplus`, the word of C++,
 * «си шарп» is that of C#, «дот нет» that of .NET, «один эс» that of 1С. Each stands beside the tokens that say it.
 */
export function readSignNames(text: string, tokens: readonly Token[]): Token[] {
  const found: Token[] = [];
  for (let first = 0; first < tokens.length; ) {
    const { end, name } = readAt(text, tokens, first);
    if (name !== undefined) {
      const { from } = tokens[first]!;
      found.push({ from, to: tokens[end - 1]!.to, word: name, stem: stemWord(name), script: "latin" });
    }
    first = end;
  }
  return found;
}

/** True for a stem that `readSignNames` makes. */
export function isSignName(word: string): boolean {
  return /^(?:[a-z](?:plusplus|sharp)|dotnet|nodej|1c)$/.test(word);
}

/** False where no such name begins with this folded word. */
export function opensSignName(word: string): boolean {
  return letterOfName(word) !== undefined || ofOneWord.has(word) || firstWords.has(word) || mixed.test(word);
}

function readAt(text: string, tokens: readonly Token[], first: number): { end: number; name?: string } {
  const wordAt = (at: number): string =>
    at < tokens.length && isBeside(text, tokens, at) ? tokens[at]!.word : "";
  const { word } = tokens[first]!;
  const whole = ofOneWord.get(word);
  if (whole) return { end: first + 1, name: whole };
  const [, name, sign] = mixed.exec(word) ?? [];
  const ofMixed = name === undefined ? undefined : letterOfName(name);
  if (ofMixed) return { end: first + 1, name: `${ofMixed}${sign}` };
  const letter = letterOfName(word);
  if (letter) {
    if (isPlus(wordAt(first + 1)) && isPlus(wordAt(first + 2)))
      return { end: first + 3, name: `${letter}plusplus` };
    if (sharp.test(wordAt(first + 1))) return { end: first + 2, name: `${letter}sharp` };
  }
  if (!firstWords.has(word)) return { end: first + 1 };
  for (const [words, name] of said) {
    if (!words[0]!.test(word)) continue;
    if (words.slice(1).every((pattern, at) => pattern.test(wordAt(first + 1 + at)))) {
      return { end: first + words.length, name };
    }
  }
  return { end: first + 1 };
}

function isPlus(word: string): boolean {
  return word === "plus" || word === "плюс" || word === "плюса" || word === "плюсах";
}

function isBeside(text: string, tokens: readonly Token[], at: number): boolean {
  return /^[ \u00a0-]{1,2}$/.test(text.slice(tokens[at - 1]!.to, tokens[at]!.from));
}
