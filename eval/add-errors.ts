import { seededRandom } from "../src/evaluation/seeded-random.ts";

/**
 * A text with errors as a recogniser makes them: of each hundred words some `rate` are wrong. Of the errors half are
 * misheard letters, a quarter other words of the same texts, the rest a word lost or a word too many. The same seed
 * gives the same errors.
 */
export function addErrors(
  text: string,
  { rate, seed, otherWords }: { rate: number; seed: number; otherWords: readonly string[] },
): string {
  const random = seededRandom(seed);
  const pick = <One>(list: ArrayLike<One>): One => list[Math.floor(random() * list.length)]!;
  return text
    .split(/\s+/)
    .filter(Boolean)
    .flatMap((word) => {
      if (random() >= rate) return [word];
      const kind = random();
      if (kind < 0.5) return [mishear(word, random)];
      if (kind < 0.75) return [pick(otherWords)];
      return kind < 0.875 ? [] : [word, pick(otherWords)];
    })
    .join(" ");
}

/** What is easily taken for each other; each letter may become its neighbours in the group. */
const alike = [
  "аоя",
  "еиэы",
  "уюо",
  "бп",
  "дт",
  "вф",
  "гкх",
  "жшщ",
  "зс",
  "мн",
  "рл",
  "aeu",
  "iey",
  "ou",
  "bpv",
];
const alikeLatin = ["dt", "gkc", "sz", "mn", "rl", "fv"];

/** One or two letters of a word lost, doubled or replaced by one that sounds alike. */
function mishear(word: string, random: () => number): string {
  const letters = [...word];
  const changes = letters.length > 5 ? 2 : 1;
  for (let change = 0; change < changes; change++) {
    const at = Math.floor(random() * letters.length);
    const letter = letters[at]!.toLowerCase();
    const group = [...alike, ...alikeLatin].find((one) => one.includes(letter));
    const others = [...(group ?? "")].filter((one) => one !== letter);
    if (others.length > 0 && random() < 0.6) letters[at] = others[Math.floor(random() * others.length)]!;
    else if (letters.length > 3 && random() < 0.6) letters.splice(at, 1);
    else letters.splice(at, 0, letter);
  }
  return letters.join("");
}
