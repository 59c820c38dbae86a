/** Timecodes of film and television, `01:00:02:12` and `00;00;05;03`: the last field counts frames. */

import { makeNote, type Note } from "../messages/notes.ts";

// A comma or a semicolon beside it parts the cells of a table.
const timecode =
  /(?<![\d:.]|\d;(?=\d{1,2};))(\d{1,2})([:;])(\d{2})\2(\d{2})[:;](\d{2})(?!\d|:|;\d+(?![\d:]))/g;
const sampleLength = 8000;
// With this many timecodes, the highest frame number is one less than the rate.
const manyTimecodes = 40;
const defaultRate = 25;

/**
 * Rewrites timecodes as clock times with a fraction. The rate is not in the file: the highest frame number tells it.
 * @returns null where the text has none, or where the last field is no frame number (60 and more: hundredths)
 */
export function convertTimecodes(text: string): { text: string; note: Note } | null {
  // XML names its own frame rate.
  if (/^\s*</.test(text) || text.slice(0, sampleLength).search(timecode) < 0) return null;
  let highest = 0;
  let count = 0;
  for (const match of text.matchAll(timecode)) {
    if (Number(match[3]) > 59 || Number(match[4]) > 59) return null;
    highest = Math.max(highest, Number(match[5]));
    count += 1;
  }
  if (highest > 59) return null;
  const rate = chooseRate(highest, count);
  const converted = text.replace(timecode, (_, hours, __, minutes, seconds, frames) => {
    const ms = Math.min(999, Math.round((Number(frames) * 1000) / rate));
    return `${hours.padStart(2, "0")}:${minutes}:${seconds}.${String(ms).padStart(3, "0")}`;
  });
  return { text: converted, note: makeNote("transcript-frame-rate", { rate }) };
}

function chooseRate(highest: number, count: number): number {
  const rates = count >= manyTimecodes ? [24, 25, 30, 50, 60] : [defaultRate, 30, 50, 60];
  return rates.find((rate) => highest < rate) ?? 60;
}
