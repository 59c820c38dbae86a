import { createHash } from "node:crypto";
import { cpSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { isArchiveError } from "../../src/errors.ts";
import { openArchiveDatabase } from "../../src/index/open-archive-database.ts";
import { indexMissing } from "../../src/stages/index-missing.ts";
import { type ArchiveFiles, archiveFiles } from "../../src/storage/archive-files.ts";
import type { Database } from "../../src/storage/database.ts";
import { checkDatabaseContent } from "../../src/verification/check-database.ts";
import { checkRecordings } from "../../src/verification/check-recordings.ts";
import { describeDatabase } from "../../src/verification/describe-database.ts";
import { repairFiles } from "../../src/verification/repair-files.ts";
import { areTablesDamaged, repairDerived, repairStructure } from "../../src/verification/repair-index.ts";
import { repairRecordings } from "../../src/verification/repair-recordings.ts";

/**
 * What a repair made of one changed bit: all is as before (`mended`: also every source row, to the byte), SQLite's tables or their
 * definitions are damaged and were left alone (`left`), or something is still wrong (`unmended`).
 */
export type MendOutcome = "harmless" | "refused" | "left" | "mended" | "unmended";

export type Mended = { offset: number; bit: number; outcome: MendOutcome; detail: string };

/** Flips bits of a copy of an archive's data.db, in bytes that are not 0, and repairs each as `verify --repair` does. */
export async function* mendFlips(
  folder: string,
  { count, random, scratch }: { count: number; random: () => number; scratch: string },
): AsyncGenerator<Mended> {
  const original = archiveFiles(folder);
  cpSync(folder, scratch, { recursive: true });
  const files = archiveFiles(scratch);
  const bytes = readFileSync(original.database);
  const before = hashSourceRows(original.database);
  for (let number = 0; number < count; ) {
    const offset = Math.floor(random() * bytes.length);
    const bit = Math.floor(random() * 8);
    if (bytes[offset] === 0) continue;
    number++;
    const copy = Buffer.from(bytes);
    copy[offset]! ^= 1 << bit;
    for (const suffix of ["", "-wal", "-shm"]) rmSync(`${files.database}${suffix}`, { force: true });
    writeFileSync(files.database, copy);
    for (const name of readdirSync(original.recordings).filter((other) => other.endsWith(".json")))
      cpSync(join(original.recordings, name), join(files.recordings, name));
    yield { offset, bit, ...(await mend(files, before)) };
  }
}

async function mend(files: ArchiveFiles, before: string): Promise<Omit<Mended, "offset" | "bit">> {
  try {
    using db = openArchiveDatabase(files.database);
    const { report, findings } = await examine(db, files);
    if (findings.length === 0) return { outcome: "harmless", detail: "" };
    const codes = [...new Set(findings.map(({ code }) => code))].join(" ");
    if (areTablesDamaged(report)) return { outcome: "left", detail: codes };
    repairStructure(db, report);
    await repairRecordings({ db, files }, findings, report);
    await repairFiles({ db, files }, findings, { from: [] });
    repairDerived(db, report);
    await indexMissing({ db }, {});
    const left = (await examine(db, files)).findings.map(({ code }) => code);
    if (hashRows(db) !== before) left.push("other source rows");
    return { outcome: left.length === 0 ? "mended" : "unmended", detail: `${codes} → ${left.join(" ")}` };
  } catch (error) {
    if (isArchiveError(error) && error.code !== "internal-error")
      return { outcome: "refused", detail: error.reason };
    return { outcome: "unmended", detail: String(error) };
  }
}

async function examine(db: Database, files: ArchiveFiles) {
  const report = checkDatabaseContent(db);
  const { findings } = await checkRecordings(db, files, { deep: false });
  return { report, findings: [...describeDatabase(db, report), ...findings] };
}

function hashSourceRows(path: string): string {
  using db = openArchiveDatabase(path, { readOnly: true });
  return hashRows(db);
}

function hashRows(db: Database): string {
  const hash = createHash("sha256");
  for (const table of ["recordings", "transcriptions", "transcription_segments", "transcription_words"])
    hash.update(JSON.stringify(db.lists(`select * from ${table} order by 1, 2`)));
  return hash.digest("hex");
}
