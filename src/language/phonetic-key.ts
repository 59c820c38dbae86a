import type { Script } from "./token.ts";

/**
 * How a word sounds, roughly, in letters both scripts share: consonants `pbtdkgszfvmnlrh`, `j` (дж, ж, soft g), `c` (ч, ш,
 * щ, sh, ch), vowels `aeiou`. Latin letters are read as in English, which is how most names and terms come into Russian
 * speech: `kubernetes` and «кубернетис» are *kubernetes* and *kubernetis*, `slack` and «слак» both *slak*. Takes a
 * folded word or stem. Empty for one of another script or with digits.
 */
export function soundsOf(word: string, script: Script): string {
  if (script === "latin" && /^[a-z]+$/.test(word)) return closeUp(readLatin(word));
  if (script === "cyrillic" && /^[а-яё]+$/.test(word)) return closeUp(readCyrillic(word));
  return "";
}

/**
 * The consonants of the sounds, with `A` before them when the word begins with a vowel: words that sound alike have one
 * key, whatever the vowels, which English spelling says least about. Voiced and soft variants are one (z = s, j = g).
 */
export function phoneticKey(sounds: string): string {
  const consonants = sounds
    .replace(/[aeiou]/g, "")
    .replaceAll("z", "s")
    .replaceAll("j", "g");
  return (/^[aeiou]/.test(sounds) ? "A" : "") + consonants;
}

/**
 * The ways a word may sound: of a Cyrillic one the stem and the word as it is, since what looks like an ending may belong
 * to a name (Чехов, «коммит»); of a Latin one the word, since the English stemmer cuts `kubernetes` to `kubernet`.
 */
export function soundsOfEach(word: string, stem: string, script: Script): string[] {
  const sounds =
    script === "cyrillic" ? [soundsOf(stem, script), soundsOf(word, script)] : [soundsOf(word, script)];
  return [...new Set(sounds)].filter((sound) => sound !== "");
}

/** The keys of these, each once. */
export function soundKeysOf(word: string, stem: string, script: Script): string[] {
  return [...new Set(soundsOfEach(word, stem, script).map(phoneticKey))].filter((key) => key !== "");
}

/** Every sign a key may have. */
export const keyAlphabet = "bcdfghklmnprstvA";

/** The letters a group may begin with, the group, its sounds. */
type Rule = readonly [begins: string, pattern: RegExp, sounds: string];

/** English letters and groups of letters; the first that fits at a place is taken, else the letter is its own sound. */
const latinRules: readonly Rule[] = [
  ["kg", /^[kg]n/y, "n"],
  ["w", /^wr/y, "r"],
  ["m", /^mc/y, "mak"],
  ["ts", /[ts]ion(?=s?$)/y, "con"],
  ["st", /sch|tch|sh/y, "c"],
  ["c", /ch(?=r)/y, "k"],
  ["c", /ch/y, "c"],
  ["p", /ph/y, "f"],
  ["t", /th/y, "t"],
  ["k", /kh/y, "h"],
  ["z", /zh/y, "j"],
  ["w", /wh/y, "v"],
  ["g", /(?<=[aeiou])ght?/y, "t"],
  ["c", /ck/y, "k"],
  ["d", /dg(?=[eiy])/y, "j"],
  ["t", /t[sz]/y, "s"],
  ["q", /qu/y, "kv"],
  ["q", /q/y, "k"],
  ["x", /x/y, "ks"],
  ["s", /sc(?=[eiy])/y, "s"],
  ["c", /c(?=[eiy])/y, "s"],
  ["c", /c/y, "k"],
  ["g", /g(?=[eiy])/y, "j"],
  ["oe", /(?<=.)o[ou]|e[wu](?![aeiou])/y, "u"],
  ["ei", /ee|ea|ie(?=[^aeiou])/y, "i"],
  ["ae", /[ae][iy]/y, "e"],
  ["ao", /a[uw](?![aeiou])|ow(?![aeiou])|oa/y, "o"],
  ["w", /w/y, "v"],
  ["y", /y/y, "i"],
  // An h speaks at the beginning and between vowels only: John, Ghana, github.
  ["h", /(?<=.)h(?![aeiou])|(?<=[^aeiou])h/y, ""],
  // A final e is silent after a consonant: google, apple, youtube.
  ["e", /(?<=[aeiouy].*[^aeiouy])e$/y, ""],
];

const cyrillicRules: readonly Rule[] = [
  ["д", /дж/y, "j"],
  ["тц", /тс|ц/y, "s"],
  ["у", /^у(?=[аеиоэя])/y, "v"],
  ["х", /х(?=р)/y, "k"],
  ["х", /(?<=[бвгджзклмнпрстфцчшщ])х/y, ""],
];
const cyrillicLetters: Record<string, string> = {
  а: "a",
  б: "b",
  в: "v",
  г: "g",
  д: "d",
  е: "e",
  ё: "e",
  ж: "j",
  з: "z",
  и: "i",
  й: "i",
  к: "k",
  л: "l",
  м: "m",
  н: "n",
  о: "o",
  п: "p",
  р: "r",
  с: "s",
  т: "t",
  у: "u",
  ф: "f",
  х: "h",
  ч: "c",
  ш: "c",
  щ: "c",
  ъ: "",
  ы: "i",
  ь: "",
  э: "e",
  ю: "u",
  я: "a",
};

const latinByLetter = byLetter(latinRules);
const cyrillicByLetter = byLetter(cyrillicRules);

function byLetter(rules: readonly Rule[]): Map<string, Rule[]> {
  const letters = new Set(rules.flatMap(([begins]) => [...begins]));
  return new Map([...letters].map((letter) => [letter, rules.filter(([begins]) => begins.includes(letter))]));
}

function readLatin(word: string): string {
  return readBy(latinByLetter, word, (letter) => letter);
}

function readCyrillic(word: string): string {
  return readBy(cyrillicByLetter, word, (letter) => cyrillicLetters[letter] ?? "");
}

function readBy(
  rules: ReadonlyMap<string, readonly Rule[]>,
  word: string,
  soundOf: (letter: string) => string,
): string {
  let sounds = "";
  for (let at = 0; at < word.length; ) {
    const rule = rules.get(word[at]!)?.find(([, pattern]) => {
      pattern.lastIndex = at;
      return pattern.test(word);
    });
    sounds += rule ? rule[2] : soundOf(word[at]!);
    at = rule ? rule[1].lastIndex : at + 1;
  }
  return sounds;
}

/** A doubled letter is one sound. */
function closeUp(sounds: string): string {
  return sounds.replace(/(.)\1+/g, "$1");
}
