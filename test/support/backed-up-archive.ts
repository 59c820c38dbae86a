import { copyFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { TestContext } from "node:test";
import { type Archive, openArchive } from "../../src/fonoteka.ts";
import { openDatabase } from "../../src/storage/database.ts";
import { tempFolder } from "./temp-folder.ts";
import { writeWav } from "./write-wav.ts";

export type BackedUp = { archive: Archive; folder: string; backup: string };

/** An archive with short recordings of different tones, and the path of a backup folder that does not exist yet. */
export async function makeBackedUpArchive(t: TestContext, count = 3): Promise<BackedUp> {
  const parent = tempFolder(t);
  const folder = join(parent, "archive");
  const archive = await openArchive(folder);
  t.after(() => archive.close());
  const paths = Array.from({ length: count }, (_, index) => writeTone(parent, index));
  for await (const outcome of archive.import(paths))
    if (outcome.status !== "imported") throw new Error(outcome.status);
  return { archive, folder, backup: join(parent, "backup") };
}

/** A third of a second of a tone; each number another one. */
export function writeTone(folder: string, number: number): string {
  const path = join(folder, `tone-${number}.wav`);
  const samples = Float32Array.from({ length: 2700 }, (_, at) =>
    Math.sin((at * Math.PI * 2 * (200 + 37 * number)) / 8000),
  );
  writeWav(path, samples, 8000);
  return path;
}

/** Replaces a file that shares its bytes with other snapshots by a file of its own. */
export function unshare(path: string): void {
  copyFileSync(path, `${path}.own`);
  rmSync(path);
  copyFileSync(`${path}.own`, path);
  rmSync(`${path}.own`);
}

/** Every row of every source table, as text: two archives with equal dumps hold the same. */
export function dumpSources(folder: string): string {
  using db = openDatabase(join(folder, "data.db"), { readOnly: true });
  const tables = ["recordings", "transcriptions", "transcription_segments", "transcription_words"];
  return JSON.stringify(tables.map((table) => db.all(`select * from ${table} order by 1, 2`)));
}
