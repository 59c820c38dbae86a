/** Seconds, hundredths or milliseconds? Many programs write bare numbers, and the file does not say what they count. */

import { makeNote, type Note } from "../messages/notes.ts";
import { fitsRecording } from "./fits-recording.ts";
import type { ReadContext } from "./formats/reader.ts";

/** A line or word as the file has it: times in the unknown unit. */
export type RawSpan = { start: number | null; end: number | null; text: string };

/** Milliseconds in one unit. */
export type TimeUnit = 1000 | 10 | 1;

// Letters and digits per second. Speech has 8 to 18; subtitles that stay on the screen have fewer, and a wrong unit is
// off by a factor of ten or a hundred.
const usualRate = 11;
const minRate = 0.3;
const maxRate = 22;
const minRateOfTitles = 0.02;
// One Chinese or Japanese character is a syllable or two.
const lettersOfIdeogram = 3;

/**
 * Chooses the unit by the speed of speech that it would give, and by the length of the recording where that is known.
 * Fractions are seconds, unless the recording is far too short for that.
 *
 *     96…712 "yeah we got it okay": 0.02 letters per second, 2.4 or 24 → hundredths
 */
export function chooseTimeUnit(spans: RawSpan[], { durationMs }: ReadContext): TimeUnit {
  const times = spans.flatMap(({ start, end }) => [start, end]).filter((time) => time !== null);
  if (times.length === 0) return 1000;
  const starts = spans.map(({ start }) => start).filter((start) => start !== null);
  const fits = (unit: number) =>
    durationMs === undefined ||
    fitsRecording(
      starts.map((start) => start * unit),
      durationMs,
    );
  const isWhole = times.every((time) => Number.isInteger(time));
  if (!isWhole && fits(1000)) return 1000;
  const rate = medianRate(spans);
  if (rate === null) return 1000;
  // Of another unit, a recording would have text in its first hundredth only. Titles of chapters are as slow.
  if (durationMs !== undefined && fits(1000) && rateIn(rate, 1000) >= minRateOfTitles) return 1000;
  const units: TimeUnit[] = [1000, 10, 1];
  const lastUnits = times.reduce((last, time) => Math.max(last, time), 0);
  const isPlausible = (unit: number) => rateIn(rate, unit) >= minRate && rateIn(rate, unit) <= maxRate;
  const possible = units.filter((unit) => fits(unit) && isPlausible(unit));
  const choice = possible.length > 0 ? possible : isWhole ? units : units.filter((unit) => unit === 1000);
  return choice.reduce((best, unit) => (cost(unit) < cost(best) ? unit : best));

  function cost(unit: number): number {
    const speed = 2 * Math.abs(Math.log(rateIn(rate!, unit) / usualRate));
    if (durationMs === undefined || durationMs <= 0) return speed;
    return speed + Math.abs(Math.log(Math.min(1, Math.max(1, lastUnits * unit) / durationMs)));
  }
}

function rateIn(lettersPerUnit: number, unit: number): number {
  return (lettersPerUnit * 1000) / unit;
}

/** Letters per unit of time: the median over the lines, by their ends or else by the next start. Null where none has a length. */
function medianRate(spans: RawSpan[]): number | null {
  const rates: number[] = [];
  spans.forEach(({ start, end, text }, i) => {
    const until = end ?? spans[i + 1]?.start ?? null;
    const letters = countLetters(text);
    if (start !== null && until !== null && until > start && letters > 0)
      rates.push(letters / (until - start));
  });
  rates.sort((a, b) => a - b);
  return rates[rates.length >> 1] ?? null;
}

function countLetters(text: string): number {
  const ideograms = text.match(/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/gu)?.length ?? 0;
  return (text.match(/[\p{L}\p{N}]/gu)?.length ?? 0) + ideograms * (lettersOfIdeogram - 1);
}

/** Hundredths are rare enough to be said. */
export function unitNotes(unit: number): Note[] {
  return unit === 10 ? [makeNote("transcript-hundredths", {})] : [];
}
