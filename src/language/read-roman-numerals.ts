import type { Token } from "./token.ts";

/** Up to XXXIX: of the letters L, C, D and M too many words and abbreviations are made (CD, MIX, LCD). */
const numeral = /^(?!xxx$)(?=[ivx])x{0,3}(?:ix|iv|v?i{0,3})$/;
const values: Record<string, number> = { i: 1, v: 5, x: 10 };
/** What a numeral of one letter stands before. */
const counted =
  /^(?:век(?:а|у|ом|е|ов|ами|ах|и)?|вв?|столети[а-я]{1,3}|century|centuries|съезд[а-я]{0,3}|том[а-я]{0,2})$/;

/**
 * Roman numerals as digits: «XIX век» and «19 век», Louis XIV and Louis 14. Two capitals, or three letters of any case
 * (xix), or one capital before a century (V век); also with Cyrillic letters that look the same («ХХ»). Each stands
 * beside its token.
 */
export function readRomanNumerals(text: string, tokens: readonly Token[]): Token[] {
  const found: Token[] = [];
  for (let at = 0; at < tokens.length; at++) {
    const { from, to, word } = tokens[at]!;
    if (!mayBeRoman(word)) continue;
    const roman = word.replaceAll("х", "x").replaceAll("і", "i");
    if (!numeral.test(roman)) continue;
    const areCapitals = /^(?:\p{Lu}|\p{Nl})+$/u.test(text.slice(from, to));
    const isOne = roman.length === 1 && counted.test(tokens[at + 1]?.word ?? "");
    if (roman.length < 3 && !(areCapitals && (roman.length === 2 || isOne))) continue;
    const number = String(numberOf(roman));
    found.push({ from, to, word: number, stem: number, script: "other" });
  }
  return found;
}

/** Made of the letters of a numeral. Takes a folded word. */
export function mayBeRoman(word: string): boolean {
  return word.length <= 7 && /^[ivxхі]+$/.test(word);
}

function numberOf(roman: string): number {
  const digits = [...roman].map((letter) => values[letter]!);
  return digits.reduce((sum, value, at) => sum + (value < (digits[at + 1] ?? 0) ? -value : value), 0);
}
