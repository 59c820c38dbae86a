/** Dates of a recording in the words of the command line. */

import type { DateCandidate, DateSource } from "../domain.ts";

/** How a source is named, in `--from` and in what is printed. */
export const sourceNames = {
  given: "given by hand",
  tag: "tags",
  "file-name": "file name",
  "file-time": "file time",
} as const satisfies Record<DateSource, string>;

const doubts = {
  "clock-not-set": "a clock that was not set right",
  "end-of-recording": "the moment the recording stopped",
  "later-copy": "later than the recording, as of a copy",
  "other-time-zone": "the same moment in another time zone",
} as const satisfies Record<NonNullable<DateCandidate["doubt"]>, string>;

/** The time where it was recorded, with its UTC offset: `2026-03-16 10:00:12 +01:00`. */
export function formatRecordedAt(iso: string): string {
  return iso.replace("T", " ").replace(/(?:\.\d+)?(Z|[+-]\d\d:\d\d)$/u, " $1");
}

/** One line for each source: its name, what it says, and why it was not believed. */
export function describeDates(choices: readonly DateCandidate[]): { name: string; text: string }[] {
  return choices.map(({ source, value, date, hasTime, doubt }) => {
    const when = hasTime ? formatRecordedAt(date) : date.slice(0, 10);
    const found = source === "file-name" ? ` (${value})` : "";
    return { name: sourceNames[source], text: `${when}${found}${doubt ? `: ${doubts[doubt]}` : ""}` };
  });
}
