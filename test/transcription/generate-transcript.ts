import fc from "fast-check";
import type { Segment, Transcript, Word } from "../../src/domain.ts";

const awkward = [
  "-->",
  "->",
  "<b>",
  "</i>",
  "<3",
  "a<b",
  "&amp;",
  "&",
  "AT&T",
  "{\\an8}",
  "{x}",
  "*",
  "_so_",
  "[1]",
  "#",
  "1",
  "42",
  "WEBVTT",
  "NOTE",
  "00:00:01,000",
  "<00:00:01.000>",
  "🎉",
  "👩‍👩‍👧",
  "«Ёж»",
  "—",
  "-",
  "...",
  "“yes”",
  "it's",
  "что-то",
  "&#39;",
];
const plain = [
  "привет",
  "мир",
  "ещё",
  "пчёлы",
  "Kubernetes",
  "the",
  "and",
  "containers.",
  "Да!",
  "well,",
  "сверхвысокочастотный",
  "э…",
];

/** A word as recognisers may write it: Russian, English, emoji, and all that subtitle formats stumble over. */
export const wordText = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...plain) },
  { weight: 2, arbitrary: fc.constantFrom(...awkward) },
  {
    weight: 1,
    arbitrary: fc
      .string({ unit: "grapheme", minLength: 1, maxLength: 60 })
      .map(cleanWord)
      .filter((text) => text !== ""),
  },
);

// No spaces (a word has none), nothing invisible only, no name before a colon.
function cleanWord(text: string): string {
  const clean = text.replace(/[\s\u0085\p{Cc}\p{Cs}:]/gu, "");
  return /^[\p{Cf}\p{M}]*$/u.test(clean) ? "" : clean;
}

type Step = { text: string; pauseMs: number; lengthMs: number; confidence: number | null };
const step = fc.record({
  text: wordText,
  pauseMs: fc.oneof(
    { weight: 5, arbitrary: fc.integer({ min: 0, max: 300 }) },
    fc.integer({ min: 0, max: 9000 }),
  ),
  lengthMs: fc.oneof(
    { weight: 9, arbitrary: fc.integer({ min: 0, max: 900 }) },
    fc.integer({ min: 0, max: 12_000 }),
  ),
  confidence: fc.option(fc.double({ min: 0, max: 1, noNaN: true })),
});
const line = fc.record({
  speaker: fc.constantFrom(null, "Анна", "Speaker 2", "O'Neil & <Co>"),
  language: fc.constantFrom(null, "ru", "en"),
  steps: fc.array(step, { minLength: 1, maxLength: 25 }),
});

/** Transcripts whose times go forward, measured throughout. `speakers: false` leaves all lines without one. */
export function transcripts({ speakers = true } = {}): fc.Arbitrary<Transcript> {
  return fc.array(line, { minLength: 1, maxLength: 8 }).map((lines) => {
    let atMs = 0;
    const toWord = ({ text, pauseMs, lengthMs, confidence }: Step): Word => {
      const startMs = atMs + pauseMs;
      atMs = startMs + lengthMs;
      return { text, startMs, endMs: atMs, confidence, timing: "measured" };
    };
    const segments = lines.map(({ speaker, language, steps }): Segment => {
      const words = steps.map(toWord);
      return {
        startMs: words[0]!.startMs,
        endMs: words.at(-1)!.endMs,
        speaker: speakers ? speaker : null,
        language,
        channel: null,
        words,
      };
    });
    return { language: "ru", confidence: null, segments };
  });
}
