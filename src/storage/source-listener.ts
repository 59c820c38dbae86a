import type { Recording } from "../domain.ts";

/**
 * What the index does when a source table changes. Each call runs inside the transaction that makes the change, so that
 * source and index are both written or neither: `index/open-archive-database.ts` gives every connection its listener.
 */
export interface SourceListener {
  /** A recording is new, came back, or a person changed what is written about it. Its row is stored already. */
  recordingWritten(recording: Recording): void;
  /** A recording is about to go; its rows are still there. */
  recordingRemoved(recordingId: number): void;
  /** A transcription stops being the current one; its rows stay. */
  transcriptionRetired(transcriptionId: number): void;
}

/** For a connection without an index: what is written there is indexed by a rebuild. */
export const noListener: SourceListener = {
  recordingWritten: () => {},
  recordingRemoved: () => {},
  transcriptionRetired: () => {},
};
