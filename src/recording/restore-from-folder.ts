/** recordings/ and trash/ → the source tables of a new database: sidecars first, then Opus files that have none. */

import { basename } from "node:path";
import { archiveError, isArchiveError, throwIfCancelled, toInnerMessage } from "../errors.ts";
import { makeNote, type Note } from "../messages/notes.ts";
import { type ArchiveFiles, listRecordingsFolder } from "../storage/archive-files.ts";
import type { Database } from "../storage/database.ts";
import { insertSidecar } from "../storage/insert-sidecar.ts";
import { type ListedSidecar, listSidecars } from "../storage/list-sidecars.ts";
import { type ReadSidecar, readSidecar } from "../storage/read-sidecar.ts";
import { findRecording, findRecordingByFilename } from "../storage/recordings.ts";
import { type GivenIds, readGivenIds, reserveIds } from "../storage/reserve-ids.ts";
import type { Sidecar } from "../storage/sidecar-format.ts";
import { clearDueSidecar } from "../storage/sidecars-due.ts";
import { hasTranscription } from "../storage/transcriptions.ts";
import { listTrashEntries, readTrashData } from "../storage/trash-files.ts";
import { adoptFile } from "./adopt-file.ts";

export type RestoredFolder = {
  /** Recordings that came back with all their data. */
  restored: number;
  transcriptions: number;
  /** Opus files without a usable sidecar: new recordings. */
  adopted: string[];
  /** Sidecars that are damaged; each is to be kept under another name. */
  damagedSidecars: string[];
  problems: Note[];
};

type Options = {
  /** The greatest ids that the earlier database gave, as far as it is known. */
  givenIds?: GivenIds | undefined;
  signal?: AbortSignal | undefined;
  onProgress?: ((filename: string, done: number, total: number) => void) | undefined;
};

type Deps = { db: Database; files: ArchiveFiles };

/**
 * Fills an empty database from the archive's folder. Ids and file names stay as the sidecars have them. Nothing in the
 * folder is changed.
 * @throws ArchiveError `archive-newer` (a sidecar of a newer version), `cancelled`, `no-permission`, `disk-error`
 */
export async function restoreFromFolder(deps: Deps, options: Options = {}): Promise<RestoredFolder> {
  const { db, files } = deps;
  const { signal, onProgress } = options;
  const result: RestoredFolder = {
    restored: 0,
    transcriptions: 0,
    adopted: [],
    damagedSidecars: [],
    problems: [],
  };
  const trash = await readTrashIds(files);
  const sidecars = listSidecars(files).sort(bestFirst);
  const opusFiles = listRecordingsFolder(files).filter((name) => name.endsWith(".opus"));
  const total = Math.max(opusFiles.length, sidecars.length);
  let done = 0;
  const late: ListedSidecar[] = [];
  for (const listed of sidecars) {
    throwIfCancelled(signal, "rebuild");
    // The rest of a removal: the trash has all of it.
    if (!listed.hasSound && trash.recordingIds.has(listed.recordingId)) continue;
    onProgress?.(basename(listed.path), done++, total);
    const outcome = await restoreOne(deps, listed, result);
    if (outcome === "id-taken") late.push(listed);
  }
  reserveIds(db, greatest(readGivenIds(db), trash.given, options.givenIds));
  for (const listed of late) await restoreOne(deps, listed, result, { newIds: true });
  for (const filename of opusFiles) {
    if (findRecordingByFilename(db, filename)) continue;
    throwIfCancelled(signal, "rebuild");
    onProgress?.(filename, done++, Math.max(total, done));
    await adoptOne(deps, filename, result, signal);
  }
  return result;
}

/** Whose Opus file is there comes before whose is not, then copies under other names; damaged beginnings come last. */
function bestFirst(a: ListedSidecar, b: ListedSidecar): number {
  const rank = ({ hasSound, isInPlace, recordingId }: ListedSidecar) =>
    (Number.isNaN(recordingId) ? 4 : 0) + (hasSound ? 0 : 2) + (isInPlace ? 0 : 1);
  return rank(a) - rank(b) || a.recordingId - b.recordingId || a.path.localeCompare(b.path);
}

async function restoreOne(
  { db }: Deps,
  { path, filename, hasSound }: ListedSidecar,
  result: RestoredFolder,
  { newIds = false }: { newIds?: boolean } = {},
): Promise<"restored" | "id-taken" | "left"> {
  const read = await readSidecar(path);
  const sidecar = sidecarOf(read, path);
  const noteDamage = (why: string) => {
    result.damagedSidecars.push(path);
    result.problems.push(makeNote("sidecar-kept-aside", { filename: basename(path), why }));
  };
  if (!sidecar) {
    noteDamage(read.state === "damaged" ? read.why : "the JSON is broken");
    return "left";
  }
  const name = filename ?? sidecar.recording.filename;
  if (findRecordingByFilename(db, name)) {
    // A second sidecar for the same Opus file: a person's copy, or left by a change of name.
    result.problems.push(makeNote("sidecar-not-used", { filename: basename(path), recording: name }));
    return "left";
  }
  if (!newIds && areIdsTaken(db, sidecar)) {
    if (hasSound) return "id-taken";
    result.problems.push(makeNote("sidecar-not-used", { filename: basename(path), recording: name }));
    return "left";
  }
  try {
    const recording = insertSidecar(db, sidecar, { filename: name, newIds });
    result.restored++;
    result.transcriptions += sidecar.transcriptions.length;
    if (newIds)
      result.problems.push(
        makeNote("sidecar-renumbered", {
          filename: basename(path),
          previous: sidecar.recording.id,
          recording: recording.id,
        }),
      );
    if (read.state === "damaged") noteDamage(read.why);
    // The file on the disk is what would be written.
    else if (!newIds && name === sidecar.recording.filename) clearDueSidecar(db, recording.id);
    return "restored";
  } catch (error) {
    // Its own checksum is right, or its JSON whole, and still SQLite refuses the rows: somebody has written it by hand.
    if (isArchiveError(error)) throw error;
    noteDamage(error instanceof Error ? error.message : String(error));
    return "left";
  }
}

function sidecarOf(read: ReadSidecar, path: string): Sidecar | undefined {
  if (read.state === "newer") throw archiveError("sidecar-newer", { path, version: read.version });
  return read.state === "whole" || read.state === "damaged" ? read.sidecar : undefined;
}

function areIdsTaken(db: Database, { recording, transcriptions }: Sidecar): boolean {
  const ids = transcriptions.map(({ id }) => id);
  return findRecording(db, recording.id) !== undefined || hasTranscription(db, ids);
}

async function adoptOne(
  deps: Deps,
  filename: string,
  result: RestoredFolder,
  signal: AbortSignal | undefined,
): Promise<void> {
  try {
    const adopted = await adoptFile(deps, filename, { signal });
    result.problems.push(...adopted.warnings);
    if (adopted.status === "imported") result.adopted.push(filename);
  } catch (error) {
    if (!isArchiveError(error, "corrupt-audio") && !isArchiveError(error, "unsupported-audio")) throw error;
    result.problems.push(makeNote("file-not-adopted", { filename, error: toInnerMessage(error) }));
  }
}

async function readTrashIds(files: ArchiveFiles): Promise<{ recordingIds: Set<number>; given: GivenIds }> {
  const recordingIds = new Set<number>();
  let transcriptions = 0;
  for (const entry of listTrashEntries(files)) {
    recordingIds.add(entry.id);
    for (const id of await readTranscriptionIds(entry)) transcriptions = Math.max(transcriptions, id);
  }
  return { recordingIds, given: { recordings: Math.max(0, ...recordingIds), transcriptions } };
}

async function readTranscriptionIds(entry: Parameters<typeof readTrashData>[0]): Promise<number[]> {
  try {
    const data = JSON.parse(await readTrashData(entry)) as {
      tables: { transcriptions: { columns: string[]; rows: unknown[][] } };
    };
    const { columns, rows } = data.tables.transcriptions;
    return rows.map((row) => Number(row[columns.indexOf("id")])).filter(Number.isSafeInteger);
  } catch {
    // Damaged: `trash list` and `verify` say so.
    return [];
  }
}

function greatest(...all: (GivenIds | undefined)[]): GivenIds {
  const known = all.filter((ids) => ids !== undefined);
  return {
    recordings: Math.max(0, ...known.map(({ recordings }) => recordings)),
    transcriptions: Math.max(0, ...known.map(({ transcriptions }) => transcriptions)),
  };
}
