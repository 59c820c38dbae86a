import { foldLookAlikes } from "./fold-look-alikes.ts";

/**
 * The one form under which spellings of a word are the same word: compatibility forms unified, lower case, ё as е,
 * stress marks and Latin accents gone (café = cafe), й kept, apostrophes closed up (don't = dont), `+` and `#` spelt
 * out (c++ = cplusplus), powers and fractions too (10³ = 10pow3, 2½ = 2point5), look-alike letters of the other script as
 * the word they stand in. Only letters and digits remain, because that is all FTS5's unicode61 keeps of a word: what
 * is spelt here is what is matched there. May be empty. Folding twice changes nothing.
 */
export function foldWord(word: string): string {
  if (plain.test(word)) return word.replaceAll("ё", "е");
  let folded = word.toWellFormed();
  // Lower-casing can make a letter and a mark of one letter (İ), and composing can make a capital: go on until it rests.
  for (let round = 0; round < 4; round++) {
    const before = folded;
    folded = foldOnce(folded);
    if (folded === before) break;
  }
  return folded;
}

/** Most words are already in lower case without marks: 3 times faster than folding them all. */
const plain = /^(?:[a-z0-9]*|[а-яё]*)$/;
/** But not those that make another letter of a Japanese one. */
const marks = /(?![\u3099\u309a])\p{Mn}/gu;
const shortI = /и\u0306/g;

function foldOnce(word: string): string {
  return foldLookAlikes(spellSmallDigits(word).normalize("NFKC"))
    .normalize("NFKD")
    .toLowerCase()
    .replace(shortI, "й")
    .replace(marks, "")
    .replaceAll("+", "plus")
    .replaceAll("#", "sharp")
    .normalize("NFC")
    .replace(/[^\p{L}\p{N}]/gu, "")
    .replaceAll("ё", "е");
}

/** Fractions of one character that a decimal says exactly; the others are spelt out. */
const decimals: Record<string, string> = {
  "½": "5",
  "¼": "25",
  "¾": "75",
  "⅕": "2",
  "⅖": "4",
  "⅗": "6",
  "⅘": "8",
  "⅛": "125",
  "⅜": "375",
  "⅝": "625",
  "⅞": "875",
  "⅒": "1",
};

const fraction = /(\p{Nd}*)([¼½¾⅐-⅞])/gu;
const smallDigit = /[¼½¾⅐-⅞²³¹⁰⁴-⁹₀-₉]/;

/**
 * Unicode takes the small digits for ordinary ones: 10³ would be 103 and 2½ would be 212. After a digit they are spelt out;
 * after a unit they are what is typed without them (м² = м2, H₂O = h2o); after a longer word they are the number of a note.
 */
function spellSmallDigits(word: string): string {
  if (!smallDigit.test(word)) return word;
  return word
    .replace(/(?<=\p{L}{4})[²³¹⁰⁴-⁹]+$/u, "")
    .replace(fraction, (_, whole: string, small: string) => {
      const decimal = decimals[small];
      if (decimal !== undefined) return `${whole === "" ? "0" : whole}point${decimal}`;
      return `${whole === "" ? "" : `${whole}and`}${small.normalize("NFKC").replace("⁄", "over")}`;
    })
    .replace(/(?<=\p{Nd})([⁺⁻]?)(?=[²³¹⁰⁴-⁹])/gu, (_, sign: string) => `pow${sign === "⁻" ? "minus" : ""}`)
    .replace(/(?<=\p{Nd})(?=[₀-₉])/gu, "sub");
}
