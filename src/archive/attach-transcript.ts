import { basename } from "node:path";
import type { Language, Recording, Transcription } from "../domain.ts";
import { addPathToError, isArchiveError } from "../errors.ts";
import type { Note } from "../messages/notes.ts";
import type { StoringOptions } from "../stages/work-progress.ts";
import type { ArchiveParts } from "./archive-parts.ts";
import { indexPending } from "./index-pending.ts";
import { type RecordingReference, resolveRecording } from "./resolve-recording.ts";

export type AttachOptions = StoringOptions & {
  /** Default: the language named in the file, else Russian or English if the text is clearly one of them. */
  language?: Language | undefined;
  /** Accept a transcript that runs far past the end of the recording. */
  force?: boolean | undefined;
  /**
   * The file was found beside the sound, and nobody named it: one that is attached already is not attached again, a plain text is
   * refused, and the current transcript stays if it is in another language.
   */
  isFound?: boolean | undefined;
  /** Keep the current transcript, if there is one. */
  keepCurrent?: boolean | undefined;
};

export type AttachedRecording = {
  recording: Recording;
  transcription: Transcription;
  warnings: Note[];
  /** It was attached before: only with `isFound`. */
  isKnown?: true;
};

/** Stores another program's transcript as the current one and indexes it. See `Archive.attachTranscript`. */
export async function attachTranscript(
  parts: ArchiveParts,
  reference: RecordingReference,
  path: string,
  options: AttachOptions,
): Promise<AttachedRecording> {
  const { language, force, isFound, keepCurrent, onStored, ...workOptions } = options;
  const recording = resolveRecording(parts.db, reference);
  const stage = await import("../transcription/store-transcript.ts");
  const attached = await stage
    .storeTranscript({ db: parts.db, recording, path, language, force, isFound, keepCurrent })
    .catch(async (error: unknown) => {
      if (isFound && isArchiveError(error)) {
        const { keepNotes, toRejected } = await import("../stages/attach-beside.ts");
        keepNotes(parts.db, recording.id, { taken: new Set(), kept: [toRejected(basename(path), error)] });
      }
      throw nameFile(error, path);
    });
  if (attached.isKnown) return { recording, ...attached };
  onStored?.(attached.transcription);
  await indexPending(parts, workOptions);
  return { recording, ...attached };
}

/** Readers see only the text: what they reject gets the path here. */
function nameFile(error: unknown, path: string): unknown {
  if (!isArchiveError(error) || "path" in error.values) return error;
  const isAboutFile = error.code === "unsupported-transcript" || error.reason === "transcript-without-times";
  return isAboutFile ? addPathToError(error, path) : error;
}
