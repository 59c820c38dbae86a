import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import type { Recording } from "../domain.ts";
import { fromSystemError } from "../errors.ts";
import type { ArchiveFiles } from "./archive-files.ts";
import type { Database } from "./database.ts";
import { parseSidecar } from "./read-sidecar.ts";
import { renderSidecar } from "./render-sidecar.ts";
import { findSidecar, plainSidecarPath } from "./sidecar-files.ts";
import { findDueToken } from "./sidecars-due.ts";

export type SidecarComparison = {
  /** Absolute; where it should be when there is none. */
  path: string;
  /**
   * `outdated`: data.db knows that it has to be written again. `different`: it does not, and file and rows differ; one of
   * both was changed by another program or is damaged. `damaged`: the file does not have its own checksum.
   */
  state: "equal" | "missing" | "outdated" | "damaged" | "newer" | "different";
  /** Transcriptions whose rows do not have the checksum stored with them. */
  damagedTranscriptions: number[];
};

/** Compares a recording's sidecar with its rows, byte for byte. Throws what the disk says. */
export async function compareSidecar(
  db: Database,
  files: ArchiveFiles,
  recording: Pick<Recording, "id" | "filename">,
): Promise<SidecarComparison> {
  const rendered = await renderSidecar(db, recording.id);
  const damagedTranscriptions = rendered?.damagedTranscriptions ?? [];
  const path = findSidecar(files, recording);
  if (path === undefined)
    return {
      path: plainSidecarPath(files, recording.filename),
      state: findDueToken(db, recording.id) === undefined ? "missing" : "outdated",
      damagedTranscriptions,
    };
  const bytes = await readFile(path).catch((error) => Promise.reject(fromSystemError(error, path)));
  const hash = createHash("sha256");
  for (const piece of rendered?.pieces ?? []) hash.update(piece);
  const isEqual = createHash("sha256").update(bytes).digest("hex") === hash.digest("hex");
  if (isEqual) return { path, state: "equal", damagedTranscriptions };
  const { state } = parseSidecar(bytes);
  if (state === "damaged" || state === "newer") return { path, state, damagedTranscriptions };
  const isOutdated = findDueToken(db, recording.id) !== undefined;
  return { path, state: isOutdated ? "outdated" : "different", damagedTranscriptions };
}
