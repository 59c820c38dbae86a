import assert from "node:assert/strict";
import type { Transcript } from "../../src/domain.ts";

/** 10,000 hours, as in build-transcript.ts: no recording is longer, and a time must fit the database. */
const maxMs = 36_000_000_000;

/** Every segment and word of a transcript is one that may be stored. */
export function assertSound(transcript: Transcript): void {
  const isTime = (ms: number) => Number.isInteger(ms) && ms >= 0 && ms <= maxMs;
  for (const { startMs, endMs, speaker, language, words } of transcript.segments) {
    assert.ok(isTime(startMs) && isTime(endMs) && startMs <= endMs, `${startMs}–${endMs}`);
    assert.ok(speaker === null || speaker.trim() !== "");
    assert.ok(language === null || /^[a-z]{2,3}$/.test(language), `${language}`);
    assert.ok(words.length > 0);
    let earliestMs = 0;
    for (const word of words) {
      const { text, startMs: from, endMs: to, confidence } = word;
      const isWord = /^[^\s\0]+$/u.test(text);
      const isConfidence = confidence === null || (confidence >= 0 && confidence <= 1);
      // The message is made for a wrong word only: made for each of a million words, it took a third of these tests' time.
      if (!isWord || !isTime(from) || !isTime(to) || from < earliestMs || to < from || !isConfidence)
        assert.fail(JSON.stringify(word));
      earliestMs = word.startMs;
    }
  }
}
