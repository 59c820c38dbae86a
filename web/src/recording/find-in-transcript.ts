import { api } from "../api/api.ts";
import {
  type Finding,
  findForms,
  findLiteral,
  foldWord,
  mergeFindings,
  splitQuestion,
} from "./find-words.ts";
import type { LoadedTranscript } from "./loaded-transcript.ts";
import { wordsBetween } from "./word-timeline.ts";

const mostHits = 200;

/** As typed: whole words in a row, the last one perhaps unfinished. */
function literally(transcript: LoadedTranscript, question: string): Finding[] {
  return findLiteral(transcript.folded, splitQuestion(question));
}

/**
 * As typed, and in other forms of the words, which the index knows: of one word every form the search met is marked
 * wherever it stands, of several words the places that the search found. Undefined where the search does not answer.
 */
async function byForms(
  transcript: LoadedTranscript,
  options: { recordingId: number; question: string; signal: AbortSignal },
): Promise<Finding[] | undefined> {
  const { recordingId, question, signal } = options;
  const typed = splitQuestion(question);
  const literal = findLiteral(transcript.folded, typed);
  try {
    const answer = await api.search(
      { q: question, mode: "keyword", recording: [recordingId], limit: mostHits },
      { signal },
    );
    const highlights = answer.hits.flatMap((hit) => hit.highlights);
    if (typed.length === 1) {
      const forms = new Set(highlights.map(({ text }) => foldWord(text)).filter((form) => form !== ""));
      return mergeFindings(literal, findForms(transcript.folded, forms));
    }
    const places = highlights.map(
      ({ startMs, endMs }): Finding => wordsBetween(transcript.timeline, startMs, endMs),
    );
    return mergeFindings(
      literal,
      places.filter(({ first, end }) => end > first),
    );
  } catch {
    return undefined;
  }
}

export const findInTranscript = { literally, byForms };
