/** Recordings → searchable transcriptions, one after another; interrupted work continues with the next run. */

import type { ChannelChoice, Language, Recording, Transcription } from "../domain.ts";
import { type ArchiveError, cancelledError, isArchiveError, throwIfCancelled } from "../errors.ts";
import { log } from "../log.ts";
import { describeHolder, type Holder, transcribedElsewhere } from "../process-owner.ts";
import type { Transcriber } from "../speech/transcriber.ts";
import { type ArchiveFiles, recordingPath } from "../storage/archive-files.ts";
import { findCheckpointPosition, removeCheckpoint } from "../storage/checkpoints.ts";
import type { Database } from "../storage/database.ts";
import { findLease } from "../storage/leases.ts";
import { assertRecordingsFolder } from "../storage/recordings-folder.ts";
import { listRecordingsToTranscribe } from "../storage/recordings-to-transcribe.ts";
import { readingStoredFile } from "../storage/stored-file-error.ts";
import { withLease } from "../storage/with-lease.ts";
import { transcribeRecording } from "../transcription/transcribe-recording.ts";
import { attemptRecording } from "./attempt.ts";
import { type IndexDeps, indexAndEmbed } from "./index-and-embed.ts";
import type { WorkOptions } from "./work-progress.ts";

type TranscribeDeps = IndexDeps & { files: ArchiveFiles; transcriber: Transcriber };

export type TranscribeOutcome =
  | {
      status: "transcribed";
      recording: Recording;
      transcription: Transcription;
      seconds: number;
      /** Seconds of sound that an interrupted run had done already. */
      resumedAt?: number | undefined;
    }
  /** Another process is transcribing it: `error` says which. */
  | { status: "held"; recording: Recording; holder: Holder; error: ArchiveError }
  | { status: "failed"; recording: Recording; error: ArchiveError };

type TranscribeEachOptions = WorkOptions & {
  /** These, whether they have a transcript or not; default: all that have none. */
  recordings?: Recording[] | undefined;
  language?: Language | undefined;
  allowedLanguages: Language[];
  /** Which channels of stereo recordings are recognised; default: what carries speech. */
  channels?: ChannelChoice | undefined;
};

/**
 * Transcribes, indexes and embeds each recording before the next, so that finished ones can be searched at once. A
 * recording that another process works on is skipped, with an outcome that says so.
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
    const outcome = await withLease(deps.db, "transcribe", recording.id, (isHeld) =>
      transcribeOne(deps, recording, options, isHeld),
    );
    yield outcome ? outcome.result : heldOutcome(deps.db, recording);
  }
  // What an earlier run transcribed but did not index.
  await indexAndEmbed(deps, options);
}

async function transcribeOne(
  deps: TranscribeDeps,
  recording: Recording,
  { signal, onProgress, language, allowedLanguages, channels }: TranscribeEachOptions,
  isHeld: () => boolean,
): Promise<TranscribeOutcome> {
  const { db, files, transcriber } = deps;
  const startedAt = performance.now();
  const total = recording.durationSeconds;
  let resumedAt: number | undefined;
  const report = (done: number) =>
    onProgress?.({
      stage: "transcribe",
      subject: recording.filename,
      done: Math.min(done, total),
      total,
      unit: "seconds",
      ...(resumedAt !== undefined && { resumedAt }),
    });
  report(0);
  const lost = heldElsewhere(isHeld);
  const transcribe = () =>
    transcribeRecording({
      db,
      transcriber,
      recording,
      recordingPath: recordingPath(files, recording.filename),
      language,
      allowedLanguages,
      channels,
      signal,
      onProgress: report,
      onResumed: (seconds) => {
        resumedAt ??= seconds;
        report(seconds);
      },
      assertMayWrite: lost.assertHeld,
    });
  const done = await attemptRecording(db, recording.id, () =>
    readingStoredFile(files, recording.filename, () => goingOn(db, recording.id, transcribe)),
  ).catch((error: unknown) => {
    if (error === lost.error) return undefined;
    throw error;
  });
  if (!done) return heldOutcome(db, recording);
  if ("error" in done) return { status: "failed", recording, error: done.error };
  await indexAndEmbed(deps, { signal, onProgress });
  return {
    status: "transcribed",
    recording,
    transcription: done.result,
    seconds: (performance.now() - startedAt) / 1000,
    ...(resumedAt !== undefined && { resumedAt }),
  };
}

/**
 * Goes on from the checkpoint when the engine process dies. A second death at the same place is a failure: an engine that was
 * killed from outside does not die there again. A checkpoint that does not fit the file any more is dropped.
 */
async function goingOn<Result>(
  db: Database,
  recordingId: number,
  work: () => Promise<Result>,
): Promise<Result> {
  let diedAt: number | undefined;
  while (true) {
    try {
      return await work();
    } catch (error) {
      const position = findCheckpointPosition(db, recordingId);
      const reason = isArchiveError(error) ? error.reason : undefined;
      if (reason === "checkpoint-unusable" && position > 0) removeCheckpoint(db, recordingId);
      else if (reason === "engine-stopped" && position !== diedAt) diedAt = position;
      else throw error;
      log("warn", "transcription-goes-on", { recording: recordingId, fromMs: position, reason });
    }
  }
}

/** The work ends when its lease was taken over: this machine slept, or its clock jumped. The other process goes on. */
function heldElsewhere(isHeld: () => boolean) {
  const error = cancelledError("transcription");
  const assertHeld = () => {
    if (!isHeld()) throw error;
  };
  return { error, assertHeld };
}

function heldOutcome(db: Database, recording: Recording): TranscribeOutcome {
  const lease = findLease(db, "transcribe", recording.id);
  const holder = describeHolder(lease ?? { owner: "", untilMs: Date.now() });
  return { status: "held", recording, holder, error: transcribedElsewhere(recording.filename, holder) };
}
