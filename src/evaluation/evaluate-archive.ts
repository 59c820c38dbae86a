import type { Language, SearchMode } from "../domain.ts";
import { archiveError } from "../errors.ts";
import { countIndex } from "../index/sqlite/count-index.ts";
import type { SearchParts } from "../search/prepare-search.ts";
import { askAboutMoments, type MomentQuestion } from "./ask-about-moments.ts";
import { askQuestions, type Judged } from "./ask-questions.ts";
import { type Moment, sampleMoments } from "./sample-moments.ts";
import { scoreRanking } from "./score-ranking.ts";
import { type QuestionKind, questionKinds } from "./vary-question.ts";

export type EvaluateOptions = {
  /** Moments to ask for, 1…10 000; default 100. */
  moments?: number | undefined;
  /** Another seed takes other moments; default 1. */
  seed?: number | undefined;
  /** Default keyword, semantic and hybrid; without an embedding model only keyword. */
  modes?: readonly SearchMode[] | undefined;
  signal?: AbortSignal | undefined;
  onProgress?: ((progress: { done: number; total: number }) => void) | undefined;
};

/** How one mode does with questions of one language and one kind; `kind` null: all of them together. */
export type EvaluationRow = {
  language: Language | null;
  kind: QuestionKind | null;
  mode: SearchMode;
  questions: number;
  /** Share of questions whose moment is in the first hit; among the first ten. */
  hit1: number;
  hit10: number;
  /** Share whose first right hit plays within ten seconds of the moment. */
  plays: number;
  /** Place of the right hit for the middle question; null when that one was not found. */
  medianRank: number | null;
  meanMs: number;
};

export type EvaluationReport = {
  seed: number;
  moments: number;
  recordings: number;
  passages: number;
  /** What made the vectors: figures of two of them compare two models. Null without one. */
  embedding: string | null;
  rows: EvaluationRow[];
};

/** So near to the moment the sound may start and the listener still knows that it is the place. */
const nearMs = 10_000;

/**
 * Lets an archive test its own search: takes sentences somebody said, asks for them in several ways and counts where
 * they come. What is asked is what was said, so a passage that says the same counts as wrong. Nothing is asked in
 * another language: that would take a translator. Deterministic but for times.
 * @throws ArchiveError `not-found` (no speech is indexed), `invalid-input`, `cancelled`
 */
export async function evaluateArchive(
  parts: SearchParts,
  options: EvaluateOptions = {},
): Promise<EvaluationReport> {
  const { moments: count = 100, seed = 1, signal, onProgress } = options;
  const modes = options.modes ?? (parts.embedder ? ["keyword", "semantic", "hybrid"] : ["keyword"]);
  if (!Number.isInteger(count) || count < 1 || count > 10_000)
    throw archiveError("invalid-moment-count", { count });
  const { passages } = countIndex(parts.db);
  const moments = passages > 0 ? sampleMoments(parts.db, { count, seed }) : [];
  if (moments.length === 0) {
    throw archiveError("nothing-to-evaluate", {});
  }
  const questions = askAboutMoments(parts.db, moments, seed);
  const total = questions.length * modes.length;
  const rows: EvaluationRow[] = [];
  for (const [at, mode] of modes.entries()) {
    const judged = await askQuestions(parts, questions, {
      mode,
      locateHits: 2,
      signal,
      onProgress: (done) => onProgress?.({ done: at * questions.length + done, total }),
    });
    rows.push(...countRows(questions, judged, mode));
  }
  return {
    seed,
    moments: moments.length,
    recordings: new Set(moments.map((moment) => moment.recordingId)).size,
    passages,
    embedding: parts.embedder?.fingerprint ?? null,
    rows,
  };
}

function playsNear({ firstRight }: Judged, { startMs, endMs }: Moment): boolean {
  if (!firstRight) return false;
  return firstRight.playFromMs >= startMs - nearMs && firstRight.playFromMs <= endMs + nearMs;
}

function countRows(
  questions: readonly MomentQuestion[],
  judged: readonly Judged[],
  mode: SearchMode,
): EvaluationRow[] {
  const all = questions.map((question, at) => ({ question, judged: judged[at]! }));
  const languages = [...new Set(questions.map((question) => question.language))].sort();
  return languages.flatMap((language) =>
    [null, ...questionKinds].flatMap((kind) => {
      const own = all.filter(
        ({ question }) => question.language === language && (kind === null || question.kind === kind),
      );
      if (own.length === 0) return [];
      const scores = scoreRanking(own.map((answered) => answered.judged));
      const near = own.filter((answered) => playsNear(answered.judged, answered.question.moment)).length;
      const { questions, hit1, hit10, medianRank, meanMs } = scores;
      return [{ language, kind, mode, questions, hit1, hit10, plays: near / own.length, medianRank, meanMs }];
    }),
  );
}
