/** A list of words → segments, cut at changes of speaker, pauses and sentence ends. */

import type { DraftSegment, DraftWord } from "./draft.ts";

export type SpokenWord = DraftWord & { language?: string | null };

const pauseMs = 1000;
const sentenceMs = 6000;
const maxMs = 30_000;
const maxWords = 80;

/** Segments of at most about 30 s, ending at a pause of a second or more, a sentence end, or another speaker. */
export function groupWords(words: SpokenWord[]): DraftSegment[] {
  const segments: DraftSegment[] = [];
  let current: SpokenWord[] = [];
  const close = () => {
    if (current.length > 0) segments.push(toSegment(current));
    current = [];
  };
  for (const word of words) {
    const last = current.at(-1);
    if (last !== undefined && endsBefore(current, last, word)) close();
    current.push(word);
  }
  close();
  return segments;
}

function endsBefore(current: SpokenWord[], last: SpokenWord, next: SpokenWord): boolean {
  if ((last.speaker ?? null) !== (next.speaker ?? null)) return true;
  if (current.length >= maxWords) return true;
  if (next.startMs === null) return false;
  // A clock that restarts (`order-lines.ts`) begins a segment.
  if (last.startMs !== null && last.startMs - next.startMs >= pauseMs) return true;
  const lastEndMs = last.endMs ?? last.startMs;
  if (lastEndMs !== null && next.startMs - lastEndMs >= pauseMs) return true;
  const startMs = current[0]?.startMs ?? next.startMs;
  const lengthMs = next.startMs - startMs;
  return lengthMs >= maxMs || (lengthMs >= sentenceMs && /[.!?…]["'»”)\]]*$/.test(last.text));
}

function toSegment(words: SpokenWord[]): DraftSegment {
  const first = words[0]!;
  const last = words.at(-1)!;
  return {
    startMs: first.startMs,
    endMs: last.endMs ?? last.startMs,
    speaker: first.speaker ?? null,
    language: first.language ?? null,
    words,
  };
}

/** Adds punctuation that is an item of its own to the word before it. */
export function attachPunctuation<T extends SpokenWord>(words: T[], mark: string): void {
  const last = words.at(-1);
  if (last !== undefined) last.text += mark.trim();
}
