import type { Hit, SearchFilter, SearchMode } from "../domain.ts";
import { throwIfCancelled } from "../errors.ts";
import type { SearchParts } from "../search/prepare-search.ts";
import { search } from "../search/search.ts";
import type { Judgement } from "./score-ranking.ts";

/** A question whose right answers are known. */
export type KnownQuestion = {
  text: string;
  /** How many different right answers there are; 0 when the archive has none. */
  answers: number;
  /** Which right answer a hit is, as a number of the caller's; undefined when it is wrong. */
  answerOf: (hit: Hit) => number | undefined;
  filter?: SearchFilter | undefined;
};

type AskOptions = {
  mode: SearchMode;
  /** Hits looked at; default 10. */
  limit?: number | undefined;
  /** As in a search; default 0, since finding the sentence in a passage costs more than the search. */
  locateHits?: number | undefined;
  signal?: AbortSignal | undefined;
  /** After each question. */
  onProgress?: ((done: number) => void) | undefined;
};

/** A judgement, and the first hit that was right. */
export type Judged = Judgement & { firstRight: Hit | undefined };

/** Asks each question and judges what comes, in the order given. Throws `cancelled`, and what `search` throws. */
export async function askQuestions(
  parts: SearchParts,
  questions: readonly KnownQuestion[],
  { mode, limit = 10, locateHits = 0, signal, onProgress }: AskOptions,
): Promise<Judged[]> {
  const judgements: Judged[] = [];
  for (const question of questions) {
    throwIfCancelled(signal, "evaluation");
    const { text: query, filter } = question;
    const answer = await search(parts, { query, mode, limit, filter, locateHits });
    judgements.push(judge(answer.hits, question, answer.tookMs));
    onProgress?.(judgements.length);
  }
  return judgements;
}

/** Judges the hits of one question; a right answer that comes twice counts where it comes first. */
function judge(hits: readonly Hit[], question: KnownQuestion, tookMs: number): Judged {
  const found = new Map<number, number>();
  for (const [at, hit] of hits.entries()) {
    const answer = question.answerOf(hit);
    if (answer !== undefined && !found.has(answer)) found.set(answer, at + 1);
  }
  const places = [...found.values()];
  const confident = hits.filter((hit) => hit.certainty === "confident").length;
  const firstRight = places[0] === undefined ? undefined : hits[places[0] - 1];
  return {
    places,
    answers: question.answers,
    confident,
    uncertain: hits.length - confident,
    rightIsConfident: firstRight?.certainty === "confident",
    tookMs,
    firstRight,
  };
}
