import type { Language, SearchFilter } from "../domain.ts";
import { archiveError } from "../errors.ts";

const dateOnly = /^\d{4}-\d{2}-\d{2}$/;

/** A filter with its dates read: milliseconds since 1970, `fromMs` inclusive, `toMs` exclusive; null where all is allowed. */
export type ResolvedFilter = {
  fromMs: number | null;
  toMs: number | null;
  languages: readonly Language[] | null;
  recordingIds: readonly number[] | null;
};

/** A filter as values to bind: instants in ms (`toMs` exclusive), lists as JSON; null where the filter allows all. */
export type BoundFilter = {
  fromMs: number | null;
  toMs: number | null;
  languages: string | null;
  recordingIds: string | null;
};

/**
 * Reads a filter. A date without a time is that whole day on this machine's clock; a time without an offset likewise.
 * An empty list allows nothing. Throws `invalid-input` for an invalid date.
 */
export function resolveFilter(filter: SearchFilter = {}): ResolvedFilter {
  return {
    fromMs: filter.from === undefined ? null : instantOf(filter.from, 0),
    toMs: filter.to === undefined ? null : endOf(filter.to),
    languages: filter.languages ?? null,
    recordingIds: filter.recordingIds ?? null,
  };
}

/** As `resolveFilter`, with lists as JSON: what binds to a statement. */
export function bindFilter(filter: SearchFilter = {}): BoundFilter {
  return bindResolved(resolveFilter(filter));
}

export function bindResolved({ fromMs, toMs, languages, recordingIds }: ResolvedFilter): BoundFilter {
  return {
    fromMs,
    toMs,
    languages: languages && JSON.stringify(languages),
    recordingIds: recordingIds && JSON.stringify(recordingIds),
  };
}

/** True when the filter lets everything through. */
export function allowsAll(filter: BoundFilter | ResolvedFilter): boolean {
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
    throw archiveError("invalid-date", { date: text });
  }
  // By calendar and not by 24 h: the day the clock changes is longer or shorter.
  parsed.setDate(parsed.getDate() + daysLater);
  return parsed.getTime();
}
