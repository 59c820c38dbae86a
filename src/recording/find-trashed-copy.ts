import { statSync } from "node:fs";
import type { Recording } from "../domain.ts";
import type { ArchiveFiles } from "../storage/archive-files.ts";
import type { Database } from "../storage/database.ts";
import { listTrashEntries, type TrashEntry } from "../storage/trash-files.ts";
import { checkTrashedSound } from "./check-trashed-sound.ts";
import { listTrash, type TrashedRecording } from "./remove-recording.ts";

type Deps = { db: Database; files: ArchiveFiles };

/** Any of the hashes that recognise a recording. */
type SearchedHashes = {
  fileSha256?: string | undefined;
  soundSha256?: string | undefined;
  /** Of a file with several sound tracks: whether a recording made of it is of the right one. */
  isSameTrack?: ((recording: Recording) => boolean) | undefined;
};

/** What the trash held when it was last read, by open database: an entry has all transcripts in it, up to megabytes. */
const lastRead = new WeakMap<Database, { state: string; trash: TrashedRecording[] }>();

/**
 * The recording in the trash that was made from this file or has this sound. Only one whose sound is whole there: else the
 * file at hand may be the last copy.
 */
export async function findTrashedCopy(
  { db, files }: Deps,
  hashes: SearchedHashes,
  signal?: AbortSignal,
): Promise<TrashedRecording | undefined> {
  return findTrashed({ db, files }, hashes, { isWhole: true, signal });
}

/** The same of a recording whose sound is missing from the trash or damaged there: the file at hand can give it back. */
export async function findTrashedWithoutSound(
  deps: Deps,
  hashes: SearchedHashes,
  signal?: AbortSignal,
): Promise<TrashedRecording | undefined> {
  return findTrashed(deps, hashes, { isWhole: false, signal });
}

async function findTrashed(
  { db, files }: Deps,
  { fileSha256, soundSha256, isSameTrack = () => true }: SearchedHashes,
  { isWhole: wanted, signal }: { isWhole: boolean; signal: AbortSignal | undefined },
): Promise<TrashedRecording | undefined> {
  const entries = listTrashEntries(files);
  if (entries.length === 0) return undefined;
  for (const trashed of await readTrash({ db, files }, entries)) {
    const { sourceSha256, opusSha256, soundSha256: ownSound } = trashed.recording;
    const isSameSource = sourceSha256 === fileSha256 && isSameTrack(trashed.recording);
    const isSameFile = fileSha256 !== undefined && (isSameSource || opusSha256 === fileSha256);
    if (!isSameFile && (soundSha256 === undefined || ownSound !== soundSha256)) continue;
    const entry = entries.find(({ id }) => id === trashed.id);
    if (!entry) continue;
    const isWhole = (await checkTrashedSound(entry, trashed.recording, signal)) === "whole";
    if (isWhole === wanted) return trashed;
  }
  return undefined;
}

async function readTrash(deps: Deps, entries: readonly TrashEntry[]): Promise<TrashedRecording[]> {
  const state = entries
    .map(({ dataPath }) => `${dataPath} ${statSync(dataPath, { throwIfNoEntry: false })?.mtimeMs}`)
    .join("\n");
  const known = lastRead.get(deps.db);
  if (known?.state === state) return known.trash;
  const trash = await listTrash(deps);
  lastRead.set(deps.db, { state, trash });
  return trash;
}
