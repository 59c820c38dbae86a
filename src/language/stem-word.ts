import snowball from "snowball-stemmers";
import { latinWithoutEnding } from "./fold-look-alikes.ts";
import { isStopWord } from "./stop-words.ts";
import type { Script } from "./token.ts";

const russian = snowball.newStemmer("russian");
const english = snowball.newStemmer("english");

/** A word longer than this is no word; the rest does not help to find it. */
const maxWordLength = 64;

/**
 * Snowball stem of a folded word: Russian for Cyrillic, English for Latin and Latin with a Russian ending («PDFке»), the word
 * itself for anything else.
 */
export function stemWord(word: string): string {
  const short = cutWord(word);
  const script = scriptOfWord(short);
  if (script === "cyrillic") return stemRussian(short);
  if (script === "latin") return english.stem(short) || short;
  return short;
}

/** Endings of nouns and adjectives, the longest first. */
const ending =
  /(?<=.{3})(?:ами|ями|ыми|ими|ого|его|ому|ему|ой|ей|ом|ем|ым|им|ов|ев|ах|ях|ам|ям|ых|их|ую|юю|ая|яя|ое|ее|ые|ие|ый|ий|[аяуюеиыоь])$/;

/** Snowball takes «О'Нил» for a verb and leaves «он»: what would be a function word loses its case ending only. */
function stemRussian(word: string): string {
  // «ЕА», the initials, are no form of «е».
  if (word.length <= 2) return word;
  const latin = latinWithoutEnding(word);
  if (latin !== undefined) return english.stem(latin) || latin;
  const stem = russian.stem(word) || word;
  return isStopWord(stem) && !isStopWord(word) ? word.replace(ending, "") : stem;
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
