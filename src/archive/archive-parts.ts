import type { Embedder } from "../embedding/embedder.ts";
import type { PassageIndex } from "../index/passage-index.ts";
import type { ResidentVectors } from "../index/sqlite/resident-vectors.ts";
import { createSqlitePassageIndex } from "../index/sqlite/sqlite-passage-index.ts";
import type { LoadedSettings } from "../settings.ts";
import type { ArchiveFiles } from "../storage/archive-files.ts";
import type { Database } from "../storage/database.ts";
import type { LoadedModels } from "./loaded-models.ts";

/** What an open archive holds and its verbs work with. */
export type ArchiveParts = {
  db: Database;
  files: ArchiveFiles;
  loaded: LoadedSettings;
  models: LoadedModels;
  vectors: ResidentVectors;
};

/** The search index. With an embedder, only its own vectors are read and written: those of two models never meet. */
export function indexOf({ db, vectors }: ArchiveParts, embedder?: Embedder): PassageIndex {
  return createSqlitePassageIndex(db, embedder?.fingerprint, vectors);
}
