/** An uploaded file as it stands in `about.json`. */

import type { SourceTrack } from "../fonoteka.ts";
import type { IncomingFile } from "./incoming-files.ts";
import { isFailure, type UploadOutcome } from "./upload-outcome.ts";

export type NewUpload = {
  /** Name of the file, in any script; a path is reduced to its last part. */
  name: string;
  byteLength: number;
  /** Milliseconds since 1970: dates a recording whose name and tags have no date. */
  lastModified?: number | undefined;
  /** The folder it was dropped with: other files of that folder need not be audio, and its name may date it. Never opened. */
  folderPath?: string | undefined;
  /** Which of several sound tracks to import, from 1, or each that has sound. Default: as `Archive.import`. */
  track?: number | "all" | undefined;
  /** Keep the file while it has further sound tracks, until a person imports or discards them. */
  offerTracks?: boolean | undefined;
};

/** A further sound track of an uploaded file, which the archive did not have when the file was imported. */
export type OfferedTrack = SourceTrack & {
  /** A person asked for it. */
  isRequested?: boolean | undefined;
  /** Result of its import. */
  outcome?: UploadOutcome | undefined;
};

export type AboutUpload = NewUpload & {
  /** Milliseconds since 1970. */
  createdMs: number;
  /** Result of the import; the bytes are gone then, unless it failed or other tracks are open. */
  outcome?: UploadOutcome | undefined;
  tracks?: OfferedTrack[] | undefined;
  /** Id of a later upload of the same file, which has the bytes. */
  replacedBy?: string | undefined;
};

export type UploadFile = IncomingFile<AboutUpload>;

/** Whether its bytes are kept: until the archive has them and every track that is wanted, or a later upload of the same file. */
export function holdsBytes({ outcome, tracks, replacedBy }: AboutUpload): boolean {
  if (!outcome) return true;
  return (isFailure(outcome) || (tracks?.some(isOpenTrack) ?? false)) && replacedBy === undefined;
}

/** Whether a track waits for a choice, or was asked for and is not imported yet. */
export function isOpenTrack({ outcome }: OfferedTrack): boolean {
  return outcome === undefined || outcome.status === "failed";
}
