import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { isArchiveError } from "../../src/errors.ts";
import { openArchiveDatabase } from "../../src/index/open-archive-database.ts";
import { archiveFiles } from "../../src/storage/archive-files.ts";
import { checkDatabaseContent } from "../../src/verification/check-database.ts";
import { checkRecordings } from "../../src/verification/check-recordings.ts";
import { describeDatabase } from "../../src/verification/describe-database.ts";
import { dumpDatabase } from "./dump-database.ts";

/**
 * What became of one changed bit: `verify` reports it, the archive does not open and says why, nothing that is kept or
 * searched has changed, or (which is a bug) something has and nobody noticed.
 */
export type FlipOutcome = "reported" | "refused" | "harmless" | "unnoticed" | "unclear";

export type Flip = { offset: number; bit: number; outcome: FlipOutcome; detail: string };

/**
 * Flips bits of a copy of data.db, one at a time, and checks each copy as `fonoteka verify` does, with the archive's own files.
 * Every other copy is opened for writing, as the command opens it: what opening mends by itself must be mended right.
 */
export async function* flipDatabase(
  folder: string,
  { count, random, scratch }: { count: number; random: () => number; scratch: string },
): AsyncGenerator<Flip> {
  const original = archiveFiles(folder);
  const bytes = readFileSync(original.database);
  const before = dumpDatabase(original.database);
  const path = join(scratch, "data.db");
  const files = { ...original, database: path };
  for (let number = 0; number < count; number++) {
    const offset = Math.floor(random() * bytes.length);
    const bit = Math.floor(random() * 8);
    const copy = Buffer.from(bytes);
    copy[offset]! ^= 1 << bit;
    for (const suffix of ["", "-wal", "-shm", "-journal"]) rmSync(`${path}${suffix}`, { force: true });
    writeFileSync(path, copy);
    const found = await examine(files, number % 2 === 0);
    yield { offset, bit, ...(found ?? compareDump(path, before)) };
  }
}

async function examine(
  files: ReturnType<typeof archiveFiles>,
  readOnly: boolean,
): Promise<{ outcome: FlipOutcome; detail: string } | undefined> {
  try {
    using db = openArchiveDatabase(files.database, { readOnly });
    const findings = [
      ...describeDatabase(db, checkDatabaseContent(db)),
      ...(await checkRecordings(db, files, { deep: false })).findings,
    ];
    if (findings.length === 0) return undefined;
    return { outcome: "reported", detail: findings.map(({ code }) => code).join(" ") };
  } catch (error) {
    if (isArchiveError(error) && error.code !== "internal-error")
      return { outcome: "refused", detail: error.reason };
    return { outcome: "unclear", detail: String(error) };
  }
}

function compareDump(path: string, before: string): { outcome: FlipOutcome; detail: string } {
  try {
    const isSame = dumpDatabase(path) === before;
    return { outcome: isSame ? "harmless" : "unnoticed", detail: "" };
  } catch (error) {
    return { outcome: "unnoticed", detail: String(error) };
  }
}
