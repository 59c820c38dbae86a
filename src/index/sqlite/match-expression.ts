import type { TextQuery } from "../candidate-engine.ts";

/** One way to write a word, as stems that must all occur, in any place: `wi-fi` is wi and fi, or wifi. */
export type Spelling = readonly string[];

/**
 * The FTS5 expression that matches and scores: any of the terms or phrases, none of the excluded stems; undefined for an empty
 * query. Everything is quoted, so a stem is never read as FTS5 syntax (https://sqlite.org/fts5.html#full_text_query_syntax).
 */
export function matchExpression({ terms, phrases, excluded }: TextQuery): string | undefined {
  const wanted = unique([...terms.flatMap(quoted), ...phrases.flatMap(quotedPhrase)]);
  if (wanted.length === 0) return undefined;
  const unwanted = unique(excluded.flatMap(quoted));
  const any = `(${wanted.join(" OR ")})`;
  return unwanted.length === 0 ? any : `${any} NOT (${unwanted.join(" OR ")})`;
}

/**
 * The expression that requires every phrase; undefined if `matchExpression` already requires it. It is a separate query
 * because bm25() counts a phrase as often as the expression names it.
 */
export function phrasesExpression({ terms, phrases }: TextQuery): string | undefined {
  const wanted = unique(phrases.flatMap(quotedPhrase));
  if (wanted.length === 0 || (wanted.length === 1 && terms.flatMap(quoted).length === 0)) return undefined;
  return wanted.join(" AND ");
}

/** The expression that requires every word in one of its spellings; undefined if there is no word or one has no spelling. */
export function everyWordExpression(words: readonly (readonly Spelling[])[]): string | undefined {
  const wanted = words.map((spellings) => {
    const all = spellings.map((stems) => unique(stems.flatMap(quoted))).filter((stems) => stems.length > 0);
    return unique(all.map((stems) => (stems.length === 1 ? stems[0]! : `(${stems.join(" AND ")})`)));
  });
  // No passage can have a word without a spelling: `слов*` if no word begins with it.
  if (wanted.length === 0 || wanted.some((spellings) => spellings.length === 0)) return undefined;
  return unique(wanted.map((spellings) => `(${spellings.join(" OR ")})`)).join(" AND ");
}

function quotedPhrase(stems: readonly string[]): string[] {
  const parts = stems.flatMap(quoted);
  return parts.length === 0 ? [] : [parts.join(" + ")];
}

/** A stem without NUL: FTS5 reads an expression only up to a NUL. */
export function cleanStem(stem: string): string {
  return stem.replaceAll("\0", " ").trim();
}

function quoted(stem: string): string[] {
  const clean = cleanStem(stem);
  return clean === "" ? [] : [`"${clean.replaceAll('"', '""')}"`];
}

export function unique(parts: readonly string[]): string[] {
  return [...new Set(parts)];
}
