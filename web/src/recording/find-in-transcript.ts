import { api } from "../api/api.ts";
import type { LoadedTranscript } from "./loaded-transcript.ts";
import { findForms, findLiteral, foldWord, mergeMatches, splitQuery, type TextMatch } from "./match-words.ts";
import { wordsBetween } from "./word-timeline.ts";

const maxHits = 200;

/** Finds the text as typed: whole words in a row, of which the last may be unfinished. */
export function findAsTyped(transcript: LoadedTranscript, findText: string): TextMatch[] {
  return findLiteral(transcript.folded, splitQuery(findText));
}

/**
 * Finds the text as typed and in other forms of its words, which the index knows. For a single word, every form that the
 * search met is marked wherever it occurs; for several words, the passages that the search found. Undefined if the
 * server does not answer.
 */
export async function findAllForms(
  transcript: LoadedTranscript,
  options: { recordingId: number; findText: string; signal: AbortSignal },
): Promise<TextMatch[] | undefined> {
  const { recordingId, findText, signal } = options;
  const typed = splitQuery(findText);
  const literal = findLiteral(transcript.folded, typed);
  try {
    const answer = await api.search(
      { q: findText, mode: "keyword", recording: [recordingId], limit: maxHits },
      { signal },
    );
    const highlights = answer.hits.flatMap((hit) => hit.highlights);
    if (typed.length === 1) {
      const forms = new Set(highlights.map(({ text }) => foldWord(text)).filter((form) => form !== ""));
      return mergeMatches(literal, findForms(transcript.folded, forms));
    }
    const passages = highlights.map(
      ({ startMs, endMs }): TextMatch => wordsBetween(transcript.timeline, startMs, endMs),
    );
    return mergeMatches(
      literal,
      passages.filter(({ first, end }) => end > first),
    );
  } catch {
    return undefined;
  }
}
