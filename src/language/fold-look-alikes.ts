/** Letters of the two scripts that look the same, Cyrillic first. Small ones only where the small letters are alike too. */
const pairs = "АA ВB ЕE ІI ЈJ КK МM НH ОO РP СC ЅS ТT УY ХX аa еe іi јj оo рp сc ѕs уy хx";

const toLatin = new Map<string, string>();
const toCyrillic = new Map<string, string>();
for (const pair of pairs.split(" ")) {
  toLatin.set(pair[0]!, pair[1]!);
  toCyrillic.set(pair[1]!, pair[0]!);
}

/** A Latin word with a Russian ending: «в PDFе», «из XMLа», «две APIшки». */
const bentLatin =
  /^([a-z][a-z0-9]+)(?:а|у|е|ы|и|ю|я|ой|ом|ем|ов|ам|ах|ей|ка|ку|ки|ке|ик|ами|шка|шки|шку|ный|ная|ное|ные)$/iu;
const roman = /^[ivxlcdm]+$/i;
/** More letters beside digits are a word of its own language: «карта5». */
const maxLettersOfCode = 3;

/**
 * A word typed with letters of the other script that look the same, as the word it looks like: «В12» with a Cyrillic В is
 * B12, «Cбербанк» with a Latin C is «Сбербанк». Two kinds of words are changed:
 *
 * - of both scripts, where every letter of one of them has its double in the other. A Latin word with a Russian ending
 *   stays as it is;
 * - short codes, Cyrillic letters with digits or C's `++` and `#`, where every letter has a Latin double: «Н2О», «1С», «С++».
 *
 * Takes a word in any case, in Unicode's composed form; gives the case back as it was.
 */
export function foldLookAlikes(word: string): string {
  const isLatin = /[a-z]/i.test(word);
  const isCyrillic = /[\u0400-\u052f]/.test(word);
  if (!isCyrillic) return word;
  if (!isLatin) return /[\d+#]/.test(word) ? foldCode(word) : word;
  if (bentLatin.test(word)) return word;
  const letters = [...word].filter((letter) => /\p{L}/u.test(letter));
  const latin = letters.filter((letter) => /[a-z]/i.test(letter));
  const cyrillic = letters.filter((letter) => /[\u0400-\u052f]/.test(letter));
  const canBeLatin = cyrillic.every((letter) => toLatin.has(letter));
  const canBeCyrillic = latin.every((letter) => toCyrillic.has(letter));
  if (!canBeLatin && !canBeCyrillic) return word;
  const asLatin = [...word].map((letter) => toLatin.get(letter) ?? letter).join("");
  const isCode = /[\d+#]/.test(word) || roman.test(asLatin);
  const wantsLatin = canBeLatin && (!canBeCyrillic || isCode || latin.length > cyrillic.length);
  return wantsLatin ? asLatin : [...word].map((letter) => toCyrillic.get(letter) ?? letter).join("");
}

/** The Latin word of a folded word that is one with a Russian ending; undefined for any other. */
export function latinWithoutEnding(word: string): string | undefined {
  return bentLatin.exec(word)?.[1];
}

/** The letter of the other script that looks the same, small or capital; empty if there is none. */
export function doubleOf(letter: string): string {
  const capital = letter.toUpperCase();
  return (toLatin.get(capital) ?? toCyrillic.get(capital) ?? "").toLowerCase();
}

/** As capitals: в is no b, but В is a B, and a code is the same in small letters. */
function foldCode(word: string): string {
  const letters = word.match(/\p{L}/gu) ?? [];
  if (letters.length > maxLettersOfCode) return word;
  const isAlike = letters.every((letter) => toLatin.has(letter.toUpperCase()));
  return isAlike ? word.replace(/\p{L}/gu, (letter) => toLatin.get(letter.toUpperCase())!) : word;
}
