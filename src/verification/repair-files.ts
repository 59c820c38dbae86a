/** Missing and damaged Opus files: put back from the trash, a backup, or the file they were made from. */

import { chmodSync, copyFileSync, lstatSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Recording } from "../domain.ts";
import { isArchiveError, throwIfCancelled } from "../errors.ts";
import { errorFields, log } from "../log.ts";
import { makeNote, type Note } from "../messages/notes.ts";
import { checkStoredFile } from "../recording/check-stored-file.ts";
import { importFile } from "../recording/import-file.ts";
import { type ArchiveFiles, newPartPath } from "../storage/archive-files.ts";
import { listBackupFolders } from "../storage/backup-folders.ts";
import type { Database } from "../storage/database.ts";
import { hashFile } from "../storage/hash-file.ts";
import { putFileBack } from "../storage/put-file-back.ts";
import { findRecording } from "../storage/recordings.ts";
import { trashFolder } from "../storage/trash-files.ts";
import type { Finding } from "./finding.ts";

type Parts = { db: Database; files: ArchiveFiles };

type RepairFilesOptions = {
  /** Folders and files given by a person: backups, or the original files. */
  from: readonly string[];
  signal?: AbortSignal | undefined;
};

/** Findings that a whole copy of the file repairs. */
const repairable: readonly string[] = [
  "file-missing",
  "file-changed",
  "file-damaged",
  "file-damaged-pages",
  "file-flawed",
  "file-wrong-length",
];

/**
 * Puts back what can be found with the hash that was stored: in trash/, in the folders that `backup` wrote to, and in what is
 * given. The damaged file is kept in damaged/. @returns what was done
 */
export async function repairFiles(
  parts: Parts,
  findings: readonly Finding[],
  { from, signal }: RepairFilesOptions,
): Promise<Note[]> {
  const { db, files } = parts;
  const ids = new Set(
    findings.flatMap(({ code, recordingId }) =>
      repairable.includes(code) && recordingId !== undefined ? [recordingId] : [],
    ),
  );
  const wanted = [...ids].flatMap((id) => findRecording(db, id) ?? []);
  if (wanted.length === 0) return [];
  const places = [trashFolder(files), ...from, ...listBackupFolders(db).map(({ folder }) => folder)];
  const sizes = new Set(wanted.map(({ byteLength }) => byteLength));
  const candidates = Map.groupBy(
    places.flatMap((place) => [...listFiles(place, sizes)]),
    ({ byteLength }) => byteLength,
  );
  const done: Note[] = [];
  for (const recording of wanted) {
    throwIfCancelled(signal, "repair");
    const note = await putBackFromCopy(parts, recording, candidates.get(recording.byteLength) ?? [], signal);
    if (note) done.push(note);
  }
  const repaired = new Set(done.map(({ values }) => values.filename));
  const left = wanted.filter(({ filename }) => !repaired.has(filename));
  if (left.length > 0) done.push(...(await importSources(parts, left, from, signal)));
  return done;
}

type Candidate = { path: string; byteLength: number };

/** Regular files of these sizes in a folder and below it, or the file itself; links are not followed. */
function* listFiles(place: string, sizes: ReadonlySet<number>): Generator<Candidate> {
  const found = lstatSync(place, { throwIfNoEntry: false });
  if (found?.isFile() && sizes.has(found.size)) yield { path: place, byteLength: found.size };
  if (!found?.isDirectory()) return;
  for (const entry of readFolder(place)) yield* listFiles(join(place, entry), sizes);
}

function readFolder(folder: string): string[] {
  try {
    return readdirSync(folder).sort();
  } catch (error) {
    // A backup that cannot be read is no reason to leave out the others.
    log("warn", "folder-not-searched", errorFields(error));
    return [];
  }
}

async function putBackFromCopy(
  { db, files }: Parts,
  recording: Recording,
  candidates: readonly Candidate[],
  signal: AbortSignal | undefined,
): Promise<Note | undefined> {
  const { opusSha256, filename, byteLength, durationSeconds } = recording;
  // Without a hash, a size proves nothing.
  if (opusSha256 === null) return undefined;
  for (const { path } of candidates) {
    if ((await hashFile(path, signal).catch(() => "")) !== opusSha256) continue;
    const partPath = newPartPath(files);
    try {
      copyAsOwnFile(path, partPath);
      if ((await hashFile(partPath, signal)) !== opusSha256) continue;
      const { seen } = await checkStoredFile(files, recording, signal);
      const facts = { opusSha256, byteLength, durationSeconds };
      const { isDone } = await putFileBack(db, files, { recording, seen, partPath, facts });
      if (isDone) return makeNote("repaired-file", { filename, source: path });
    } finally {
      rmSync(partPath, { force: true });
    }
  }
  return undefined;
}

/** A copy has the permissions of any new file: those of the original, of a backup for example, may forbid writing. */
function copyAsOwnFile(path: string, target: string): void {
  writeFileSync(target, "", { flag: "wx" });
  const { mode } = lstatSync(target);
  copyFileSync(path, target);
  chmodSync(target, mode & 0o777);
}

/** Import finds out by itself whether a file is the source of a recording whose Opus file is missing or damaged. */
async function importSources(
  parts: Parts,
  wanted: readonly Recording[],
  from: readonly string[],
  signal: AbortSignal | undefined,
): Promise<Note[]> {
  const sources = new Set(wanted.map(({ sourceSha256 }) => sourceSha256));
  const done: Note[] = [];
  for (const path of from.flatMap((place) => [...listAllFiles(place)])) {
    throwIfCancelled(signal, "repair");
    const sha256 = await hashFile(path, signal).catch(() => "");
    // Anything else would be a new recording.
    if (!sources.has(sha256)) continue;
    try {
      const outcome = await importFile(parts, path, signal ? { signal } : {});
      if (outcome.status === "restored")
        done.push(makeNote("repaired-file", { filename: outcome.recording.filename, source: path }));
    } catch (error) {
      if (isArchiveError(error, "cancelled") || isArchiveError(error, "disk-full")) throw error;
      log("warn", "source-not-used", errorFields(error));
    }
  }
  return done;
}

function* listAllFiles(place: string): Generator<string> {
  const found = lstatSync(place, { throwIfNoEntry: false });
  if (found?.isFile()) yield place;
  if (!found?.isDirectory()) return;
  for (const entry of readFolder(place)) yield* listAllFiles(join(place, entry));
}
