/** Source rows and sidecars: each is the other's copy, and a checksum says which of them is whole. */

import { readFileSync } from "node:fs";
import type { Recording } from "../domain.ts";
import { markNotIndexed } from "../index/sqlite/repair-rows.ts";
import { makeNote, type Note } from "../messages/notes.ts";
import { type ArchiveFiles, recordingPath } from "../storage/archive-files.ts";
import { compareSidecar } from "../storage/compare-sidecar.ts";
import { keepDamagedData } from "../storage/damaged-files.ts";
import { type Database, transaction } from "../storage/database.ts";
import { hashFile } from "../storage/hash-file.ts";
import { hashTranscript } from "../storage/hash-transcript.ts";
import { readSidecar } from "../storage/read-sidecar.ts";
import { findRecording } from "../storage/recordings.ts";
import {
  readRawRecording,
  readRawTranscription,
  replaceRecordingRow,
  replaceTranscription,
  restoreCurrent,
} from "../storage/repair-rows.ts";
import { findSidecar } from "../storage/sidecar-files.ts";
import { laterRecordingMembers, recordingMembers, type Sidecar } from "../storage/sidecar-format.ts";
import { findDueToken, markSidecarDue } from "../storage/sidecars-due.ts";
import { listTranscriptions } from "../storage/transcriptions.ts";
import { writeDueSidecars } from "../storage/write-sidecars.ts";
import type { DatabaseReport } from "./check-database.ts";
import type { Finding } from "./finding.ts";

type Parts = { db: Database; files: ArchiveFiles };

/** What a person may change: when only this differs and the index agrees with the row, the sidecar is an older one. */
const editable: readonly string[] = ["title", "notes", "tags", "createdAt", "dateSource"];

/** Repairs rows and sidecars of the recordings that findings name. @returns what was done */
export async function repairRecordings(
  parts: Parts,
  findings: readonly Finding[],
  report: DatabaseReport,
): Promise<Note[]> {
  const byRecording = Map.groupBy(
    findings.filter(({ area }) => area === "sidecars" || area === "transcripts"),
    ({ recordingId }) => recordingId,
  );
  const done: Note[] = [];
  for (const [id, own] of byRecording) {
    if (id === undefined || own.some(({ code }) => code === "sidecar-newer")) continue;
    done.push(...(await repairRecording(parts, id, own, report)));
  }
  return done;
}

async function repairRecording(
  parts: Parts,
  id: number,
  findings: readonly Finding[],
  report: DatabaseReport,
): Promise<Note[]> {
  const { db, files } = parts;
  const row = readRawRecording(db, id);
  if (!row) return [];
  const path = findSidecar(files, { id, filename: String(row.filename) });
  const read = path === undefined ? undefined : await readSidecar(path);
  const sidecar = read?.state === "whole" ? read.sidecar : undefined;
  const codes = new Set(findings.map(({ code }) => code));
  const done: Note[] = [];
  if (sidecar) {
    // First: what is taken from the sidecar marks it as outdated.
    const isUnreadable = codes.has("recording-unreadable") || codes.has("recording-contradictory");
    const isOutdated = findDueToken(db, id) !== undefined;
    if (isUnreadable || (!isOutdated && (await isRowDamaged(parts, sidecar, report))))
      done.push(...takeRecording(parts, id, row, sidecar));
    const damaged = (report.transcripts?.damaged ?? []).filter(({ recordingId }) => recordingId === id);
    for (const transcript of damaged) done.push(...takeTranscript(parts, id, transcript.id, sidecar));
    if (takeCurrent(db, id, sidecar))
      done.push(makeNote("repaired-current", { filename: String(row.filename) }));
  }
  return [...done, ...(await writeSidecar(parts, id))];
}

/** The words from the sidecar, if they have the checksum that was stored with them. */
function takeTranscript({ db, files }: Parts, id: number, transcriptionId: number, sidecar: Sidecar): Note[] {
  const kept = sidecar.transcriptions.find((transcription) => transcription.id === transcriptionId);
  if (!kept || hashTranscript(kept, kept.segments) !== kept.checksum) return [];
  const { filename } = sidecar.recording;
  const aside = keepDamagedData(
    files,
    { id, filename, kind: `transcript-${transcriptionId}` },
    toJson(readRawTranscription(db, transcriptionId)),
  );
  transaction(db, () => {
    replaceTranscription(db, id, kept);
    markNotIndexed(db, [transcriptionId]);
  });
  return [makeNote("repaired-transcript", { transcription: transcriptionId, filename, kept: aside })];
}

/**
 * Whether the row is damaged rather than the sidecar old. The index has its own copy of title, notes and tags, and the file
 * knows its hash; facts that nobody changes after import can only differ by damage.
 */
async function isRowDamaged(
  { db, files }: Parts,
  sidecar: Sidecar,
  report: DatabaseReport,
): Promise<boolean> {
  const recording = findRecording(db, sidecar.recording.id);
  if (!recording) return false;
  const { id, filename, opusSha256 } = recording;
  if (report.index?.wrongRecordingText.includes(id) || report.wrongRecordingStems.includes(id)) return true;
  const facts = [
    ...recordingMembers,
    ...(Object.keys(laterRecordingMembers) as (keyof typeof laterRecordingMembers)[]),
  ];
  const differing = facts.filter(
    (name) => JSON.stringify(recording[name]) !== JSON.stringify(sidecar.recording[name]),
  );
  if (!differing.some((name) => !editable.includes(name))) return false;
  // A file that was put back from another source has changed with its row.
  const isRowOfFile =
    opusSha256 !== sidecar.recording.opusSha256 &&
    (await hashFile(recordingPath(files, filename)).catch(() => "")) === opusSha256;
  return !isRowOfFile;
}

function takeRecording(
  { db, files }: Parts,
  id: number,
  row: Record<string, unknown>,
  sidecar: Sidecar,
): Note[] {
  const { filename } = sidecar.recording;
  const kept = keepDamagedData(files, { id, filename, kind: "recording" }, toJson(row));
  transaction(db, () => replaceRecordingRow(db, id, sidecar.recording as Recording));
  return [makeNote("repaired-recording", { filename, kept })];
}

/** Which transcription is current, where the rows no longer say so. */
function takeCurrent(db: Database, id: number, sidecar: Sidecar): boolean {
  const stored = listTranscriptions(db, id);
  const current = sidecar.transcriptions.find(({ isCurrent }) => isCurrent);
  if (!current || stored.length === 0 || stored.some(({ isCurrent }) => isCurrent)) return false;
  transaction(db, () => restoreCurrent(db, id, current.id));
  return true;
}

/** Writes the sidecar from the rows, unless it is equal; one that is replaced and was not marked as outdated is kept. */
async function writeSidecar({ db, files }: Parts, id: number): Promise<Note[]> {
  const recording = findRecording(db, id);
  if (!recording) return [];
  const { filename } = recording;
  const { state, path } = await compareSidecar(db, files, recording);
  if (state === "equal" || state === "newer") return [];
  const kept =
    state === "different" || state === "damaged"
      ? keepDamagedData(files, { id, filename, kind: "sidecar" }, readFileSync(path))
      : undefined;
  transaction(db, () => markSidecarDue(db, id));
  await writeDueSidecars(db, files, { ids: [id] });
  if ((await compareSidecar(db, files, recording)).state !== "equal") return [];
  return [
    kept === undefined
      ? makeNote("repaired-sidecar", { filename })
      : makeNote("repaired-sidecar-replaced", { filename, kept }),
  ];
}

function toJson(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
