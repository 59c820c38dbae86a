import type { Embedder } from "../embedding/embedder.ts";
import type { CandidateEngine } from "../index/candidate-engine.ts";
import type { ResidentVectors } from "../index/sqlite/resident-vectors.ts";
import { createSqliteEngine } from "../index/sqlite/sqlite-engine.ts";
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

/** What finds candidates. With an embedder, only its own vectors are compared: those of two models never meet. */
export function engineOf({ db, vectors }: ArchiveParts, embedder?: Embedder): CandidateEngine {
  return createSqliteEngine(db, { fingerprint: embedder?.fingerprint, resident: vectors });
}
