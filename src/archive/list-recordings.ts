import type { Language } from "../domain.ts";
import { archiveError } from "../errors.ts";
import type { Database } from "../storage/database.ts";
import {
  listRecordingStates,
  listRecordingSummaries,
  type RecordingState,
  type RecordingStateRow,
  type RecordingSummary,
} from "../storage/recording-states.ts";
import { readLanguage } from "../transcription/parse-language.ts";
import { type RecordingReference, resolveRecording } from "./resolve-recording.ts";

export type RecordingSort = "newest" | "oldest" | "longest" | "shortest" | "title" | "imported";

export type ListOptions = {
  /** Recorded on or after, on or before: `2026-03-01` (whole days) or a date-time. */
  from?: string | undefined;
  to?: string | undefined;
  /** Languages of the current transcript. */
  languages?: Language[] | undefined;
  states?: RecordingState[] | undefined;
  /** Default `newest`. */
  sort?: RecordingSort | undefined;
  /** Default: all; of a page, 50. */
  limit?: number | undefined;
};

export type PageOptions = ListOptions & {
  /** `next` of the page before. */
  cursor?: string | undefined;
};

export type RecordingPage = { recordings: RecordingSummary[]; next?: string; total: number };

type Key = number | string;

let collator: Intl.Collator | undefined;

/** Alphabetical order of titles. The collator is made at first need: 8 ms, and most commands sort nothing. */
function compareTexts(a: string, b: string): number {
  collator ??= new Intl.Collator(["ru", "en"], { numeric: true, sensitivity: "base" });
  return collator.compare(a, b);
}

/** What both shapes have to sort by. */
type Sortable = Omit<RecordingStateRow, "createdMs"> & { createdMs?: number; createdAt?: string };

const createdMsOf = ({ createdMs, createdAt }: Sortable) => createdMs ?? Date.parse(createdAt!);

const sorts: Record<RecordingSort, { key: (row: Sortable) => Key; descending: boolean }> = {
  newest: { key: createdMsOf, descending: true },
  oldest: { key: createdMsOf, descending: false },
  longest: { key: (row) => row.durationSeconds, descending: true },
  shortest: { key: (row) => row.durationSeconds, descending: false },
  title: { key: (row) => row.title || row.filename, descending: false },
  imported: { key: (row) => Date.parse(row.importedAt), descending: true },
};

/**
 * Recordings in the order asked for, each with its state: one query. Sorted here and not by SQL, which knows no alphabet
 * but ASCII.
 * @throws ArchiveError `invalid-input` (an invalid date or language)
 */
export function listRecordings(db: Database, options: ListOptions = {}): RecordingSummary[] {
  const { from, to, limit } = options;
  const languages = options.languages?.map(readLanguage);
  const rows = sortRows(listRecordingSummaries(db, { from, to, languages }), options).map(({ row }) => row);
  return limit === undefined ? rows : rows.slice(0, limit);
}

/**
 * One page of the same list, and how many recordings there are in all. All are sorted by a few columns; the rest is read
 * for the page alone.
 * @throws ArchiveError `invalid-input` (an invalid date, language or cursor)
 */
export function listPage(db: Database, options: PageOptions = {}): RecordingPage {
  const { from, to, cursor, limit = 50, sort = "newest" } = options;
  const languages = options.languages?.map(readLanguage);
  const rows = sortRows(listRecordingStates(db, { from, to, languages }), options);
  const after = cursor ? readCursor(cursor) : undefined;
  const start = after ? rows.findIndex(({ place }) => comparePlaces(sort, place, after) > 0) : 0;
  const page = start < 0 ? [] : rows.slice(start, start + limit);
  const last = start >= 0 && start + limit < rows.length ? page.at(-1) : undefined;
  const recordingIds = page.map(({ row }) => row.id);
  const summaries = new Map(listRecordingSummaries(db, { recordingIds }).map((found) => [found.id, found]));
  const recordings = recordingIds.flatMap((id) => summaries.get(id) ?? []);
  const next = last && Buffer.from(JSON.stringify(last.place)).toString("base64url");
  return { recordings, ...(next && { next }), total: rows.length };
}

type Place = [Key, number];

function sortRows<Row extends Sortable>(
  rows: readonly Row[],
  { states, sort = "newest" }: ListOptions,
): { row: Row; place: Place }[] {
  const { key } = sorts[sort];
  return rows
    .filter(({ state }) => !states || states.includes(state))
    .map((row) => ({ row, place: [key(row), row.id] as Place }))
    .sort((a, b) => comparePlaces(sort, a.place, b.place));
}

function comparePlaces(sort: RecordingSort, a: Place, b: Place): number {
  return (compareKeys(a[0], b[0]) || a[1] - b[1]) * (sorts[sort].descending ? -1 : 1);
}

/** One recording with its state. @throws ArchiveError `not-found` */
export function getRecordingSummary(db: Database, reference: RecordingReference): RecordingSummary {
  const { id } = resolveRecording(db, reference);
  return listRecordingSummaries(db, { recordingIds: [id] })[0]!;
}

function compareKeys(a: Key, b: Key): number {
  return typeof a === "number" && typeof b === "number" ? a - b : compareTexts(String(a), String(b));
}

function readCursor(cursor: string): Place {
  try {
    const [key, id] = JSON.parse(Buffer.from(cursor, "base64url").toString()) as [unknown, unknown];
    if ((typeof key === "number" || typeof key === "string") && Number.isInteger(id))
      return [key, id as number];
  } catch {
    // Reported below.
  }
  throw archiveError("invalid-cursor", {});
}
