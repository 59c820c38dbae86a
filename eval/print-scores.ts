import type { SearchMode } from "../src/domain.ts";
import type { SetScores } from "./score-set.ts";

const percent = (share: number): string => (100 * share).toFixed(1);
const part = (share: number): string => share.toFixed(3).replace(/^0/, "");
/** A smaller difference of nDCG is rounding. */
const minDifference = 0.0005;

/** The head of the table that `rankingRow` goes on. */
export function rankingHead(modes: readonly SearchMode[]): string {
  const cells = ["set", "passages", "questions", ...modes, "ms", ""];
  return `| ${cells.join(" | ")} |\n|${cells.map(() => " --- |").join("")}`;
}

/** nDCG@10, R@1 and R@10 of each mode; where hybrid is below the better of words and meaning; what has changed since `before`. */
export function rankingRow(
  scores: SetScores,
  { modes, before }: { modes: readonly SearchMode[]; before: SetScores | undefined },
): string {
  const cells = modes.map((mode) => {
    const { ndcg10, hit1, hit10 } = scores.modes[mode]!.ranking;
    return `${part(ndcg10)} / ${percent(hit1)} / ${percent(hit10)}`;
  });
  const times = modes.map((mode) => scores.modes[mode]!.ranking.meanMs.toFixed(1)).join(" ");
  const remarks = [behind(scores), change(scores, before, modes)].filter(Boolean).join("; ");
  return `| ${[scores.name, scores.passages, scores.questions, ...cells, times, remarks].join(" | ")} |`;
}

function behind({ modes: { keyword, semantic, hybrid } }: SetScores): string {
  if (!keyword || !semantic || !hybrid) return "";
  const lost = Math.max(keyword.ranking.ndcg10, semantic.ranking.ndcg10) - hybrid.ranking.ndcg10;
  return lost > minDifference ? `**below the better one by ${part(lost)}**` : "";
}

function change(now: SetScores, before: SetScores | undefined, modes: readonly SearchMode[]): string {
  return modes
    .flatMap((mode) => {
      const known = before?.modes[mode];
      if (!known) return [];
      const difference = now.modes[mode]!.ranking.ndcg10 - known.ranking.ndcg10;
      if (Math.abs(difference) < minDifference) return [];
      return [`${mode} ${difference > 0 ? "+" : "−"}${part(Math.abs(difference))}`];
    })
    .join(", ");
}

/** How hybrid shows what it finds, where there is an answer and where there is none. */
export function certaintyTable(all: readonly SetScores[]): string {
  const shown = all.filter((one) => /answer|own/.test(one.name) && one.modes.hybrid);
  if (shown.length === 0) return "";
  const head =
    "| set | questions | the right one confident | something confident | only uncertain | nothing | hits confident, uncertain |";
  const rows = shown.map(({ name, questions, answered, modes }) => {
    const { confident, uncertainOnly, nothing, confidentHits, uncertainHits, rightIsConfident } =
      modes.hybrid!.certainty;
    const right = answered ? percent(rightIsConfident) : "–";
    const hits = `${confidentHits.toFixed(1)}, ${uncertainHits.toFixed(1)}`;
    return `| ${[name, questions, right, percent(confident), percent(uncertainOnly), percent(nothing), hits].join(" | ")} |`;
  });
  return [head, "| --- | --- | --- | --- | --- | --- | --- |", ...rows].join("\n");
}
