/** How far a piece of long work is. */
export type WorkProgress = {
  stage: "import" | "transcribe" | "index" | "embed" | "download";
  /** File, recording or model it is about. */
  subject: string;
  done: number;
  /** Null when the end is not known. */
  total: number | null;
  unit: "seconds" | "passages" | "transcriptions" | "bytes";
};

export type WorkOptions = {
  signal?: AbortSignal | undefined;
  onProgress?: ((progress: WorkProgress) => void) | undefined;
};
