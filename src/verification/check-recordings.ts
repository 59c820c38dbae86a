/** recordings/ against the rows: each Opus file, each sidecar, and what belongs to no recording. */

import { join } from "node:path";
import type { Recording } from "../domain.ts";
import { isArchiveError, throwIfCancelled, toErrorInfo } from "../errors.ts";
import { quotePath } from "../messages/quote-path.ts";
import { type ArchiveFiles, findRecordingFile, listRecordingsFolder } from "../storage/archive-files.ts";
import { compareSidecar, type SidecarComparison } from "../storage/compare-sidecar.ts";
import type { Database } from "../storage/database.ts";
import { storeFirstSeenHash } from "../storage/first-seen-hash.ts";
import {
  countRecordings,
  findFilename,
  findRecording,
  findRecordingByFilename,
  listRecordingIdsAfter,
} from "../storage/recordings.ts";
import { findSidecar, isSidecarFile } from "../storage/sidecar-files.ts";
import { findDueToken } from "../storage/sidecars-due.ts";
import { writeSidecarBatch } from "../storage/write-sidecars.ts";
import { checkSound } from "./check-sound.ts";
import { type Finding, makeFinding } from "./finding.ts";
import { noteAbsentFolder } from "./note-absent-folder.ts";

/** Part `part` of `of` of all recordings, by their numbers: `of` runs read each file once. */
export type PartOf = { part: number; of: number };

type RecordingsReport = {
  findings: Finding[];
  recordings: number;
  /** Files that were read whole; the others were only looked at. */
  filesRead: number;
  bytesRead: number;
  sidecars: number;
  /** Hashes that were stored for files of earlier versions. */
  firstSeen: number;
};

type RecordingsOptions = {
  deep: boolean;
  part?: PartOf | undefined;
  signal?: AbortSignal | undefined;
  onProgress?: ((filename: string, doneBytes: number, totalBytes: number) => void) | undefined;
};

const rowsPerStep = 500;

/** Whether a recording is read in this part. */
function isInPart(id: number, part: PartOf | undefined): boolean {
  return part === undefined || id % part.of === part.part % part.of;
}

/**
 * Reads the files of a part; of all others name and size. Writes nothing but sidecars that are marked as outdated, and the hash
 * of files that have none, where the archive can be written.
 * @throws ArchiveError `cancelled`
 */
export async function checkRecordings(
  db: Database,
  files: ArchiveFiles,
  options: RecordingsOptions,
): Promise<RecordingsReport> {
  const report: RecordingsReport = {
    findings: [],
    recordings: 0,
    filesRead: 0,
    bytesRead: 0,
    sidecars: 0,
    firstSeen: 0,
  };
  const absent = noteAbsentFolder(db, files);
  if (absent) return { ...report, findings: [{ area: "files", ...absent }] };
  const totals = countRecordings(db, options.part ?? { part: 0, of: 1 });
  report.recordings = totals.recordings;
  const filenames = new Set<string>();
  const sidecarPaths = new Set<string>();
  for (const id of eachId(db)) {
    throwIfCancelled(options.signal, "verification");
    const { recording, why } = readRow(db, id);
    const filename = recording?.filename ?? findFilename(db, id);
    // It was removed meanwhile.
    if (filename === undefined) continue;
    filenames.add(filename);
    const sidecar = findSidecarPath(files, { id, filename });
    if (sidecar) sidecarPaths.add(sidecar);
    if (recording)
      report.findings.push(...(await checkOne(db, files, recording, options, report, totals.byteLength)));
    else
      report.findings.push(
        makeFinding("transcripts", "recording-unreadable", { recording: id, why: why ?? "" }, id),
      );
  }
  report.findings.push(...listOrphans(db, files, filenames, sidecarPaths));
  return report;
}

/** A recording that is removed or changed while it is read is looked at again: that is no damage. */
async function checkOne(
  db: Database,
  files: ArchiveFiles,
  recording: Recording,
  options: RecordingsOptions,
  report: RecordingsReport,
  totalBytes: number,
): Promise<Finding[]> {
  const findings = await checkOnce(db, files, recording, options, report, totalBytes);
  if (findings.length === 0) return findings;
  const { recording: now } = readRow(db, recording.id);
  if (!now) return findFilename(db, recording.id) === undefined ? [] : findings;
  const isSame =
    now.filename === recording.filename &&
    now.byteLength === recording.byteLength &&
    now.opusSha256 === recording.opusSha256;
  return isSame ? findings : checkOnce(db, files, now, options, report, totalBytes);
}

async function checkOnce(
  db: Database,
  files: ArchiveFiles,
  recording: Recording,
  options: RecordingsOptions,
  report: RecordingsReport,
  totalBytes: number,
): Promise<Finding[]> {
  const { id, filename } = recording;
  if (!isInPart(id, options.part)) return lookAtFile(files, recording);
  const { deep, signal, onProgress } = options;
  let isRead = false;
  const onBytes = (byteLength: number) => {
    isRead = true;
    report.bytesRead += byteLength;
    onProgress?.(filename, report.bytesRead, totalBytes);
  };
  try {
    const sound = await checkSound(files, recording, { deep, signal, onBytes });
    if (isRead) report.filesRead++;
    if (sound.isSound && recording.opusSha256 === null && sound.sha256 !== undefined && !db.readOnly) {
      storeFirstSeenHash(db, id, sound.sha256);
      report.firstSeen++;
    }
    const sidecar = await checkSidecar(db, files, recording);
    report.sidecars++;
    return [...sound.findings, ...sidecar];
  } catch (error) {
    if (isArchiveError(error, "cancelled")) throw error;
    return [makeFinding("files", "file-unreadable", { filename, why: toErrorInfo(error).message }, id)];
  }
}

/** Name and size only. */
function lookAtFile(files: ArchiveFiles, { id, filename, byteLength }: Recording): Finding[] {
  try {
    const found = findRecordingFile(files, filename);
    if (!found) return [makeFinding("files", "file-missing", { filename }, id)];
    if (found.byteLength === byteLength) return [];
    return [makeFinding("files", "file-changed", { filename, count: found.byteLength }, id)];
  } catch (error) {
    return [makeFinding("files", "file-unreadable", { filename, why: toErrorInfo(error).message }, id)];
  }
}

const sidecarNotes = {
  missing: "sidecar-missing",
  outdated: "sidecar-outdated",
  damaged: "sidecar-damaged",
  different: "sidecar-different",
  newer: "sidecar-newer",
} as const satisfies Record<Exclude<SidecarComparison["state"], "equal">, string>;

/** Rows may change between the moment they are read and the moment the file is: what differs is compared again. */
const maxComparisons = 3;

async function checkSidecar(db: Database, files: ArchiveFiles, recording: Recording): Promise<Finding[]> {
  const { id, filename } = recording;
  let compared = await compareSidecar(db, files, recording);
  for (let count = 1; compared.state !== "equal" && count < maxComparisons; count++) {
    // It is to be written anyway: that is no damage.
    if (!db.readOnly && findDueToken(db, id) !== undefined) await writeSidecarBatch(db, files, [id]);
    compared = await compareSidecar(db, files, recording);
  }
  // Damaged words are reported as such. What is still outdated is being changed right now.
  const isChanging = !db.readOnly && compared.state === "outdated";
  if (compared.state === "equal" || isChanging || compared.damagedTranscriptions.length > 0) return [];
  return [makeFinding("sidecars", sidecarNotes[compared.state], { filename }, id)];
}

function* eachId(db: Database): Generator<number> {
  for (let afterId = Number.MIN_SAFE_INTEGER; ; ) {
    const ids = listRecordingIdsAfter(db, afterId, rowsPerStep);
    yield* ids;
    const last = ids.at(-1);
    if (last === undefined) return;
    afterId = last;
  }
}

/** The recording, or why its row cannot be read: one damaged row does not hide the others. */
function readRow(db: Database, id: number): { recording?: Recording | undefined; why?: string } {
  try {
    return { recording: findRecording(db, id) };
  } catch (error) {
    return { why: error instanceof Error ? error.message : String(error) };
  }
}

function findSidecarPath(
  files: ArchiveFiles,
  recording: { id: number; filename: string },
): string | undefined {
  try {
    return findSidecar(files, recording);
  } catch {
    return undefined;
  }
}

function listOrphans(
  db: Database,
  files: ArchiveFiles,
  filenames: ReadonlySet<string>,
  sidecarPaths: ReadonlySet<string>,
): Finding[] {
  return listRecordingsFolder(files).flatMap((filename) => {
    const path = join(files.recordings, filename);
    if (filename.endsWith(".opus") && !filenames.has(filename) && !isKnown(db, filename))
      return [makeFinding("files", "file-orphaned", { filename, path: quotePath(path) })];
    if (filename.endsWith(".json") && !sidecarPaths.has(path) && isSidecarFile(path))
      return [makeFinding("sidecars", "sidecar-orphaned", { filename })];
    return [];
  });
}

/** It may have been imported since the rows were read. */
function isKnown(db: Database, filename: string): boolean {
  try {
    return findRecordingByFilename(db, filename) !== undefined;
  } catch {
    return true;
  }
}
