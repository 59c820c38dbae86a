/** The further sound tracks of uploaded files: a file is kept until each is imported, or the upload is discarded. */

import { archiveError, fromSystemError, isArchiveError, renameInError, toErrorInfo } from "../errors.ts";
import type { Archive, ImportOutcome, Recording, SourceTrack, WorkOptions } from "../fonoteka.ts";
import { errorFields, log } from "../log.ts";
import { renameInMessage } from "../messages/rename-in-message.ts";
import type { IncomingFiles } from "./incoming-files.ts";
import type { NewJob } from "./job.ts";
import { queueClosed } from "./job-queue.ts";
import type { JobRunner } from "./job-runner.ts";
import { type AboutUpload, isOpenTrack, type OfferedTrack, type UploadFile } from "./upload-file.ts";
import { isFailure, isPassing, toOutcome, type UploadOutcome } from "./upload-outcome.ts";

export const uploadTrackStates = ["offered", "importing", "done", "failed"] as const;

/** A sound track that can become a recording of its own. */
export type UploadTrack = SourceTrack & {
  state: (typeof uploadTrackStates)[number];
  outcome?: UploadOutcome | undefined;
};

type Choice = Pick<OfferedTrack, "isRequested" | "outcome">;

type Options = {
  archive: Archive;
  jobs: JobRunner;
  files: IncomingFiles<AboutUpload>;
  onImported: (recording: Recording) => void;
  /** A track was imported, or is not wanted: the file may not be needed any more. */
  onSettled: (id: string) => Promise<void>;
};

export class UploadTracks {
  readonly #options: Options;
  /** Changes follow one another: each reads what the one before has stored. */
  #lastChange: Promise<unknown> = Promise.resolve();

  constructor(options: Options) {
    this.#options = options;
  }

  /** The further tracks that are offered, or imported because all were asked for; undefined if there are none. */
  choose({ track, offerTracks }: AboutUpload, { otherTracks }: ImportOutcome): OfferedTrack[] | undefined {
    if (track !== "all" && !offerTracks) return undefined;
    return otherTracks?.map((other) => ({ ...other, ...(track === "all" && { isRequested: true }) }));
  }

  /** Queues the tracks that were asked for; those that failed for good are listed. */
  resume(file: UploadFile): void {
    for (const { number, isRequested, outcome } of file.about.tracks ?? []) {
      if (!isRequested || (outcome && !isFailure(outcome))) continue;
      const job = this.#toJob(file, number);
      if (isFailure(outcome) && !isPassing(outcome.error)) {
        const startedAt = new Date(file.about.createdMs).toISOString();
        this.#options.jobs.addFailed("import", job, outcome.error, startedAt);
      } else this.#options.jobs.add("import", job);
    }
  }

  /** Stores that tracks are wanted, and queues them. @throws ArchiveError `not-found`, `invalid-input` (one that is not offered) */
  async import(id: string, numbers: readonly number[]): Promise<void> {
    const { jobs, files } = this.#options;
    const { about } = await files.get(id);
    for (const track of numbers)
      if (!about.tracks?.some(({ number }) => number === track))
        throw archiveError("track-not-offered", { name: about.name, track });
    const isWanted = (choice: OfferedTrack) => numbers.includes(choice.number) && isOpenTrack(choice);
    await this.#changeAll(id, (tracks) =>
      tracks.map((choice) =>
        isWanted(choice) ? { ...choice, isRequested: true, outcome: undefined } : choice,
      ),
    );
    const file = await files.get(id);
    for (const choice of file.about.tracks ?? [])
      if (isWanted(choice)) jobs.add("import", this.#toJob(file, choice.number));
  }

  /** Stops what is being imported of an upload that is discarded. */
  async cancel({ id, about }: UploadFile): Promise<void> {
    for (const { number, isRequested, outcome } of about.tracks ?? []) {
      if (!isRequested) continue;
      if (isFailure(outcome)) this.#options.jobs.discard(jobId(id, number));
      else if (!outcome) await this.#options.jobs.cancel(jobId(id, number)).catch(() => {});
    }
  }

  #toJob(file: UploadFile, track: number): NewJob {
    return {
      id: jobId(file.id, track),
      stage: "import",
      subject: file.about.name,
      unit: "seconds",
      work: (options) => this.#importNow(file, track, options),
      dismiss: () => this.#close(file.id, track),
    };
  }

  async #importNow({ id, path, about }: UploadFile, track: number, options: WorkOptions): Promise<void> {
    const { archive, onImported, onSettled } = this.#options;
    try {
      const [found] = await Array.fromAsync(archive.import([path], { ...options, track }));
      if (!found) throw archiveError("uploaded-file-gone", { name: about.name });
      if (found.status === "failed") throw found.error;
      await this.#change(id, track, { isRequested: true, outcome: toOutcome(found, about, path) });
      if (found.status === "imported" || found.status === "restored") onImported(found.recording);
      await onSettled(id);
    } catch (thrown) {
      // The next process does it.
      if (options.signal?.reason !== queueClosed) await this.#noteFailure({ id, path, about }, track, thrown);
      throw renameInError(thrown, path, about.name);
    }
  }

  /** Stores why a track was not imported; one that was stopped is offered again. */
  async #noteFailure({ id, path, about }: Omit<UploadFile, "offset">, number: number, thrown: unknown) {
    const error = fromSystemError(thrown, path);
    if (!isArchiveError(error)) return;
    const info = renameInMessage(toErrorInfo(error), path, about.name);
    const changed: Choice =
      error.code === "cancelled"
        ? { isRequested: undefined, outcome: undefined }
        : { isRequested: true, outcome: { status: "failed", error: info } };
    await this.#change(id, number, changed).catch((failure) =>
      log("warn", "upload-outcome-not-stored", errorFields(failure)),
    );
  }

  /** A track that is not wanted. */
  async #close(id: string, track: number): Promise<void> {
    await this.#changeAll(id, (tracks) => tracks.filter(({ number }) => number !== track));
    await this.#options.onSettled(id);
  }

  #change(id: string, track: number, changed: Choice): Promise<void> {
    return this.#changeAll(id, (tracks) =>
      tracks.map((choice) => (choice.number === track ? { ...choice, ...changed } : choice)),
    );
  }

  async #changeAll(id: string, change: (tracks: OfferedTrack[]) => OfferedTrack[]): Promise<void> {
    const { files } = this.#options;
    const changed = this.#lastChange.then(async () => {
      const file = await files.find(id);
      // It may have been discarded meanwhile.
      if (file) await files.change(id, { tracks: change(file.about.tracks ?? []) });
    });
    this.#lastChange = changed.catch(() => {});
    await changed;
  }
}

/** The tracks as the sender sees them. */
export function describeTracks({ outcome, tracks, replacedBy }: AboutUpload): UploadTrack[] | undefined {
  if (!outcome || replacedBy !== undefined) return undefined;
  return tracks?.map(({ isRequested, outcome: result, ...facts }) => {
    const state = isFailure(result) ? "failed" : result ? "done" : isRequested ? "importing" : "offered";
    return { ...facts, state, ...(result && { outcome: result }) };
  });
}

function jobId(uploadId: string, track: number): string {
  return `import-${uploadId}-${track}`;
}
