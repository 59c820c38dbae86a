import type { Hit, SearchAnswer, searchTuning } from "../fonoteka.ts";

/** How a question was understood and weighed, for `--explain`: lines to print once, before the hits. */
export function explainQuery({ query }: SearchAnswer): string[] {
  const { words, baseline, meaningWeight, textWeight } = query.analysis;
  const lines = words.map(({ written, stems, variants, weight }) => {
    const others = variants.map(({ stem, why, weight: part }) => `${stem} (${why} ×${part})`);
    const also = others.length > 0 ? `, also ${others.join(", ")}` : "";
    return `word ${written}: ${stems.join(" ")}${also}; tells ${weight.toFixed(2)}`;
  });
  lines.push(`mode ${query.mode}; words count ${textWeight.toFixed(2)}, meaning ${meaningWeight.toFixed(2)}`);
  if (baseline) {
    const { cyrillic, latin, deviation, confidentFrom } = baseline;
    lines.push(
      `cosine with passages on anything: ${cyrillic.toFixed(3)} in Cyrillic, ${latin.toFixed(3)} in Latin script, ` +
        `± ${deviation.toFixed(4)}; sure from ${confidentFrom.toFixed(1)} deviations above`,
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

/** Why a hit stands where it stands: a line for each of its passages. */
export function explainHit(hit: Hit): string[] {
  return hit.explanation.map((part) => {
    const { matchedTerms, matchedVariants, textScore, titleScore, similarity, zScore } = part;
    const place = part.passageId === null ? "recording" : `passage ${part.passageId}`;
    const words = matchedTerms.length > 0 ? `words ${matchedTerms.join(", ")}` : "no word";
    const variants = matchedVariants.length > 0 ? ` and like them ${matchedVariants.join(", ")}` : "";
    const text = `bm25 ${textScore.toFixed(2)}${rank(part.textRank)} → ${part.textPart.toFixed(3)}`;
    const title = titleScore > 0 ? `; title ${titleScore.toFixed(2)} → ${part.titlePart.toFixed(3)}` : "";
    const standing = zScore === null ? "" : `, ${zScore.toFixed(1)} deviations`;
    const cosine = similarity === null ? "no vector" : `cosine ${similarity.toFixed(3)}${standing}`;
    const meaning = `${cosine}${rank(part.meaningRank)} → ${part.meaningPart.toFixed(3)}`;
    return `${place}: ${words}${variants}; ${text}${title}; ${meaning}`;
  });
}

function rank(place: number | null): string {
  return place === null ? "" : ` (#${place})`;
}
