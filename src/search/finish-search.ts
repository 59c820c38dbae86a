import type { FindResult } from "../index/candidate-engine.ts";
import { makeNote, type Note } from "../messages/notes.ts";
import { readTransaction } from "../storage/database.ts";
import { findRecordings } from "../storage/recordings.ts";
import { type BuiltHit, buildHit } from "./build-hit.ts";
import { buildTitleHit } from "./build-title-hit.ts";
import type { ExpandedQuery } from "./expand-query.ts";
import { type FusionWeights, weighLegs } from "./fuse-rankings.ts";
import { type Candidate, gatherCandidates } from "./gather-candidates.ts";
import { byCertaintyThenScore, groupPassages, type PassageGroup } from "./group-passages.ts";
import { type Baseline, measureBaseline } from "./measure-baseline.ts";
import type { WordWeights } from "./measure-coverage.ts";
import type { PreparedSearch, SearchParts } from "./prepare-search.ts";
import {
  confidentZScore,
  meaningWeightOf,
  type Rankable,
  type Ranked,
  rankCandidates,
} from "./rank-candidates.ts";
import { searchTuning } from "./search-tuning.ts";
import type { TitleEvidence } from "./title-evidence.ts";

/** How a question was weighted: what `--explain` shows once for all hits. */
export type QueryAnalysis = {
  words: {
    written: string;
    /** The stems looked up in the text index. */
    stems: string[];
    variants: { stem: string; why: string; weight: number }[];
    /** Inverse document frequency: how rare the word is in this archive. */
    weight: number;
  }[];
  /** Weights of meaning and of words; together 1. */
  meaningWeight: number;
  textWeight: number;
  /** Cosine of this question with passages on any matter, its standard deviation, and the z-score from which a hit is confident. */
  baseline: { cyrillic: number; latin: number; deviation: number; confidentFrom: number } | null;
};

type FinishedSearch = { built: BuiltHit[]; analysis: QueryAnalysis; notes: Note[] };

/** A recording found by its title, tags or notes: it becomes a hit at the recording's start. */
type TitleCandidate = Rankable & { passage: null; title: TitleEvidence };
type Group = PassageGroup<Ranked<Candidate>> | Ranked<TitleCandidate>;

/**
 * The last step of a search, in one read transaction: scores what the engine found, ranks it, and makes hits.
 * @param found the engine's answer to `prepared.request`
 */
export function finishSearch(
  { db, embedder }: SearchParts,
  prepared: PreparedSearch,
  found: FindResult,
): FinishedSearch {
  const { query, mode, vector, limit, offset, counts, idfWeights, titles } = prepared;
  return readTransaction(db, () => {
    const baseline = vector && embedder ? measureBaseline(db, vector, embedder) : undefined;
    const candidates: (Candidate | TitleCandidate)[] = [
      ...gatherCandidates({ db, embedder }, prepared, { found, baseline }),
      ...titleCandidates(titles, query, idfWeights),
    ];
    const ranked = rankCandidates(candidates, {
      mode,
      wordCount: query.words.length,
      hasPhrases: query.phrases.length > 0,
      compared: counts.vectors,
      deviation: baseline?.deviation ?? 1,
    });
    const groups = groupAll(ranked).slice(offset, offset + limit);
    const recordings = findRecordings(
      db,
      groups.flatMap((group) => (isPassages(group) ? [group.passages[0]!.passage.recordingId] : [])),
    );
    const weights = weighTerms(query, counts.passages);
    const built = groups.flatMap((group): BuiltHit[] => {
      if (!isPassages(group)) return [buildTitleHit(db, { ranked: group, query, weights })];
      const recording = recordings.get(group.passages[0]!.passage.recordingId);
      return recording ? [buildHit(db, { group, recording, query, mode, weights })] : [];
    });
    const parts = weighLegs(candidates, meaningWeightOf(mode));
    const notes =
      ranked.length > 0 && ranked[0]!.certainty === "uncertain" ? [makeNote("no-confident-match", {})] : [];
    return {
      built,
      analysis: analyse(query, { idfWeights, parts, baseline, compared: counts.vectors }),
      notes,
    };
  });
}

function titleCandidates(
  titles: ReadonlyMap<number, TitleEvidence>,
  { words, phrases }: ExpandedQuery,
  idfWeights: WordWeights,
): TitleCandidate[] {
  const enough = [...titles.values()].filter(
    ({ coverage }) => phrases.length > 0 || coverage >= searchTuning.titles.minCoverage,
  );
  return enough.map((title) => ({
    // Not a passage: the number only orders equals.
    passageId: -title.recording.id,
    passage: null,
    title,
    textScore: 0,
    titleScore: searchTuning.titles.titleWeight * title.coverage * idfWeights.fullScore,
    coverage: title.confidentCoverage,
    similarity: null,
    baseline: 0,
    otherScript: false,
    hasAllWords: title.found.size === words.length,
  }));
}

/**
 * Groups passages into hits, and adds a hit by title for each recording without a confident passage. Uncertain passages of
 * such a recording that have no word of the question are left out: the title's hit covers them.
 */
function groupAll(ranked: readonly Ranked<Candidate | TitleCandidate>[]): Group[] {
  const groups = groupPassages(ranked.filter((one): one is Ranked<Candidate> => one.passage !== null));
  const answered = new Set(
    groups
      .filter((group) => group.certainty === "confident")
      .map((group) => group.passages[0]!.passage.recordingId),
  );
  const byTitle = ranked.filter((one): one is Ranked<TitleCandidate> => one.passage === null);
  const shown = byTitle.filter(({ title }) => !answered.has(title.recording.id));
  const titled = new Set(shown.map(({ title }) => title.recording.id));
  const others = groups.filter(
    ({ passages, certainty }) =>
      certainty === "confident" ||
      !titled.has(passages[0]!.passage.recordingId) ||
      passages.some((one) => one.textScore > 0),
  );
  return [...others, ...shown].sort(byCertaintyThenScore);
}

function isPassages(group: Group): group is PassageGroup<Ranked<Candidate>> {
  return "passages" in group;
}

/** Inverse document frequency of every stem asked for; that of variants times their weight. */
function weighTerms({ words, frequencies }: ExpandedQuery, passages: number): Map<string, number> {
  const idf = (stem: string) => Math.log(1 + (passages + 1) / ((frequencies.get(stem) ?? 0) + 0.5));
  const weights = new Map<string, number>();
  for (const { variants } of words) {
    for (const { stem, weight } of variants) weights.set(stem, weight * idf(stem));
  }
  for (const { stems, closedUp } of words) {
    for (const stem of closedUp === null ? stems : [...stems, closedUp]) weights.set(stem, idf(stem));
  }
  return weights;
}

function analyse(
  { words }: ExpandedQuery,
  {
    idfWeights,
    parts,
    baseline,
    compared,
  }: {
    idfWeights: WordWeights;
    parts: FusionWeights;
    baseline: Baseline | undefined;
    compared: number;
  },
): QueryAnalysis {
  return {
    words: words.map(({ written, stems, closedUp, variants }, at) => ({
      written,
      stems: closedUp === null ? stems : [...stems, closedUp],
      variants: variants.map(({ stem, why, weight }) => ({ stem, why, weight })),
      weight: idfWeights.weights[at]!,
    })),
    meaningWeight: parts.meaning,
    textWeight: parts.text,
    baseline: baseline
      ? {
          cyrillic: baseline.of("cyrillic"),
          latin: baseline.of("latin"),
          deviation: baseline.deviation,
          confidentFrom: confidentZScore(compared),
        }
      : null,
  };
}
