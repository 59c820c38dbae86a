import { makeNote, type Note } from "../messages/notes.ts";
import type { ArchiveFiles } from "../storage/archive-files.ts";
import type { Database } from "../storage/database.ts";
import { checkRecordingsFolder } from "../storage/recordings-folder.ts";

/** One sentence when recordings/ or its disk is away, instead of one for every recording; undefined when it is there. */
export function noteAbsentFolder(db: Database, files: ArchiveFiles): Note | undefined {
  const path = files.recordings;
  switch (checkRecordingsFolder(db, files)) {
    case "not-mounted":
      return makeNote("folder-not-mounted", { path });
    case "of-another-archive":
      return makeNote("folder-of-another-archive", { path });
    case "ready":
      return undefined;
  }
}
