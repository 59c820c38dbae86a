import type { SearchMode } from "../src/domain.ts";
import { askQuestions, type Judged } from "../src/evaluation/ask-questions.ts";
import {
  type CertaintyScores,
  type RankingScores,
  scoreCertainty,
  scoreRanking,
} from "../src/evaluation/score-ranking.ts";
import type { BuiltArchive } from "./build-archive.ts";
import type { SearchSet, SetQuestion } from "./search-set.ts";

/** The figures of one set, as `--json` keeps them. */
export type SetScores = {
  name: string;
  passages: number;
  questions: number;
  /** Some of its questions have an answer; else there is no ranking to score. */
  answered: boolean;
  modes: Partial<Record<SearchMode, { ranking: RankingScores; certainty: CertaintyScores }>>;
};

/** Asks a set's questions in each mode; `onJudged` is told what came of them. */
export async function scoreSet(
  { name, archive: { recordings }, questions }: SearchSet,
  archive: BuiltArchive,
  {
    modes,
    onJudged,
  }: {
    modes: readonly SearchMode[];
    onJudged?: (mode: SearchMode, questions: readonly SetQuestion[], judged: readonly Judged[]) => void;
  },
): Promise<SetScores> {
  const known = questions.map(archive.toKnown);
  const scores: SetScores["modes"] = {};
  for (const mode of modes) {
    const judged = await askQuestions(archive, known, { mode });
    scores[mode] = { ranking: scoreRanking(judged), certainty: scoreCertainty(judged) };
    onJudged?.(mode, questions, judged);
  }
  return {
    name,
    passages: recordings.reduce((sum, one) => sum + one.passages.length, 0),
    questions: questions.length,
    answered: questions.some((one) => one.right.length > 0),
    modes: scores,
  };
}
