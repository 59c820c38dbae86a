import type { Language, Recording, Transcription } from "../domain.ts";
import type { WorkOptions } from "../stages/work-progress.ts";
import type { ArchiveParts } from "./archive-parts.ts";
import { indexPending } from "./index-pending.ts";
import { type RecordingReference, resolveRecording } from "./resolve-recording.ts";

export type AttachOptions = WorkOptions & {
  /** The language; default: what the file says, else Russian or English where the text is clearly that. */
  language?: Language | undefined;
  /** Accept a transcript that runs far past the end of the recording. */
  force?: boolean | undefined;
};

export type AttachedRecording = { recording: Recording; transcription: Transcription; warnings: string[] };

/** Stores another program's transcript as the current one and indexes it. See `Archive.attachTranscript`. */
export async function attachTranscript(
  parts: ArchiveParts,
  reference: RecordingReference,
  path: string,
  options: AttachOptions,
): Promise<AttachedRecording> {
  const { language, force, ...workOptions } = options;
  const recording = resolveRecording(parts.db, reference);
  const stage = await import("../transcription/attach-transcript.ts");
  const attached = await stage.attachTranscript({ db: parts.db, recording, path, language, force });
  await indexPending(parts, workOptions);
  return { recording, ...attached };
}
