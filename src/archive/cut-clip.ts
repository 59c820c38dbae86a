import { cutClip } from "../playback/cut-clip.ts";
import { toLocalIso } from "../recording/local-time.ts";
import { type ArchiveFiles, recordingPath } from "../storage/archive-files.ts";
import type { Database } from "../storage/database.ts";
import { readingStoredFile } from "../storage/stored-file-error.ts";
import { resolveOutputPath } from "./resolve-output-path.ts";
import { type RecordingReference, resolveRecording } from "./resolve-recording.ts";

export type ClipOptions = {
  startMs: number;
  endMs: number;
  /** Default: name and times of the clip, in the working directory. */
  targetPath?: string | undefined;
  overwrite?: boolean | undefined;
  signal?: AbortSignal | undefined;
};

export type Clip = { path: string; startMs: number; endMs: number; durationMs: number; byteLength: number };

/** Cuts a stretch out as an Opus file; its date tag is the moment where the clip begins. */
export async function cutRecordingClip(
  { db, files }: { db: Database; files: ArchiveFiles },
  reference: RecordingReference,
  options: ClipOptions,
): Promise<Clip> {
  const { startMs, endMs, overwrite, signal } = options;
  const { filename, title, createdAt } = resolveRecording(db, reference);
  const defaultName = `${filename.replace(/\.opus$/, "")}_${startMs}-${endMs}ms.opus`;
  const path = resolveOutputPath(files, options.targetPath ?? defaultName);
  const clip = await readingStoredFile(files, filename, () =>
    cutClip(recordingPath(files, filename), {
      startMs,
      endMs,
      targetPath: path,
      overwrite,
      signal,
      title: title || undefined,
      date: toLocalIso(new Date(Date.parse(createdAt) + startMs)),
    }),
  );
  return {
    path,
    startMs: clip.startMs,
    endMs: clip.endMs,
    durationMs: Math.round(clip.durationSeconds * 1000),
    byteLength: clip.byteLength,
  };
}
