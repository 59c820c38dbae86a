import type { SearchFilter } from "../domain.ts";
import { ArchiveError } from "../errors.ts";

const dateOnly = /^\d{4}-\d{2}-\d{2}$/;

/** A filter as values to bind: instants in ms (`toMs` exclusive), lists as JSON; null where the filter allows all. */
export type BoundFilter = {
  fromMs: number | null;
  toMs: number | null;
  languages: string | null;
  recordingIds: string | null;
};

/**
 * Reads a filter. A date without a time is that whole day on this machine's clock; a time without an offset likewise.
 * An empty list allows nothing. Throws `invalid-input` for a date that is none.
 */
export function bindFilter(filter: SearchFilter = {}): BoundFilter {
  return {
    fromMs: filter.from === undefined ? null : instantOf(filter.from, 0),
    toMs: filter.to === undefined ? null : endOf(filter.to),
    languages: filter.languages === undefined ? null : JSON.stringify(filter.languages),
    recordingIds: filter.recordingIds === undefined ? null : JSON.stringify(filter.recordingIds),
  };
}

/** True when the filter lets everything through. */
export function allowsAll(filter: BoundFilter): boolean {
  return Object.values(filter).every((value) => value === null);
}

function endOf(text: string): number {
  return dateOnly.test(text) ? instantOf(text, 1) : instantOf(text, 0) + 1;
}

function instantOf(text: string, daysLater: number): number {
  const isDate = dateOnly.test(text);
  const parsed = new Date(isDate ? `${text}T00:00:00` : text);
  // Date.parse takes 2026-02-31 for the 3rd of March, and free text such as "1 May".
  const isWrong = Number.isNaN(parsed.getTime()) || (isDate && parsed.getDate() !== Number(text.slice(8)));
  if (isWrong || !/^\d{4}-\d{2}-\d{2}/.test(text)) {
    throw new ArchiveError(
      "invalid-input",
      `"${text}" is not a date`,
      "write it as 2026-03-01 or 2026-03-01T14:30:00",
    );
  }
  // By calendar and not by 24 h: the day the clock changes is longer or shorter.
  parsed.setDate(parsed.getDate() + daysLater);
  return parsed.getTime();
}
