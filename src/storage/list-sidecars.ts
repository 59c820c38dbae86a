import { existsSync } from "node:fs";
import { join } from "node:path";
import { type ArchiveFiles, findRecordingFile, isPlainName, listRecordingsFolder } from "./archive-files.ts";
import { readSidecarBeginning, stemOf } from "./sidecar-files.ts";

/** A sidecar in recordings/, and the Opus file that it belongs to. */
export type ListedSidecar = {
  path: string;
  /** As its first bytes say; NaN when they are damaged. */
  recordingId: number;
  /** Name of the Opus file beside it; the name in the sidecar when there is none; undefined when that is unreadable, too. */
  filename: string | undefined;
  /** Whether that Opus file is there. */
  hasSound: boolean;
  /** Whether it has the name that a sidecar of that Opus file gets, and is not a person's copy under another one. */
  isInPlace: boolean;
};

/** Every sidecar in recordings/, by name, also damaged ones; other JSON files are left out. */
export function listSidecars(files: ArchiveFiles): ListedSidecar[] {
  return listRecordingsFolder(files).flatMap((name) => {
    if (!name.endsWith(".json")) return [];
    const path = join(files.recordings, name);
    const beginning = readSidecarBeginning(path);
    if (!beginning) return [];
    const stated = beginning.filename;
    const { recordingId } = beginning;
    const beside = `${stemOf(name)}.opus`;
    if (stated !== undefined && isPlainName(stated) && findRecordingFile(files, stated))
      return [{ path, recordingId, filename: stated, hasSound: true, isInPlace: stated === beside }];
    const hasSound = existsSync(join(files.recordings, beside));
    const filename = hasSound || stated === undefined || !isPlainName(stated) ? beside : stated;
    return [{ path, recordingId, filename, hasSound, isInPlace: filename === beside }];
  });
}

/**
 * Sidecars that have another name than `X.json` because that name belongs to another program's file: names of the file, the
 * Opus file and the sidecar. Only names are read.
 */
export function listDisplacedSidecars(
  files: ArchiveFiles,
): { taken: string; filename: string; sidecar: string }[] {
  const names = listRecordingsFolder(files);
  const known = new Set(names);
  return names.flatMap((sidecar) => {
    const stem = /^(.+)\.fonoteka(?:_\d+)?\.json$/.exec(sidecar)?.[1];
    return stem !== undefined && known.has(`${stem}.json`)
      ? [{ taken: `${stem}.json`, filename: `${stem}.opus`, sidecar }]
      : [];
  });
}
