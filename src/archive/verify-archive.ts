import { archiveError, isArchiveError } from "../errors.ts";
import { addMissingRowChecksums } from "../index/sqlite/add-row-checksums.ts";
import type { Note } from "../messages/notes.ts";
import type { PartOf } from "../verification/check-recordings.ts";
import {
  type CheckOptions,
  findProblems,
  type VerifyFindings,
  type VerifyScope,
} from "../verification/find-problems.ts";
import type { Finding } from "../verification/finding.ts";
import { repairFiles } from "../verification/repair-files.ts";
import { areTablesDamaged, repairDerived, repairStructure } from "../verification/repair-index.ts";
import { repairRecordings } from "../verification/repair-recordings.ts";
import type { ArchiveParts } from "./archive-parts.ts";
import { describeIncoming } from "./describe-incoming.ts";
import { indexPending } from "./index-pending.ts";

export type VerifyOptions = CheckOptions & {
  /** Repair what can be repaired; nothing is deleted, and what is replaced is kept in damaged/. */
  repair?: boolean | undefined;
  /** With `repair`: backups, and original files, to take lost audio from. */
  from?: readonly string[] | undefined;
};

/** What was looked at, what was found, and what was repaired. */
export type VerifyReport = {
  folder: string;
  /** Nothing is wrong (any more). */
  isSound: boolean;
  deep: boolean;
  /** Null: all files were read. */
  part: PartOf | null;
  scope: VerifyScope;
  /** What is wrong; after a repair, what is left. */
  findings: Finding[];
  /** Only with `repair`. */
  repaired?: Note[];
};

/** See `Archive.verify`. */
export async function verifyArchive(parts: ArchiveParts, options: VerifyOptions): Promise<VerifyReport> {
  const { deep = false, part, repair = false } = options;
  if (part && !(Number.isSafeInteger(part.of) && part.of >= 1 && part.part >= 1 && part.part <= part.of))
    throw archiveError("invalid-part", { part: `${part.part}/${part.of}` });
  if (repair && parts.db.readOnly) throw archiveError("archive-read-only", {});
  const first = await findEverywhere(parts, options);
  // Before any repair: what is damaged must not get a checksum that fits.
  if (!parts.db.readOnly && first.database.damage.length === 0) addMissingRowChecksums(parts.db);
  const repaired = repair && first.findings.length > 0 ? await repairAll(parts, first, options) : [];
  const { findings } = repaired.length > 0 ? await findEverywhere(parts, options) : first;
  return {
    folder: parts.files.folder,
    isSound: findings.length === 0,
    deep,
    part: part ?? null,
    scope: first.scope,
    findings,
    ...(repair && { repaired }),
  };
}

/** With what interrupted work has left in the archive's folder. */
async function findEverywhere(parts: ArchiveParts, options: VerifyOptions): Promise<VerifyFindings> {
  const found = await findProblems(parts, options);
  const { problems } = await describeIncoming(parts.files);
  const left = problems.map((note): Finding => ({ area: leftoverAreas[note.code] ?? "incoming", ...note }));
  return { ...found, findings: [...found.findings, ...left] };
}

/** Where it was found, other than in incoming/. */
const leftoverAreas: Partial<Record<string, Finding["area"]>> = {
  "trash-leftover": "trash",
  "part-file-left": "files",
};

/**
 * In an order in which each step can rely on the ones before: SQLite's indexes, source rows, sidecars, files, and then what is
 * derived from them. Nothing is written to a database whose tables are damaged.
 */
async function repairAll(
  parts: ArchiveParts,
  { findings, database }: VerifyFindings,
  { from = [], signal }: VerifyOptions,
): Promise<Note[]> {
  const { db, files } = parts;
  if (areTablesDamaged(database)) return [];
  const structure = repairStructure(db, database);
  const rows = await repairRecordings({ db, files }, findings, database);
  const sounds = await repairFiles({ db, files }, findings, { from, signal });
  const derived = repairDerived(db, database);
  // What was repaired counts as not indexed, or not embedded.
  if (rows.length + derived.length > 0) await indexAgain(parts, signal);
  return [...structure, ...rows, ...sounds, ...derived];
}

async function indexAgain(parts: ArchiveParts, signal: AbortSignal | undefined): Promise<void> {
  try {
    await indexPending(parts, { signal });
  } catch (error) {
    // The rest of the work waits like any other: `status` says so.
    if (!isArchiveError(error, "model-missing")) throw error;
  }
}
