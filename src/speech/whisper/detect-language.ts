/** Detects which allowed language is spoken, by the first step of one window and by all windows so far. */

import type { Language } from "../../domain.ts";
import { archiveError } from "../../errors.ts";
import type { ModelFacts } from "./read-model-facts.ts";

/** With this probability a window may have another language than its recording. */
const changeProbability = 0.9;
/** Windows in one language gave .99 and more, windows in two languages .82 to .95. */
const singleLanguageProbability = 0.97;

export type SpokenLanguage = {
  language: Language;
  /** False where the window may hold two languages and is better decoded in two halves. */
  isConfident: boolean;
};

/**
 * The token id of a language.
 * @throws ArchiveError `invalid-input` for a language the model does not know
 */
export function getLanguageId(facts: ModelFacts, language: Language): number {
  const id = facts.languageIds.get(language);
  if (id !== undefined) return id;
  const known = [...facts.languageIds.keys()].sort().join(", ");
  throw archiveError("language-not-supported", { language, known });
}

/** Collects evidence over the windows of one recording. */
export class LanguageDetector {
  readonly #allowed: { language: Language; id: number }[];
  readonly #evidence: number[];

  /**
   * @param evidence of the windows so far, when a recording goes on
   * @throws ArchiveError `invalid-input` when one of them is unknown to the model
   */
  constructor(facts: ModelFacts, allowed: readonly Language[], evidence?: readonly number[]) {
    if (allowed.length === 0) throw new TypeError("no language is allowed");
    this.#allowed = allowed.map((language) => ({ language, id: getLanguageId(facts, language) }));
    this.#evidence = evidence ? [...evidence] : allowed.map(() => 0);
  }

  get evidence(): number[] {
    return [...this.#evidence];
  }

  /**
   * Adds the scores of a window's first step and returns the language to transcribe it in: the language of the recording so
   * far, unless this window is confidently in another one.
   * @param seconds how much speech the window holds: longer windows count more
   */
  decide(logits: Float32Array, seconds: number): SpokenLanguage {
    const probabilities = softmax(this.#allowed.map(({ id }) => logits[id] as number));
    for (const [i, probability] of probabilities.entries())
      this.#evidence[i] = this.#evidence[i]! + probability * seconds;
    const here = indexOfBest(probabilities);
    const overall = indexOfBest(this.#evidence);
    const probability = probabilities[here]!;
    const chosen = probability >= changeProbability ? here : overall;
    return {
      language: this.#allowed[chosen]!.language,
      isConfident: probability >= singleLanguageProbability,
    };
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
