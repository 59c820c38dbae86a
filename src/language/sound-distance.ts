const vowels = "aeiou";
const vowelsDiffer = 0.25;
const nearVowels = 0.15;
const vowelTooMany = 0.3;
/** Of two vowels side by side one letter may be all there is: react and реакт, python and пайтон. */
const halfDiphthong = 0.15;
/** Where Russian adds an ending, and English writes a letter it does not say. */
const lastVowelTooMany = 0.1;

/** Consonants that two spellings of one name may well differ in: Hitler and Гитлер, music and музыка, chrome and хром. */
const nearConsonants: Record<string, number> = {
  sz: 0.2,
  gj: 0.1,
  gh: 0.4,
  ks: 0.5,
  ck: 0.5,
  ch: 0.5,
  cs: 0.5,
  cj: 0.5,
  jz: 0.5,
  st: 0.6,
  tz: 0.6,
  dt: 0.6,
  gk: 0.6,
  hk: 0.6,
  fv: 0.6,
  bv: 0.6,
  bp: 0.7,
};

/**
 * How unlike two words sound (of `soundsOf`): the cheapest way to change one into the other, where vowels cost little and
 * consonants 1. 0 when they sound the same; about 1 for one consonant that is another.
 */
export function soundDistance(a: string, b: string): number {
  let above = new Float64Array(b.length + 1);
  let row = new Float64Array(b.length + 1);
  for (let at = 1; at <= b.length; at++) above[at] = above[at - 1]! + missingCost(b, at - 1);
  for (let from = 1; from <= a.length; from++) {
    const missing = missingCost(a, from - 1);
    row[0] = above[0]! + missing;
    for (let to = 1; to <= b.length; to++) {
      row[to] = Math.min(
        above[to - 1]! + changeCost(a[from - 1]!, b[to - 1]!),
        above[to]! + missing,
        row[to - 1]! + missingCost(b, to - 1),
      );
    }
    [above, row] = [row, above];
  }
  return above[b.length]!;
}

function isVowel(sound: string | undefined): boolean {
  return sound !== undefined && vowels.includes(sound);
}

function missingCost(sounds: string, at: number): number {
  const sound = sounds[at]!;
  if (sound === "h") return 0.5;
  if (!vowels.includes(sound)) return 1;
  if (at === sounds.length - 1) return lastVowelTooMany;
  return isVowel(sounds[at - 1]) || isVowel(sounds[at + 1]) ? halfDiphthong : vowelTooMany;
}

function changeCost(a: string, b: string): number {
  if (a === b) return 0;
  const pair = a < b ? a + b : b + a;
  if (vowels.includes(a) && vowels.includes(b)) {
    return pair === "au" || pair === "iu" || pair === "ao" || pair === "io" ? vowelsDiffer : nearVowels;
  }
  if (pair === "uv") return 0.3;
  return nearConsonants[pair] ?? 1;
}
