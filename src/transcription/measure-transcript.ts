/** The language and confidence of a whole transcript. */

import type { Language, Segment, Word } from "../domain.ts";

/** Mean confidence of the words, weighted by their duration; null where no word has one. */
export function meanConfidence(segments: Segment[]): number | null {
  let weighted = 0;
  let totalMs = 0;
  let plain = 0;
  let count = 0;
  for (const segment of segments) {
    for (const word of segment.words) {
      if (word.confidence === null) continue;
      const lengthMs = Math.max(0, word.endMs - word.startMs);
      weighted += word.confidence * lengthMs;
      totalMs += lengthMs;
      plain += word.confidence;
      count += 1;
    }
  }
  if (count === 0) return null;
  const mean = totalMs > 0 ? weighted / totalMs : plain / count;
  return Math.min(1, Math.max(0, mean));
}

/** The language with the longest speech; null where no segment has one. */
export function majorityLanguage(segments: Segment[]): Language | null {
  const spokenMs = new Map<Language, number>();
  for (const segment of segments) {
    if (segment.language === null) continue;
    spokenMs.set(segment.language, (spokenMs.get(segment.language) ?? 0) + segmentSpeechMs(segment.words));
  }
  let best: Language | null = null;
  for (const [language, ms] of spokenMs) {
    if (best === null || ms > (spokenMs.get(best) ?? 0)) best = language;
  }
  return best;
}

function segmentSpeechMs(words: Word[]): number {
  return words.reduce((sum, word) => sum + Math.max(0, word.endMs - word.startMs), 0);
}
