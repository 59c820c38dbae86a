import snowball from "snowball-stemmers";
import type { Script } from "./token.ts";

const russian = snowball.newStemmer("russian");
const english = snowball.newStemmer("english");

/** A word longer than this is no word; the rest does not help to find it. */
const maxWordLength = 64;

/** Snowball stem of a folded word: Russian for Cyrillic, English for Latin, the word itself for anything else. */
export function stemWord(word: string): string {
  const short = cutWord(word);
  const script = scriptOfWord(short);
  if (script === "cyrillic") return russian.stem(short) || short;
  if (script === "latin") return english.stem(short) || short;
  return short;
}

/** Script of the last letter: «git-репозиторий» is two words anyway, and `PDFка` bends like a Russian word. */
export function scriptOfWord(word: string): Script {
  const letter = /\p{L}(?=\P{L}*$)/u.exec(word)?.[0];
  if (letter === undefined) return "other";
  if (/\p{Script=Cyrillic}/u.test(letter)) return "cyrillic";
  if (/\p{Script=Latin}/u.test(letter)) return "latin";
  return "other";
}

function cutWord(word: string): string {
  if (word.length <= maxWordLength) return word;
  const lastUnit = word.charCodeAt(maxWordLength - 1);
  const splitsPair = lastUnit >= 0xd800 && lastUnit <= 0xdbff;
  return word.slice(0, splitsPair ? maxWordLength - 1 : maxWordLength);
}
