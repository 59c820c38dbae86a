/** Which of the allowed languages is spoken: by one window's first step, and by all windows so far. */

import type { Language } from "../../domain.ts";
import { ArchiveError } from "../../errors.ts";
import type { ModelFacts } from "./read-model-facts.ts";

/** As sure as this a window may speak another language than its recording. */
const sureOfChange = 0.9;
/** Windows of one language are above .99; two languages in one window gave .82 to .95. */
const sureOfOne = 0.97;

export type SpokenLanguage = {
  language: Language;
  /** False where the window may hold two languages: it is better heard in parts. */
  isSure: boolean;
};

/**
 * The id of a language's token.
 * @throws ArchiveError `invalid-input` for a language the model does not know
 */
export function getLanguageId(facts: ModelFacts, language: Language): number {
  const id = facts.languageIds.get(language);
  if (id !== undefined) return id;
  const known = [...facts.languageIds.keys()].sort().join(", ");
  throw new ArchiveError(
    "invalid-input",
    `language: ${language}: the speech model does not know it`,
    `use one of: ${known}`,
  );
}

/** Follows one recording. */
export class LanguageDetector {
  readonly #allowed: { language: Language; id: number }[];
  readonly #evidence: number[];

  /** @throws ArchiveError `invalid-input` when one of them is unknown to the model */
  constructor(facts: ModelFacts, allowed: readonly Language[]) {
    if (allowed.length === 0) throw new TypeError("no language is allowed");
    this.#allowed = allowed.map((language) => ({ language, id: getLanguageId(facts, language) }));
    this.#evidence = allowed.map(() => 0);
  }

  /**
   * Takes in the scores of a window's first step and says what to write it in: the language of the recording as far as it
   * is heard, unless this window is surely in another one.
   * @param seconds how much speech the window holds: a longer one says more about the recording
   */
  decide(logits: Float32Array, seconds: number): SpokenLanguage {
    const probabilities = softmax(this.#allowed.map(({ id }) => logits[id] as number));
    for (const [i, probability] of probabilities.entries())
      this.#evidence[i] = this.#evidence[i]! + probability * seconds;
    const here = indexOfBest(probabilities);
    const overall = indexOfBest(this.#evidence);
    const probability = probabilities[here]!;
    const chosen = probability >= sureOfChange ? here : overall;
    return { language: this.#allowed[chosen]!.language, isSure: probability >= sureOfOne };
  }
}

function softmax(scores: number[]): number[] {
  const highest = Math.max(...scores);
  const powers = scores.map((score) => Math.exp(score - highest));
  const sum = powers.reduce((a, b) => a + b, 0);
  return powers.map((power) => power / sum);
}

function indexOfBest(values: readonly number[]): number {
  return values.indexOf(Math.max(...values));
}
