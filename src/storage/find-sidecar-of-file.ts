import { existsSync } from "node:fs";
import { type ArchiveFiles, recordingPath } from "./archive-files.ts";
import { readSidecar } from "./read-sidecar.ts";
import type { OpusFacts } from "./recordings-like.ts";
import { sidecarEnding } from "./sidecar-files.ts";
import type { Sidecar } from "./sidecar-format.ts";

/**
 * The whole sidecar beside an Opus file that no row knows, if it describes that very sound.
 * @throws ArchiveError what the disk says
 */
export async function findSidecarOfFile(
  files: ArchiveFiles,
  { filename, ...facts }: OpusFacts & { filename: string },
): Promise<{ path: string; sidecar: Sidecar } | undefined> {
  const stem = recordingPath(files, filename).replace(/\.opus$/, "");
  for (let number = 0; ; number++) {
    const path = `${stem}${sidecarEnding(number)}`;
    if (!existsSync(path)) {
      if (number > 0) return undefined;
      continue;
    }
    const read = await readSidecar(path);
    if (read.state === "whole" && isOfSound(read.sidecar, facts)) return { path, sidecar: read.sidecar };
  }
}

function isOfSound({ recording }: Sidecar, facts: OpusFacts): boolean {
  if (recording.opusSha256 === facts.opusSha256 || recording.soundSha256 === facts.soundSha256) return true;
  // A recording of an earlier version has no hash of its file.
  return (
    recording.opusSha256 === null &&
    recording.byteLength === facts.byteLength &&
    Math.abs(recording.durationSeconds - facts.durationSeconds) < 1e-5
  );
}
