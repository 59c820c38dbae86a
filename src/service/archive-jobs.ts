/** The jobs that the archive's own work is made of. */

import { archiveError } from "../errors.ts";
import { type Archive, type ChannelChoice, listKnownModels, pullModel, type Recording } from "../fonoteka.ts";
import type { NewJob } from "./job.ts";

type TranscriptionSubject = { id: number; filename: string; durationSeconds: number };

export function transcriptionJobId(recordingId: number): string {
  return `transcribe-${recordingId}`;
}

/** Transcribes one recording; `again`: although it has a transcript. */
export function transcriptionJob(
  archive: Archive,
  { id, filename, durationSeconds }: TranscriptionSubject,
  {
    again,
    language,
    channels,
  }: { again: boolean; language?: string | undefined; channels?: ChannelChoice | undefined },
): NewJob {
  return {
    id: transcriptionJobId(id),
    stage: "transcribe",
    subject: filename,
    recordingId: id,
    total: durationSeconds,
    unit: "seconds",
    work: async (options) => {
      const outcomes = await Array.fromAsync(
        archive.transcribe({ recordings: [id], again, language, channels, ...options }),
      );
      for (const outcome of outcomes) if (outcome.status !== "transcribed") throw outcome.error;
    },
  };
}

export const indexJobId = "index";

/** Indexes and embeds everything that is transcribed and cannot be found yet. */
export function indexJob(archive: Archive): NewJob {
  return {
    id: indexJobId,
    stage: "index",
    subject: "",
    unit: "transcriptions",
    work: async (options) => void (await archive.indexPending(options)),
  };
}

/** Imports files and folders; `onImported` is called with each new recording. Ends with the first file that fails. */
export function importJob(
  archive: Archive,
  { id, subject, paths }: { id: string; subject: string; paths: readonly string[] },
  onImported: (recording: Recording) => void,
): NewJob {
  return {
    id: `import-${id}`,
    stage: "import",
    subject,
    unit: "seconds",
    work: async (options) => {
      for await (const outcome of archive.import(paths, options)) {
        if (outcome.status === "failed") throw outcome.error;
        if (outcome.status === "imported" || outcome.status === "restored") onImported(outcome.recording);
      }
    },
  };
}

/** Downloads a model. @throws ArchiveError `not-found` for a name that is not in the registry */
export function modelDownloadJob(archive: Archive, name: string): NewJob {
  const model = listKnownModels(archive.settings).find((known) => known.name === name);
  if (!model) throw archiveError("model-not-found", { model: name });
  return {
    id: `download-${name}`,
    stage: "download",
    subject: model.title,
    unit: "bytes",
    total: model.byteLength,
    work: async (options) => void (await pullModel(archive.settings, name, options)),
  };
}
