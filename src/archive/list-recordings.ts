import type { Language, Recording } from "../domain.ts";
import { ArchiveError } from "../errors.ts";
import type { Database } from "../storage/database.ts";
import type { JobError } from "../storage/jobs.ts";
import {
  listRecordingStates,
  type RecordingState,
  type RecordingStateRow,
} from "../storage/recording-states.ts";
import { findRecordings } from "../storage/recordings.ts";
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

export type RecordingSummary = Recording & {
  /** Of its current transcript. */
  language: Language | null;
  state: RecordingState;
  /** Why the last attempt to transcribe it failed. */
  error?: JobError | undefined;
};

export type RecordingPage = { recordings: RecordingSummary[]; next?: string; total: number };

type Key = number | string;

let collator: Intl.Collator | undefined;

/** Alphabetical order of titles. The collator is made at first need: 8 ms, and most commands sort nothing. */
function compareTexts(a: string, b: string): number {
  collator ??= new Intl.Collator(["ru", "en"], { numeric: true, sensitivity: "base" });
  return collator.compare(a, b);
}

const sorts: Record<RecordingSort, { key: (row: RecordingStateRow) => Key; descending: boolean }> = {
  newest: { key: (row) => row.createdMs, descending: true },
  oldest: { key: (row) => row.createdMs, descending: false },
  longest: { key: (row) => row.durationSeconds, descending: true },
  shortest: { key: (row) => row.durationSeconds, descending: false },
  title: { key: (row) => row.title || row.filename, descending: false },
  imported: { key: (row) => Date.parse(row.importedAt), descending: true },
};

/**
 * Recordings in the order asked for, each with its state. Sorted here and not by SQL, which knows no alphabet but ASCII.
 * @throws ArchiveError `invalid-input` (an invalid date)
 */
export function listRecordings(db: Database, options: ListOptions = {}): RecordingSummary[] {
  const rows = sortRows(db, options).map(({ row }) => row);
  return withState(db, options.limit === undefined ? rows : rows.slice(0, options.limit));
}

/**
 * One page of the same list, and how many recordings there are in all.
 * @throws ArchiveError `invalid-input` (an invalid date or cursor)
 */
export function listPage(db: Database, options: PageOptions = {}): RecordingPage {
  const { cursor, limit = 50, sort = "newest" } = options;
  const rows = sortRows(db, options);
  const after = cursor ? readCursor(cursor) : undefined;
  const start = after ? rows.findIndex(({ place }) => comparePlaces(sort, place, after) > 0) : 0;
  const page = start < 0 ? [] : rows.slice(start, start + limit);
  const last = start >= 0 && start + limit < rows.length ? page.at(-1) : undefined;
  const recordings = withState(
    db,
    page.map(({ row }) => row),
  );
  const next = last && Buffer.from(JSON.stringify(last.place)).toString("base64url");
  return { recordings, ...(next && { next }), total: rows.length };
}

type Place = [Key, number];

function sortRows(
  db: Database,
  { from, to, languages, states, sort = "newest" }: ListOptions,
): { row: RecordingStateRow; place: Place }[] {
  const { key } = sorts[sort];
  return listRecordingStates(db, { from, to, languages })
    .filter(({ state }) => !states || states.includes(state))
    .map((row) => ({ row, place: [key(row), row.id] as Place }))
    .sort((a, b) => comparePlaces(sort, a.place, b.place));
}

function comparePlaces(sort: RecordingSort, a: Place, b: Place): number {
  return (compareKeys(a[0], b[0]) || a[1] - b[1]) * (sorts[sort].descending ? -1 : 1);
}

/** One recording with its state. @throws ArchiveError `not-found` */
export function getWithState(db: Database, reference: RecordingReference): RecordingSummary {
  const { id } = resolveRecording(db, reference);
  return withState(db, listRecordingStates(db, { recordingIds: [id] }))[0]!;
}

function withState(db: Database, rows: RecordingStateRow[]): RecordingSummary[] {
  const recordings = findRecordings(
    db,
    rows.map(({ id }) => id),
  );
  return rows.flatMap(({ id, language, state, error }) => {
    const recording = recordings.get(id);
    return recording ? [{ ...recording, language, state, ...(error && { error }) }] : [];
  });
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
    // Said below.
  }
  throw new ArchiveError("invalid-input", "invalid cursor", "start from the first page");
}
