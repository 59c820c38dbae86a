import { stemWord } from "../language/stem-word.ts";

/** Words of the archive, folded, by their first letters. */
export type WordForms = ReadonlyMap<string, readonly string[]>;

const sharedLetters = 4;
/** Letters at the end in which two forms of a word may differ. */
const maxEnding = 2;
/** Of shorter words many have no other form at all (надо, вчера). */
const minMadeLength = 5;

/** Arranges an archive's words so that forms of a word are found. */
export function arrangeForms(words: Iterable<string>): WordForms {
  const forms = new Map<string, string[]>();
  for (const word of new Set(words)) {
    if (word.length < sharedLetters || /\d/.test(word)) continue;
    const key = word.slice(0, sharedLetters);
    const known = forms.get(key);
    if (known) known.push(word);
    else forms.set(key, [word]);
  }
  for (const own of forms.values()) own.sort();
  return forms;
}

/**
 * Another form of a folded word: one said in this archive that shares all but its last letters (храню for хранить: not
 * always the same stem), else one made by an ending that keeps the stem (пчелы for пчела). Undefined for short words and
 * where there is none. `choose` picks among several: 0…1.
 */
export function findOtherForm(word: string, forms: WordForms, choose: number): string | undefined {
  const said = (forms.get(word.slice(0, sharedLetters)) ?? []).filter((other) => areForms(word, other));
  const found = said.length > 0 ? said : makeForms(word);
  return found[Math.floor(choose * found.length)];
}

function areForms(a: string, b: string): boolean {
  if (a === b) return false;
  const shared = Math.max(sharedLetters, Math.max(a.length, b.length) - maxEnding);
  return a.slice(0, shared) === b.slice(0, shared);
}

const endings = {
  cyrillic: [
    "а",
    "у",
    "ы",
    "и",
    "е",
    "ом",
    "ой",
    "ам",
    "ами",
    "ах",
    "ов",
    "ого",
    "ым",
    "ую",
    "ые",
    "ть",
    "ли",
    "ет",
  ],
  latin: ["s", "es", "ed", "ing"],
};

function makeForms(word: string): string[] {
  const stem = stemWord(word);
  if (word.length < minMadeLength || stem.length < 3 || !word.startsWith(stem)) return [];
  const own = /[а-я]$/.test(word) ? endings.cyrillic : /[a-z]$/.test(word) ? endings.latin : [];
  return own.map((ending) => stem + ending).filter((form) => form !== word && stemWord(form) === stem);
}
