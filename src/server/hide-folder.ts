import { join } from "node:path";
import { isArchiveError, renameInError } from "../errors.ts";

/** The error with paths relative to the archive: where it lies on this machine is nothing for a client. */
export function hideFolder(error: unknown, folder: string): unknown {
  return isArchiveError(error) ? renameInError(error, join(folder, "/"), "") : error;
}
