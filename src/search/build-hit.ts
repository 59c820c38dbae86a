import type { Explanation, FoundBy, Hit, Recording, SearchMode, Word } from "../domain.ts";
import type { Span } from "../language/split-sentences.ts";
import type { Database } from "../storage/database.ts";
import { listWords } from "../storage/words.ts";
import type { ExpandedQuery } from "./expand-query.ts";
import type { Candidate } from "./gather-candidates.ts";
import type { PassageGroup } from "./group-passages.ts";
import { makeExcerpt } from "./make-excerpt.ts";
import { markWords } from "./mark-words.ts";
import type { Ranked } from "./rank-candidates.ts";
import { matchRecording } from "./title-evidence.ts";

/** A ranked passage. */
type RankedCandidate = Ranked<Candidate>;

type HitRequest = {
  group: PassageGroup<RankedCandidate>;
  recording: Recording;
  query: ExpandedQuery;
  mode: SearchMode;
  /** Inverse document frequency of the stems asked for. */
  weights: ReadonlyMap<string, number>;
};

/**
 * A hit with what is needed to choose another excerpt: its words, where its best passage is among them, and whether the
 * sentence nearest to the question is known already.
 */
export type BuiltHit = { hit: Hit; words: Word[]; best: Span; isLocated: boolean };

/**
 * Makes a hit from a group of passages: reads its words, marks the matching ones, cuts the excerpt. If none matches, the
 * excerpt begins at the sentence nearest to the question in meaning, if sentence vectors are stored.
 */
export function buildHit(db: Database, { group, recording, query, mode, weights }: HitRequest): BuiltHit {
  const best = group.passages[0]!;
  const inOrder = group.passages.map((ranked) => ranked.passage).sort((a, b) => a.position - b.position);
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
  const excerpt = makeExcerpt({ words, marks, weights, startAt: first + (best.nearestWord ?? 0) });
  const weak = weakVariants(query);
  const explanation = group.passages.map((ranked) => explain(ranked, { found: termsOf(ranked), weak }));
  const hit: Hit = {
    recording,
    transcriptionId: best.passage.transcriptionId,
    startMs: Math.min(...inOrder.map((passage) => passage.startMs)),
    endMs: Math.max(...inOrder.map((passage) => passage.endMs)),
    ...excerpt,
    foundBy: evidenceOf(group.passages, { explanation, query, mode }),
    certainty: group.certainty,
    recordingMatches: best.title ? matchRecording(recording, new Set(weights.keys())) : [],
    score: group.score,
    explanation,
  };
  return {
    hit,
    words,
    best: { first, end: first + best.passage.wordCount },
    isLocated: best.nearestWord !== null,
  };
}

/** Stems that only sound like a word of the question or are spelt like it. */
export function weakVariants({ words }: ExpandedQuery): Set<string> {
  const own = new Set(words.flatMap((word) => word.stems));
  const weak = words.flatMap((word) => word.variants.filter((variant) => variant.weight < 1));
  return new Set(weak.map((variant) => variant.stem)).difference(own);
}

function explain(
  candidate: RankedCandidate,
  { found, weak }: { found: readonly string[]; weak: ReadonlySet<string> },
): Explanation {
  const { passageId, textScore, similarity, zScore, titleScore } = candidate;
  const { textPart, meaningPart, titlePart, textRank, meaningRank } = candidate;
  return {
    passageId,
    matchedTerms: found.filter((stem) => !weak.has(stem)),
    matchedVariants: found.filter((stem) => weak.has(stem)),
    textScore,
    similarity,
    zScore,
    titleScore,
    textPart,
    meaningPart,
    titlePart,
    textRank,
    meaningRank,
  };
}

function evidenceOf(
  passages: readonly RankedCandidate[],
  { explanation, query, mode }: { explanation: Explanation[]; query: ExpandedQuery; mode: SearchMode },
): FoundBy[] {
  const found: FoundBy[] = [];
  if (mode !== "semantic") {
    if (explanation.some((passage) => passage.matchedTerms.length > 0)) found.push("word");
    if (explanation.some((passage) => passage.matchedVariants.length > 0)) found.push("variant");
  }
  if (query.phrases.length > 0) found.push("phrase");
  if (passages.some((passage) => passage.titleScore > 0)) found.push("title");
  const isRelated = passages.some((passage) => passage.isRelated);
  if (mode !== "keyword" && (isRelated || found.length === 0)) found.push("meaning");
  return found;
}
