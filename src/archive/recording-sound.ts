import { cutClip } from "../playback/cut-clip.ts";
import { readPeaks } from "../playback/read-peaks.ts";
import { toLocalIso } from "../recording/local-time.ts";
import { type ArchiveFiles, recordingPath } from "../storage/archive-files.ts";
import type { Database } from "../storage/database.ts";
import { findRecording } from "../storage/recordings.ts";
import { findWaveform, putWaveform } from "../storage/waveforms.ts";
import { outwardPath } from "./outward-path.ts";
import { type RecordingReference, resolveRecording } from "./resolve-recording.ts";
import type { Clip, ClipOptions, Waveform } from "./verbs.ts";

type Parts = { db: Database; files: ArchiveFiles };

/** Cuts a stretch out as an Opus file; its date tag is the moment where the clip begins. */
export async function cutRecordingClip(
  { db, files }: Parts,
  reference: RecordingReference,
  options: ClipOptions,
): Promise<Clip> {
  const { startMs, endMs, overwrite, signal } = options;
  const { filename, title, createdAt } = resolveRecording(db, reference);
  const defaultName = `${filename.replace(/\.opus$/, "")}_${startMs}-${endMs}ms.opus`;
  const path = outwardPath(files, options.targetPath ?? defaultName);
  const clip = await cutClip(recordingPath(files, filename), {
    startMs,
    endMs,
    targetPath: path,
    overwrite,
    signal,
    title: title || undefined,
    date: toLocalIso(new Date(Date.parse(createdAt) + startMs)),
  });
  return {
    path,
    startMs: clip.startMs,
    endMs: clip.endMs,
    durationMs: Math.round(clip.durationSeconds * 1000),
    byteLength: clip.byteLength,
  };
}

/** The waveform's peaks: from data.db, else made from the sound and kept there. */
export async function readWaveform(
  { db, files }: Parts,
  reference: RecordingReference,
  signal?: AbortSignal,
): Promise<Waveform> {
  const { id, filename } = resolveRecording(db, reference);
  const known = findWaveform(db, id);
  if (known) return known;
  const made = await readPeaks(recordingPath(files, filename), { signal });
  // It may have been removed while its sound was read.
  if (!db.readOnly && findRecording(db, id)) putWaveform(db, id, made);
  return made;
}
