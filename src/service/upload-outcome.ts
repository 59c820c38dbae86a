/** What became of an uploaded file, and which failures are worth another try. */

import { type ErrorInfo, toErrorInfo, toInnerMessage } from "../errors.ts";
import { hasAudioFileEnding, type ImportOutcome, type Recording } from "../fonoteka.ts";
import { makeNote, type Note } from "../messages/notes.ts";
import { renameInMessage } from "../messages/rename-in-message.ts";

/** Result of the import of an uploaded file. */
export type UploadOutcome =
  | { status: "imported"; recording: Recording; warnings: Note[] }
  | { status: "duplicate"; recording: Recording; reason: "same-file" | "same-sound" }
  | {
      status: "restored";
      recording: Recording;
      flaw: "missing" | "wrong-size" | "damaged";
      warnings: Note[];
    }
  | { status: "trashed"; recording: Recording; removedAt: string }
  | { status: "skipped"; note: Note }
  | { status: "failed"; error: ErrorInfo };

type Failure = UploadOutcome & { status: "failed" };

/** True for an import that ended without a recording, and whose bytes are kept. */
export function isFailure(outcome: UploadOutcome | undefined): outcome is Failure {
  return outcome?.status === "failed";
}

/**
 * Whether an import may succeed later although nobody changed the file: anything but a file that cannot be read, and an
 * import that a person has stopped.
 */
export function isPassing({ code }: ErrorInfo): boolean {
  return code !== "unsupported-audio" && code !== "corrupt-audio" && code !== "cancelled";
}

/** The outcome as the sender sees it: the name it gave stands in place of the path on the host. */
export function toOutcome(
  found: ImportOutcome,
  { name, folderPath }: { name: string; folderPath?: string | undefined },
  path: string,
): UploadOutcome {
  const rename = (note: Note) => renameInMessage(note, path, name);
  switch (found.status) {
    case "imported":
      return { status: "imported", recording: found.recording, warnings: found.warnings.map(rename) };
    case "duplicate":
      return { status: "duplicate", recording: found.recording, reason: found.reason };
    case "restored": {
      const { status, recording, flaw, warnings } = found;
      return { status, recording, flaw, warnings };
    }
    case "trashed":
      return { status: "trashed", recording: found.recording, removedAt: found.removedAt };
    // Only a file that lies in recordings/ is found to be renamed.
    case "renamed":
      return { status: "duplicate", recording: found.recording, reason: "same-file" };
    case "skipped":
      return { status: "skipped", note: rename(found.note) };
    case "failed": {
      const error = renameInMessage(toErrorInfo(found.error), path, name);
      // A dropped folder may also hold pictures and texts, not meant to be imported.
      if (folderPath && error.code === "unsupported-audio" && !hasAudioFileEnding(name))
        return { status: "skipped", note: makeNote("import-skipped", { error: toInnerMessage(error) }) };
      return { status: "failed", error };
    }
  }
}
