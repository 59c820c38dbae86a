import type { Explanation, FoundBy, Hit, Recording, SearchMode, Word } from "../domain.ts";
import type { Database } from "../storage/database.ts";
import { listWords } from "../storage/words.ts";
import type { PassageGroup } from "./group-passages.ts";
import { makeExcerpt } from "./make-excerpt.ts";
import { markWords } from "./mark-words.ts";
import type { ParsedQuery } from "./parse-query.ts";
import type { RankedCandidate } from "./rank-candidates.ts";
import type { Span } from "./split-sentences.ts";

export type HitRequest = {
  group: PassageGroup<RankedCandidate>;
  recording: Recording;
  query: ParsedQuery;
  mode: SearchMode;
  /** Inverse document frequency of the stems asked for. */
  weights: ReadonlyMap<string, number>;
};

/** A hit, and what it takes to choose another excerpt for it. */
export type BuiltHit = { hit: Hit; words: Word[]; best: Span };

/**
 * Makes a hit of a group of passages: reads its words, marks those that answer, cuts the excerpt. `best` is the place
 * of its best passage among `words`.
 */
export function buildHit(db: Database, { group, recording, query, mode, weights }: HitRequest): BuiltHit {
  const best = group.passages[0]!;
  const inOrder = group.passages
    .map((one) => one.passage)
    .sort((one, other) => one.position - other.position);
  const firstWord = inOrder[0]!.firstWord;
  const wordCount = inOrder.reduce((sum, passage) => sum + passage.wordCount, 0);
  const words = listWords(db, best.passage.transcriptionId, { firstWord, wordCount });
  const marks = markWords(words, {
    terms: new Set(weights.keys()),
    phrases: query.phrases.map((phrase) => phrase.words),
  });
  const first = best.passage.firstWord - firstWord;
  const termsOf = ({ passage }: RankedCandidate): string[] => {
    const from = passage.firstWord - firstWord;
    const own = marks.filter(({ word }) => word >= from && word < from + passage.wordCount);
    return [...new Set(own.map((mark) => mark.term))].filter((term) => weights.has(term));
  };
  const excerpt = makeExcerpt({ words, marks, weights, startAt: first });
  const explanation = group.passages.map((one) => explain(one, termsOf(one)));
  const hit: Hit = {
    recording,
    transcriptionId: best.passage.transcriptionId,
    startMs: Math.min(...inOrder.map((passage) => passage.startMs)),
    endMs: Math.max(...inOrder.map((passage) => passage.endMs)),
    ...excerpt,
    foundBy: evidenceOf(group.passages, { explanation, query, mode }),
    score: group.score,
    explanation,
  };
  return { hit, words, best: { first, end: first + best.passage.wordCount } };
}

function explain(candidate: RankedCandidate, matchedTerms: string[]): Explanation {
  const { passageId, textScore, similarity, textPart, meaningPart, textRank, meaningRank } = candidate;
  return { passageId, matchedTerms, textScore, similarity, textPart, meaningPart, textRank, meaningRank };
}

function evidenceOf(
  passages: readonly RankedCandidate[],
  { explanation, query, mode }: { explanation: Explanation[]; query: ParsedQuery; mode: SearchMode },
): FoundBy[] {
  const found: FoundBy[] = [];
  if (mode !== "semantic" && explanation.some((one) => one.matchedTerms.length > 0)) found.push("word");
  if (query.phrases.length > 0) found.push("phrase");
  const isRelated = passages.some((passage) => passage.isRelated);
  if (mode !== "keyword" && (isRelated || found.length === 0)) found.push("meaning");
  return found;
}
