/** Options and results of the three ways to write an Opus file. */

export type WriteOpusOptions = {
  /** Tags of the new file; default: those of the source. A copied file keeps its own. */
  title?: string;
  date?: string;
  /** Bits per second if it must be encoded; default 32 000 for mono, 48 000 for stereo. */
  bitrate?: number;
  signal?: AbortSignal;
  onProgress?: (doneSeconds: number) => void;
};

export type WrittenOpus = {
  durationSeconds: number;
  /** Samples at 48 kHz that a player plays. */
  lengthSamples: number;
  channels: number;
  byteLength: number;
  /** Of the source's Opus packets or of its samples: tags do not change it. */
  soundSha256: string;
  /** The same bytes, the same packets, or new packets. */
  how: "copied" | "remuxed" | "encoded";
};
