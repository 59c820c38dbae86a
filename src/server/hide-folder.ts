/** Where things lie on this machine is nothing for a client: errors show paths relative to the archive. */

import { homedir, tmpdir } from "node:os";
import { basename, join } from "node:path";
import { type ErrorInfo, isArchiveError, renameInError } from "../errors.ts";
import { renameInMessage } from "../messages/rename-in-message.ts";

/** The error with paths relative to the archive, or to the folder of the computer that they are in. @param folder the archive's */
export function hideFolder(error: unknown, folder: string): unknown {
  if (!isArchiveError(error)) return error;
  return renames(folder).reduce<unknown>((hidden, [from, to]) => renameInError(hidden, from, to), error);
}

/** The same of an error inside a resource: of a failed job, a recording that could not be transcribed. */
export function hideInResource<Resource extends { error?: ErrorInfo | undefined }>(
  resource: Resource,
  folder: string,
): Resource {
  return resource.error ? { ...resource, error: hideInInfo(resource.error, folder) } : resource;
}

/** The same of an error as data. */
export function hideInInfo<Info extends ErrorInfo>(info: Info, folder: string): Info {
  return renames(folder).reduce((hidden, [from, to]) => renameInMessage(hidden, from, to), info);
}

function renames(archiveFolder: string): [from: string, to: string][] {
  const folders = [archiveFolder, tmpdir(), homedir()].filter((path) => path.length > 1);
  return folders.flatMap((path): [string, string][] => [
    [join(path, "/"), ""],
    [path, basename(path)],
  ]);
}
