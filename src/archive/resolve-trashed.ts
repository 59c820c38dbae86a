import { archiveError } from "../errors.ts";
import type { TrashedRecording } from "../recording/remove-recording.ts";
import type { RecordingReference } from "./resolve-recording.ts";

/**
 * The recording in the trash that a reference means: its number, its file name, or a unique prefix of it.
 * @throws ArchiveError `not-found`; `invalid-input` when several match
 */
export function resolveTrashed(
  trashed: readonly TrashedRecording[],
  reference: RecordingReference,
): TrashedRecording {
  const text = String(reference).trim();
  const exact = trashed.filter(
    ({ id, recording }) =>
      String(id) === text || recording.filename === text || recording.filename === `${text}.opus`,
  );
  const found =
    exact.length > 0 || text.length < 4
      ? exact
      : trashed.filter(({ recording }) => recording.filename.startsWith(text));
  if (found.length === 1) return found[0]!;
  if (found.length === 0) throw archiveError("trash-entry-not-found", { recording: text });
  const matches = found.map(({ id, recording }) => `${recording.filename} (${id})`).join(", ");
  throw archiveError("recording-ambiguous", { recording: text, matches });
}
