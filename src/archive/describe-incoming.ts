import { relative } from "node:path";
import { makeNote, type Note } from "../messages/notes.ts";
import type { ArchiveFiles } from "../storage/archive-files.ts";
import { type IncomingEntry, readIncomingFolder } from "../storage/incoming-folder.ts";
import { listLeftPartFiles } from "../storage/sweep-part-files.ts";
import { listTrashLeftovers } from "../storage/trash-files.ts";

/** Uploads and live recordings whose bytes are here and that are no recordings yet. */
export type IncomingStatus = {
  count: number;
  /** Bytes that have arrived. */
  byteLength: number;
  /** Bytes that were announced and have not arrived. */
  missingByteLength: number;
  /** When the oldest was announced or began, ISO 8601. */
  oldestAt: string | null;
  /** Those whose import failed, oldest first: kept until a person discards them. */
  failed: (Required<Pick<IncomingEntry, "error">> &
    Omit<IncomingEntry, "missingByteLength" | "error" | "tracks">)[];
  /** Those that are recordings and have further sound tracks, oldest first: kept until these are imported or discarded. */
  withTracks: (Required<Pick<IncomingEntry, "tracks">> &
    Omit<IncomingEntry, "missingByteLength" | "error" | "tracks">)[];
};

/** What is on its way into the archive, and what interrupted work left anywhere in its folder. */
export async function describeIncoming(
  files: ArchiveFiles,
): Promise<{ incoming: IncomingStatus; problems: Note[] }> {
  const { entries, leftovers, foreign } = await readIncomingFolder(files);
  entries.sort((a, b) => a.startedAt.localeCompare(b.startedAt));
  const sum = (field: "byteLength" | "missingByteLength") =>
    entries.reduce((total, entry) => total + entry[field], 0);
  const trash = listTrashLeftovers(files);
  return {
    incoming: {
      count: entries.length,
      byteLength: sum("byteLength"),
      missingByteLength: sum("missingByteLength"),
      oldestAt: entries[0]?.startedAt ?? null,
      failed: entries.flatMap(({ error, missingByteLength: _, tracks: __, ...entry }) =>
        error ? [{ ...entry, error }] : [],
      ),
      withTracks: entries.flatMap(({ tracks, missingByteLength: _, error: __, ...entry }) =>
        tracks ? [{ ...entry, tracks }] : [],
      ),
    },
    problems: [
      ...leftovers.map(({ path, byteLength }) =>
        makeNote("incoming-leftover", { name: relative(files.folder, path), count: byteLength, path }),
      ),
      ...[...foreign, ...trash.foreign].map((path) =>
        makeNote("folder-not-own", { name: relative(files.folder, path) }),
      ),
      ...trash.leftovers.map((path) => makeNote("trash-leftover", { name: relative(files.folder, path) })),
      ...listLeftPartFiles(files).map((filename) => makeNote("part-file-left", { filename })),
    ],
  };
}
