import { analyseText } from "../language/analyse-text.ts";
import { isStopWord } from "../language/stop-words.ts";
import { contentTokens, type Moment } from "./sample-moments.ts";
import { seededRandom } from "./seeded-random.ts";
import { findOtherForm, type WordForms } from "./word-forms.ts";

/** Ways to ask for a sentence somebody said. */
export const questionKinds = ["as-said", "other-forms", "three-words", "phrase", "misspelt"] as const;
export type QuestionKind = (typeof questionKinds)[number];

type VaryTools = {
  forms: WordForms;
  /** How many passages have a stem. */
  frequencyOf: (stem: string) => number;
  seed: number;
};

const maxWords = 6;
const phraseWords = 4;

/**
 * Asks for a moment in several ways; one that its words do not allow is left out. «Мёд надо хранить в тёмном сухом
 * месте»:
 *
 *     as-said       Мёд надо хранить тёмном сухом месте     its content words
 *     other-forms   мед надо хранит темное сухого место     forms of them that were said elsewhere
 *     three-words   Мёд хранить сухом                       the three rarest
 *     phrase        "хранить в тёмном сухом"                four words in a row, quoted
 *     misspelt      Мёд храинть сухом                       the three rarest, the longest with letters swapped
 */
export function varyQuestion(
  { words }: Pick<Moment, "words">,
  { forms, frequencyOf, seed }: VaryTools,
): { kind: QuestionKind; text: string }[] {
  const random = seededRandom(seed);
  const sentence = words.map((word) => word.text).join(" ");
  const content = contentTokens(sentence);
  const said = content.slice(0, maxWords);
  const rarest = content
    .map((token, at) => ({ ...token, at, frequency: frequencyOf(token.stem) }))
    .sort((a, b) => a.frequency - b.frequency || a.at - b.at)
    .slice(0, 3)
    .sort((a, b) => a.at - b.at);
  const longest = rarest.toSorted((a, b) => b.word.length - a.word.length)[0];

  const inOtherForms = said.map(({ word }) => findOtherForm(word, forms, random()) ?? word);
  const isOther = inOtherForms.some((form, at) => form !== said[at]!.word);
  const misspelt = rarest.map((token) => (token === longest ? misspell(token.word, random) : token.written));
  const asked: [QuestionKind, string | undefined][] = [
    ["as-said", said.map((token) => token.written).join(" ")],
    ["other-forms", isOther ? inOtherForms.join(" ") : undefined],
    ["three-words", rarest.map((token) => token.written).join(" ")],
    ["phrase", choosePhrase(sentence, random)],
    ["misspelt", longest && longest.word.length >= 5 ? misspelt.join(" ") : undefined],
  ];
  return asked.flatMap(([kind, text]) => (text ? [{ kind, text }] : []));
}

/** Words in a row of which at least two tell something, in quotes. */
function choosePhrase(sentence: string, random: () => number): string | undefined {
  const { tokens } = analyseText(sentence);
  const starts = tokens.flatMap((_, at) => {
    const run = tokens.slice(at, at + phraseWords);
    const count = run.filter(({ word }) => word.length >= 3 && !isStopWord(word)).length;
    const isClean =
      run.length === phraseWords && !/["«»“”„]/.test(sentence.slice(run[0]!.from, run.at(-1)!.to));
    return isClean && count >= 2 ? [at] : [];
  });
  const at = starts[Math.floor(random() * starts.length)];
  if (at === undefined) return undefined;
  return `"${sentence.slice(tokens[at]!.from, tokens[at + phraseWords - 1]!.to)}"`;
}

/** One slip of the fingers behind the first letter: two letters swapped, one lost or one doubled. */
export function misspell(word: string, random: () => number): string {
  const letters = [...word];
  const at = 1 + Math.floor(random() * (letters.length - 2));
  const slip = Math.floor(random() * 3);
  const [letter, next] = [letters[at]!, letters[at + 1]!];
  if (slip === 0 && letter !== next) letters.splice(at, 2, next, letter);
  else if (slip === 1) letters.splice(at, 1);
  else letters.splice(at, 0, letter);
  return letters.join("");
}
