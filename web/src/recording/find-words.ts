import type { WordTimeline } from "./word-timeline.ts";

/** A place in the transcript that answers the find field: words `first` to `end` (exclusive). */
export type Finding = { first: number; end: number };

/** Lower case, ё as е, punctuation at the edges gone: the same word whichever way it was written. */
export function foldWord(text: string): string {
  return text
    .toLowerCase()
    .replaceAll("ё", "е")
    .replace(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu, "");
}

/** Folded words of a timeline, made once for each transcript. */
export function foldTimeline(timeline: WordTimeline): string[] {
  return timeline.texts.map(foldWord);
}

/** The words of what was typed; a quoted phrase loses its quotes. */
export function splitQuestion(question: string): string[] {
  return question
    .split(/\s+/u)
    .map(foldWord)
    .filter((word) => word !== "");
}

/**
 * Places where the typed words stand one after another; the last one may be unfinished, the first may begin inside a
 * word of three letters and more when it is the only one.
 */
export function findLiteral(folded: readonly string[], typed: readonly string[]): Finding[] {
  const findings: Finding[] = [];
  const [only] = typed;
  if (only === undefined) return findings;
  if (typed.length === 1) {
    const inside = only.length >= 3;
    folded.forEach((word, first) => {
      if (inside ? word.includes(only) : word.startsWith(only)) findings.push({ first, end: first + 1 });
    });
    return findings;
  }
  const last = typed.length - 1;
  for (let first = 0; first + typed.length <= folded.length; first++) {
    const matches = typed.every((word, place) => {
      const said = folded[first + place] ?? "";
      return place === last ? said.startsWith(word) : said === word;
    });
    if (matches) findings.push({ first, end: first + typed.length });
  }
  return findings;
}

/** Every word that is one of the forms the search found («рыба» → «рыбу», «рыбы»). */
export function findForms(folded: readonly string[], forms: ReadonlySet<string>): Finding[] {
  const findings: Finding[] = [];
  if (forms.size === 0) return findings;
  folded.forEach((word, first) => {
    if (forms.has(word)) findings.push({ first, end: first + 1 });
  });
  return findings;
}

/** Findings of several kinds in reading order, those that lie inside another left out. */
export function mergeFindings(...lists: readonly Finding[][]): Finding[] {
  const sorted = lists.flat().sort((a, b) => a.first - b.first || b.end - a.end);
  const merged: Finding[] = [];
  for (const finding of sorted) {
    const previous = merged.at(-1);
    if (previous && finding.end <= previous.end) continue;
    merged.push(finding);
  }
  return merged;
}

/** The finding to go to next from a word: the first at or after it, else round to the first. -1 when there is none. */
export function nextFinding(findings: readonly Finding[], fromWord: number): number {
  if (findings.length === 0) return -1;
  const index = findings.findIndex((finding) => finding.first >= fromWord);
  return index < 0 ? 0 : index;
}
