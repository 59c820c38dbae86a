/** What a sound data.db knows and recordings/ lacks → sidecars, before data.db is made anew from them. */

import { readFile } from "node:fs/promises";
import { basename } from "node:path";
import { fromSystemError } from "../errors.ts";
import { makeNote, type Note } from "../messages/notes.ts";
import { type ArchiveFiles, findRecordingFile } from "./archive-files.ts";
import type { Database } from "./database.ts";
import { keepSidecarAside } from "./keep-sidecar-aside.ts";
import { listSidecars } from "./list-sidecars.ts";
import { hasOwnChecksum, parseSidecar } from "./read-sidecar.ts";
import { renderSidecar } from "./render-sidecar.ts";
import { findSidecar } from "./sidecar-files.ts";
import { listDueSidecars, markSidecarsDue } from "./sidecars-due.ts";
import { listTrashEntries } from "./trash-files.ts";
import { writeDueSidecars } from "./write-sidecars.ts";

type Place = { id: number; filename: string };

/**
 * Writes sidecars that are outdated, missing or cannot be read, also those of recordings that have no file at all in
 * recordings/. A damaged one is kept under another name first. A damaged one that can be read stays: rebuild uses it.
 * @throws ArchiveError what the disk says
 */
export async function writeSidecarsForRebuild(db: Database, files: ArchiveFiles): Promise<Note[]> {
  const notes: Note[] = [];
  const places = db.all<Place>("select id, filename from recordings order by id");
  const inTrash = new Set(listTrashEntries(files).map(({ id }) => id));
  const missing = places.filter((place) => findSidecar(files, place) === undefined);
  const inFolder = new Set(missing.length > 0 ? listSidecars(files).map((listed) => listed.recordingId) : []);
  // A sidecar under another name: a person renamed both files. The trash has all of what was removed.
  const lost = missing.filter(
    ({ id, filename }) => !inFolder.has(id) && !inTrash.has(id) && !findRecordingFile(files, filename),
  );
  for (const { filename } of lost) notes.push(makeNote("recording-carried-over", { filename }));
  const unreadable: number[] = [];
  for (const place of places) {
    const damage = await findDamage(db, files, place);
    if (!damage) continue;
    keepSidecarAside(damage.path);
    unreadable.push(place.id);
    notes.push(makeNote("sidecar-written-anew", { filename: basename(damage.path), why: damage.why }));
  }
  markSidecarsDue(db, [...missing.map(({ id }) => id), ...unreadable]);
  await writeDueSidecars(db, files, { withoutSound: new Set(lost.map(({ id }) => id)) });
  const unwritten = listDueSidecars(db).filter(({ id }) => !inFolder.has(id) && !inTrash.has(id)).length;
  if (unwritten > 0) notes.push(makeNote("sidecars-unwritten", { count: unwritten }));
  return notes;
}

/** Of a sidecar that cannot be read, while the rows of its recording have their checksums. */
async function findDamage(
  db: Database,
  files: ArchiveFiles,
  place: Place,
): Promise<{ path: string; why: string } | undefined> {
  const path = findSidecar(files, place);
  if (path === undefined) return undefined;
  const bytes = await readFile(path).catch((error) => Promise.reject(fromSystemError(error, path)));
  if (hasOwnChecksum(bytes)) return undefined;
  const read = parseSidecar(bytes);
  if (read.state !== "damaged" || read.sidecar) return undefined;
  const rendered = await renderSidecar(db, place.id);
  return rendered?.damagedTranscriptions.length === 0 ? { path, why: read.why } : undefined;
}
