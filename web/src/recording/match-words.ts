import type { WordTimeline } from "./word-timeline.ts";

/** A match of the find field: words `first` to `end` (exclusive). */
export type TextMatch = { first: number; end: number };

/** Folds a word for comparison: lower case, ё as е, no punctuation at the ends. */
export function foldWord(text: string): string {
  return text
    .toLowerCase()
    .replaceAll("ё", "е")
    .replace(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu, "");
}

/** The folded words of a timeline, computed once per transcript. */
export function foldTimeline(timeline: WordTimeline): string[] {
  return timeline.texts.map(foldWord);
}

/** The folded words of a query; quotes are dropped. */
export function splitQuery(query: string): string[] {
  return query
    .split(/\s+/u)
    .map(foldWord)
    .filter((word) => word !== "");
}

/**
 * Finds the typed words in a row. The last one may be unfinished. A single word of three letters or more also matches
 * inside a longer word.
 */
export function findLiteral(folded: readonly string[], typed: readonly string[]): TextMatch[] {
  const matches: TextMatch[] = [];
  const [only] = typed;
  if (only === undefined) return matches;
  if (typed.length === 1) {
    const inside = only.length >= 3;
    folded.forEach((word, first) => {
      if (inside ? word.includes(only) : word.startsWith(only)) matches.push({ first, end: first + 1 });
    });
    return matches;
  }
  const last = typed.length - 1;
  for (let first = 0; first + typed.length <= folded.length; first++) {
    const isMatch = typed.every((word, place) => {
      const said = folded[first + place] ?? "";
      return place === last ? said.startsWith(word) : said === word;
    });
    if (isMatch) matches.push({ first, end: first + typed.length });
  }
  return matches;
}

/** Finds every word that is one of these forms («рыба» → «рыбу», «рыбы»). */
export function findForms(folded: readonly string[], forms: ReadonlySet<string>): TextMatch[] {
  const matches: TextMatch[] = [];
  if (forms.size === 0) return matches;
  folded.forEach((word, first) => {
    if (forms.has(word)) matches.push({ first, end: first + 1 });
  });
  return matches;
}

/** Joins lists of matches in reading order, without those that lie inside another. */
export function mergeMatches(...lists: readonly TextMatch[][]): TextMatch[] {
  const sorted = lists.flat().sort((a, b) => a.first - b.first || b.end - a.end);
  const merged: TextMatch[] = [];
  for (const match of sorted) {
    const previous = merged.at(-1);
    if (previous && match.end <= previous.end) continue;
    merged.push(match);
  }
  return merged;
}

/** Index of the first match at or after a word, else of the first match. -1 if there is none. */
export function nextMatch(matches: readonly TextMatch[], fromWord: number): number {
  if (matches.length === 0) return -1;
  const index = matches.findIndex((match) => match.first >= fromWord);
  return index < 0 ? 0 : index;
}
