import type { Hit, SearchAnswer, searchTuning } from "../fonoteka.ts";

/** Explains how the query was understood, for `--explain`: lines to print once, before the hits. */
export function explainQuery({ query }: SearchAnswer): string[] {
  const { words, baseline, meaningWeight, textWeight } = query.analysis;
  const lines = words.map(({ written, stems, variants, weight }) => {
    const alternatives = variants.map(({ stem, why, weight: factor }) => `${stem} (${why} ×${factor})`);
    const also = alternatives.length > 0 ? `, also ${alternatives.join(", ")}` : "";
    return `word ${written}: stem ${stems.join(" ")}${also}; idf weight ${weight.toFixed(2)}`;
  });
  lines.push(
    `mode ${query.mode}; weights: words ${textWeight.toFixed(2)}, meaning ${meaningWeight.toFixed(2)}`,
  );
  if (baseline) {
    const { cyrillic, latin, deviation, confidentFrom } = baseline;
    lines.push(
      `baseline cosine of unrelated passages: ${cyrillic.toFixed(3)} Cyrillic, ${latin.toFixed(3)} Latin, ` +
        `standard deviation ${deviation.toFixed(4)}; confident from z-score ${confidentFrom.toFixed(1)}`,
    );
  }
  return lines;
}

/** The constants of the search, for `--explain`: a line for each group, to print once, after the hits. */
export function explainTuning(tuning: typeof searchTuning): string[] {
  return Object.entries(tuning).map(([group, values]) => {
    const shown = Object.entries(values).map(
      ([name, value]) => `${name} ${JSON.stringify(value).replaceAll('"', "")}`,
    );
    return `tuning ${group}: ${shown.join(", ")}`;
  });
}

/** Explains the score of a hit: a line for each of its passages. */
export function explainHit(hit: Hit): string[] {
  return hit.explanation.map((part) => {
    const { matchedTerms, matchedVariants, textScore, titleScore, similarity, zScore } = part;
    const place = part.passageId === null ? "recording" : `passage ${part.passageId}`;
    const words = matchedTerms.length > 0 ? `words ${matchedTerms.join(", ")}` : "no matching word";
    const variants = matchedVariants.length > 0 ? `, similar words ${matchedVariants.join(", ")}` : "";
    const text = `bm25 ${textScore.toFixed(2)}${rank(part.textRank)} → ${part.textPart.toFixed(3)}`;
    const title = titleScore > 0 ? `; title ${titleScore.toFixed(2)} → ${part.titlePart.toFixed(3)}` : "";
    const zScoreText = zScore === null ? "" : `, z-score ${zScore.toFixed(1)}`;
    const cosine = similarity === null ? "no vector" : `cosine ${similarity.toFixed(3)}${zScoreText}`;
    const meaning = `${cosine}${rank(part.meaningRank)} → ${part.meaningPart.toFixed(3)}`;
    return `${place}: ${words}${variants}; ${text}${title}; ${meaning}`;
  });
}

function rank(position: number | null): string {
  return position === null ? "" : ` (#${position})`;
}
