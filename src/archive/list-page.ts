import type { Language, Recording } from "../domain.ts";
import { ArchiveError } from "../errors.ts";
import type { Database } from "../storage/database.ts";
import type { JobError } from "../storage/jobs.ts";
import {
  listRecordingStandings,
  type RecordingStanding,
  type RecordingState,
} from "../storage/recording-states.ts";
import { findRecordings } from "../storage/recordings.ts";
import { type RecordingReference, resolveRecording } from "./resolve-recording.ts";

export type RecordingSort = "newest" | "oldest" | "longest" | "shortest" | "title" | "imported";

export type PageOptions = {
  /** `next` of the page before. */
  cursor?: string | undefined;
  /** Default 50. */
  limit?: number | undefined;
  /** Recorded on or after, on or before: `2026-03-01` (whole days) or a date-time. */
  from?: string | undefined;
  to?: string | undefined;
  /** Languages of the current transcript. */
  languages?: Language[] | undefined;
  states?: RecordingState[] | undefined;
  /** Default `newest`. */
  sort?: RecordingSort | undefined;
};

export type StandingRecording = Recording & {
  /** Of its current transcript. */
  language: Language | null;
  state: RecordingState;
  /** Why the last attempt to transcribe it failed. */
  error?: JobError | undefined;
};

export type RecordingPage = { recordings: StandingRecording[]; next?: string; total: number };

type Key = number | string;

let collator: Intl.Collator | undefined;

/** Alphabetical order of titles. The collator is made at first need: 8 ms, and most commands sort nothing. */
function compareTexts(one: string, other: string): number {
  collator ??= new Intl.Collator(["ru", "en"], { numeric: true, sensitivity: "base" });
  return collator.compare(one, other);
}

const sorts: Record<RecordingSort, { key: (row: RecordingStanding) => Key; descending: boolean }> = {
  newest: { key: (row) => row.createdMs, descending: true },
  oldest: { key: (row) => row.createdMs, descending: false },
  longest: { key: (row) => row.durationSeconds, descending: true },
  shortest: { key: (row) => row.durationSeconds, descending: false },
  title: { key: (row) => row.title || row.filename, descending: false },
  imported: { key: (row) => Date.parse(row.importedAt), descending: true },
};

/**
 * A page of recordings, each with how far it is. Sorted here and not by SQL, which knows no alphabet but ASCII.
 * @throws ArchiveError `invalid-input` (a date or a cursor that is none)
 */
export function listPage(db: Database, options: PageOptions = {}): RecordingPage {
  const { cursor, limit = 50, from, to, languages, states, sort = "newest" } = options;
  const { key, descending } = sorts[sort];
  const compare = (a: [Key, number], b: [Key, number]): number =>
    (compareKeys(a[0], b[0]) || a[1] - b[1]) * (descending ? -1 : 1);
  const rows = listRecordingStandings(db, { from, to, languages })
    .filter(({ state }) => !states || states.includes(state))
    .map((row) => ({ row, place: [key(row), row.id] as [Key, number] }))
    .sort((a, b) => compare(a.place, b.place));
  const after = !cursor ? undefined : readCursor(cursor);
  const start = after ? rows.findIndex(({ place }) => compare(place, after) > 0) : 0;
  const page = start < 0 ? [] : rows.slice(start, start + limit);
  const last = start >= 0 && start + limit < rows.length ? page.at(-1) : undefined;
  return {
    recordings: withStanding(
      db,
      page.map(({ row }) => row),
    ),
    ...(last && { next: Buffer.from(JSON.stringify(last.place)).toString("base64url") }),
    total: rows.length,
  };
}

/** One recording with how far it is. @throws ArchiveError `not-found` */
export function getWithStanding(db: Database, reference: RecordingReference): StandingRecording {
  const { id } = resolveRecording(db, reference);
  return withStanding(db, listRecordingStandings(db, { recordingIds: [id] }))[0]!;
}

function withStanding(db: Database, rows: RecordingStanding[]): StandingRecording[] {
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

function readCursor(cursor: string): [Key, number] {
  try {
    const [key, id] = JSON.parse(Buffer.from(cursor, "base64url").toString()) as [unknown, unknown];
    if ((typeof key === "number" || typeof key === "string") && Number.isInteger(id))
      return [key, id as number];
  } catch {
    // Said below.
  }
  throw new ArchiveError(
    "invalid-input",
    `cursor: "${cursor}" is not the end of a page`,
    "start from the first page",
  );
}
