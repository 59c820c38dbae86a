/** Text → words without spaces, and an estimate of how long each takes to say. */

import type { DraftWord } from "./draft.ts";

// Format characters (zero-width space, direction marks) and control characters are no words.
const invisible = /^[\p{Cf}\p{Cc}\p{Mn}\p{Me}]*$/u;
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it removes
const controls = /[\u0000-\u0008\u000e-\u001f\u007f-\u0084\u0086-\u009f]/g;

/** The words of a text, in order, as written. */
export function splitText(text: string): string[] {
  return text
    .toWellFormed()
    .replace(controls, "")
    .split(/[\s\u0085]+/)
    .filter((word) => !invisible.test(word));
}

/** The share of a word in the time of its line: its letters and digits plus one; 0 for a dash. */
export function spokenWeight(word: string): number {
  const letters = word.match(/[\p{L}\p{N}]/gu)?.length ?? 0;
  return letters === 0 ? 0 : letters + 1;
}

/** Sum of the weights, never 0 for a non-empty list. */
export function totalWeight(words: string[]): number {
  return words.reduce((sum, word) => sum + spokenWeight(word), 0) || words.length;
}

/**
 * Splits a timed word of a file at its spaces: `Bonjour !` is two words. When only one of them has letters, it keeps the whole
 * time and stays measured; otherwise they share the time and are marked as interpolated.
 */
export function splitTimedWord(word: DraftWord): DraftWord[] {
  const parts = splitText(word.text);
  if (parts.length === 1) return [{ ...word, text: parts[0]! }];
  const spoken = parts.filter((part) => spokenWeight(part) > 0).length;
  const { startMs, endMs } = word;
  if (startMs === null || endMs === null) {
    return parts.map((text, i) => ({ ...word, text, startMs: i === 0 ? startMs : null, endMs: null }));
  }
  const timing = spoken > 1 ? "interpolated" : word.timing;
  const total = totalWeight(parts);
  let done = 0;
  return parts.map((text) => {
    const from = startMs + ((endMs - startMs) * done) / total;
    done += spoken === 0 ? 1 : spokenWeight(text);
    const to = startMs + ((endMs - startMs) * done) / total;
    return { ...word, text, startMs: from, endMs: to, timing };
  });
}
