/** Which texts prove that something is forgotten: words and phrases that nothing else in the archive has. */

import { listUnknownWords } from "../../index/sqlite/vocabulary.ts";
import { indexTerms } from "../../language/index-terms.ts";
import type { Database } from "../../storage/database.ts";

/** Each is searched for in every byte of the archive: 32 of them take about 16 s for a GB. */
const maxWords = 24;
const maxPhrases = 8;
/** Shorter words occur in the bytes of sound and vectors by chance. */
const minLetters = 5;
const phraseWords = 4;

/**
 * Call it after the removal. The longest words that no transcript has any more, as they were written and as the index had
 * them, and phrases from all over the texts.
 */
export function chooseUniqueTexts(db: Database, texts: readonly string[]): string[] {
  const forms = texts.flatMap((text) => indexTerms(text).words.map(({ word }) => word));
  const unknown = new Set(listUnknownWords(db, [...new Set(forms)]));
  const written = texts.flatMap((text) => text.split(/\s+/).map(trimPunctuation));
  const asWritten = written.filter((word) => indexTerms(word).words.some((form) => unknown.has(form.word)));
  const words = [...new Set([...asWritten, ...unknown])]
    .filter((word) => [...word].length >= minLetters)
    .sort((a, b) => b.length - a.length || (a < b ? -1 : 1));
  return [...words.slice(0, maxWords), ...choosePhrases(texts)];
}

function choosePhrases(texts: readonly string[]): string[] {
  const phrases = texts.flatMap((text) => {
    const words = text.split(/\s+/).filter((word) => word !== "");
    const count = Math.floor(words.length / phraseWords);
    return Array.from({ length: count }, (_, index) =>
      words.slice(index * phraseWords, (index + 1) * phraseWords).join(" "),
    );
  });
  const step = Math.max(1, Math.floor(phrases.length / maxPhrases));
  return [...new Set(phrases.filter((_, index) => index % step === 0))].slice(0, maxPhrases);
}

const trimPunctuation = (word: string) => word.replace(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu, "");
