/** Recordings → searchable transcriptions, one after another; interrupted work continues with the next run. */

import type { Language, Recording, Transcription } from "../domain.ts";
import { type ArchiveError, throwIfCancelled } from "../errors.ts";
import type { Transcriber } from "../speech/transcriber.ts";
import { type ArchiveFiles, recordingPath } from "../storage/archive-files.ts";
import { assertRecordingsFolder } from "../storage/recordings-folder.ts";
import { listRecordingsToTranscribe } from "../storage/recordings-to-transcribe.ts";
import { readingStoredFile } from "../storage/stored-file-error.ts";
import { withLease } from "../storage/with-lease.ts";
import { transcribeRecording } from "../transcription/transcribe-recording.ts";
import { attempt } from "./attempt.ts";
import { type IndexDeps, indexAndEmbed } from "./index-and-embed.ts";
import type { WorkOptions } from "./work-progress.ts";

type TranscribeDeps = IndexDeps & { files: ArchiveFiles; transcriber: Transcriber };

export type TranscribeOutcome =
  | { status: "transcribed"; recording: Recording; transcription: Transcription; seconds: number }
  | { status: "failed"; recording: Recording; error: ArchiveError };

type TranscribeEachOptions = WorkOptions & {
  /** These, whether they have a transcript or not; default: all that have none. */
  recordings?: Recording[] | undefined;
  language?: Language | undefined;
  allowedLanguages: Language[];
};

/**
 * Transcribes, indexes and embeds each recording before the next, so that finished ones can be searched at once. A
 * recording that another process works on is skipped.
 * @throws ArchiveError `cancelled`, `model-missing`, `disk-full`; what concerns one recording is an outcome
 */
export async function* transcribeEach(
  deps: TranscribeDeps,
  options: TranscribeEachOptions,
): AsyncGenerator<TranscribeOutcome> {
  const seen = new Set<number>();
  const nextMissing = (): Recording | undefined =>
    listRecordingsToTranscribe(deps.db, { limit: seen.size + 1 }).find(({ id }) => !seen.has(id));
  const given = options.recordings && [...options.recordings];
  while (true) {
    throwIfCancelled(options.signal, "transcription");
    const recording = given ? given.shift() : nextMissing();
    if (!recording) break;
    seen.add(recording.id);
    // Every recording would fail, and count as failed, while its disk is away.
    assertRecordingsFolder(deps.db, deps.files);
    const outcome = await withLease(deps.db, "transcribe", recording.id, () =>
      transcribeOne(deps, recording, options),
    );
    if (outcome) yield outcome.result;
  }
  // What an earlier run transcribed but did not index.
  await indexAndEmbed(deps, options);
}

async function transcribeOne(
  deps: TranscribeDeps,
  recording: Recording,
  { signal, onProgress, language, allowedLanguages }: TranscribeEachOptions,
): Promise<TranscribeOutcome> {
  const { db, files, transcriber } = deps;
  const startedAt = performance.now();
  const total = recording.durationSeconds;
  const report = (done: number) =>
    onProgress?.({
      stage: "transcribe",
      subject: recording.filename,
      done: Math.min(done, total),
      total,
      unit: "seconds",
    });
  report(0);
  const done = await attempt(db, "transcribe", recording.id, () =>
    readingStoredFile(files, recording.filename, () =>
      transcribeRecording({
        db,
        transcriber,
        recording,
        recordingPath: recordingPath(files, recording.filename),
        language,
        allowedLanguages,
        signal,
        onProgress: report,
      }),
    ),
  );
  if ("error" in done) return { status: "failed", recording, error: done.error };
  await indexAndEmbed(deps, { signal, onProgress });
  return {
    status: "transcribed",
    recording,
    transcription: done.result,
    seconds: (performance.now() - startedAt) / 1000,
  };
}
