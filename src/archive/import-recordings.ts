import type { ImportOptions, ImportOutcome } from "../stages/import-paths.ts";
import { findCurrentTranscription } from "../storage/transcriptions.ts";
import type { ArchiveParts } from "./archive-parts.ts";
import { indexPending } from "./index-pending.ts";

/** Imports files and folders; transcripts that came along are indexed at the end. See `Archive.import`. */
export async function* importRecordings(
  parts: ArchiveParts,
  paths: readonly string[],
  options: ImportOptions,
): AsyncGenerator<ImportOutcome> {
  let attached = false;
  const { importPaths } = await import("../stages/import-paths.ts");
  for await (const outcome of importPaths(parts, paths, options)) {
    // Also one that came back from a sidecar.
    attached ||=
      outcome.status === "imported" && findCurrentTranscription(parts.db, outcome.recording.id) !== undefined;
    attached ||= outcome.status === "duplicate" && outcome.transcripts !== undefined;
    attached ||=
      outcome.status === "restored" && (outcome.fromTrash === true || outcome.transcripts !== undefined);
    yield outcome;
  }
  if (attached) await indexPending(parts, options);
}
