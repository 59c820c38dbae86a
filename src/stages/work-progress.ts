import type { Transcription } from "../domain.ts";

/** Progress of long work. */
export type WorkProgress = {
  stage: "import" | "transcribe" | "index" | "embed" | "download" | "forget" | "backup" | "restore";
  /** File, recording or model it is about. */
  subject: string;
  done: number;
  /** Null when the end is not known. */
  total: number | null;
  unit: "seconds" | "passages" | "transcriptions" | "bytes";
  /** Where this run began, if an earlier one was interrupted. */
  resumedAt?: number | undefined;
};

export type WorkOptions = {
  signal?: AbortSignal | undefined;
  onProgress?: ((progress: WorkProgress) => void) | undefined;
};

/** For work that stores a transcription and then indexes it. */
export type StoringOptions = WorkOptions & {
  /** Called once the transcription is stored and current; indexing may still fail or be cancelled. */
  onStored?: ((transcription: Transcription) => void) | undefined;
};
