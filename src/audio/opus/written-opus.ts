/** What is asked of the ways to write an Opus file, and what they tell of it. */

export type WriteOpusOptions = {
  /** Tags of the new file; default: those of the source. A file copied as it is keeps its own. */
  title?: string;
  date?: string;
  /** Bits per second when it must be encoded; default 32 000 for mono, 48 000 for stereo. */
  bitrate?: number;
  signal?: AbortSignal;
  onProgress?: (doneSeconds: number) => void;
};

export type WrittenOpus = {
  durationSeconds: number;
  /** Samples at 48 kHz that a player hears. */
  lengthSamples: number;
  channels: number;
  byteLength: number;
  /** Of the source's Opus packets, or of its samples: the same for the same sound under other tags. */
  soundSha256: string;
  /** How it was made: the same bytes, the same packets, or new packets. */
  how: "copied" | "remuxed" | "encoded";
};
