import { stemWord } from "./stem-word.ts";
import type { Token } from "./token.ts";

/** Names of the English letters as Russian speakers say and write them. */
const letters: Record<string, string> = {
  эй: "a",
  би: "b",
  си: "c",
  ди: "d",
  и: "e",
  эф: "f",
  джи: "g",
  эйч: "h",
  ай: "i",
  джей: "j",
  кей: "k",
  эл: "l",
  эль: "l",
  эм: "m",
  эн: "n",
  оу: "o",
  пи: "p",
  кью: "q",
  ар: "r",
  эс: "s",
  ти: "t",
  ю: "u",
  ви: "v",
  экс: "x",
  уай: "y",
  вай: "y",
  зет: "z",
  зед: "z",
};

const byName = new Map(Object.entries(letters));
const names = Object.keys(letters).sort((a, b) => b.length - a.length);
const spelt = new RegExp(`^(?:${names.join("|")})+$`);
const each = new RegExp(names.join("|"), "g");

/** More would be no word that is spelt out. */
const maxLetters = 6;
/** Two letters only where one of their names is like no Russian syllable: «пиар», «айти», «диджей», but not «сити», «сиди». */
const english = /^(?:эй|эйч|эф|ай|джи|джей|кей|кью|ар|эс|экс|уай|вай)$/;

/**
 * Abbreviations said by the English names of their letters, as they are written: «эйпиай» is api, «эйч ар» hr, «ви пи эн»
 * vpn. Each stands beside the tokens that say it. Only when a word, or two or more side by side, is nothing but such names.
 */
export function readLetterNames(text: string, tokens: readonly Token[]): Token[] {
  const found: Token[] = [];
  for (let first = 0; first < tokens.length; ) {
    let end = first;
    let word = "";
    while (end < tokens.length && word.length < maxLetters) {
      if (end > first && !/^[ -]$/.test(text.slice(tokens[end - 1]!.to, tokens[end]!.from))) break;
      const { word: name } = tokens[end]!;
      // «И» and «ю» are a word and a letter of Russian: they count inside a word only.
      const letter = name.length > 1 ? byName.get(name) : undefined;
      if (letter === undefined) break;
      word += letter;
      end++;
    }
    if (end - first < 2) {
      word = readWord(tokens[first]!);
      end = first + 1;
    }
    if (word !== "") {
      const { from } = tokens[first]!;
      found.push({ from, to: tokens[end - 1]!.to, word, stem: stemWord(word), script: "latin" });
    }
    first = end;
  }
  return found;
}

/** The Latin letter that a word is or names: «си», «с» (as it looks) and c are c. Undefined for any other word. */
export function letterOfName(word: string): string | undefined {
  if (word.length > 1) return byName.get(word);
  if (word === "с") return "c";
  return word >= "a" && word <= "z" ? word : undefined;
}

/** The name of a letter, or nothing but such names. Takes a folded word. */
export function mayBeLetterNames(word: string): boolean {
  return (word.length > 1 && byName.has(word)) || (word.length <= 24 && spelt.test(word));
}

function readWord({ word, script }: Token): string {
  if (script !== "cyrillic" || !spelt.test(word)) return "";
  const said = [...word.matchAll(each)].map((match) => match[0]);
  // Taken from the left, the longest name first: where that leaves something over it is not sure.
  if (said.join("") !== word || said.length < 2 || said.length > maxLetters) return "";
  if (said.length === 2 && (word.length < 4 || !said.some((name) => english.test(name)))) return "";
  return said.map((name) => letters[name]!).join("");
}
