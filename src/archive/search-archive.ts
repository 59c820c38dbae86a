import type { Language, SearchMode } from "../domain.ts";
import type { Embedder } from "../embedding/embedder.ts";
import type { EvaluateOptions, EvaluationReport } from "../evaluation/evaluate-archive.ts";
import { countIndex } from "../index/sqlite/count-index.ts";
import { findActiveEmbedding } from "../index/sqlite/index-tables.ts";
import { type SearchAnswer, search } from "../search/search.ts";
import { readLanguage } from "../transcription/parse-language.ts";
import { type ArchiveParts, engineOf } from "./archive-parts.ts";
import { type RecordingReference, resolveRecording } from "./resolve-recording.ts";

export type SearchOptions = {
  /** Default `hybrid`. */
  mode?: SearchMode | undefined;
  /** Hits to return, 1…1000; default 10. */
  limit?: number | undefined;
  offset?: number | undefined;
  /** Recorded on or after, on or before: `2026-03-01` (whole days) or a date-time. */
  from?: string | undefined;
  to?: string | undefined;
  languages?: Language[] | undefined;
  recordings?: RecordingReference[] | undefined;
  /** Cancels the search while candidates are looked for. */
  signal?: AbortSignal | undefined;
};

/** Finds places in recordings. See `Archive.search`. */
export async function searchArchive(
  parts: ArchiveParts,
  query: string,
  options: SearchOptions,
): Promise<SearchAnswer> {
  const { mode, limit, offset, from, to, recordings, signal } = options;
  const languages = options.languages?.map(readLanguage);
  const recordingIds = recordings?.map((reference) => resolveRecording(parts.db, reference).id);
  const embedder = mode === "keyword" ? undefined : await findEmbedder(parts, mode);
  return search(
    { db: parts.db, engine: engineOf(parts, embedder), embedder },
    { query, mode, limit, offset, filter: { from, to, languages, recordingIds }, signal },
  );
}

/** The model of the vectors that are searched. */
function findEmbedder({ db, models }: ArchiveParts, mode?: SearchMode): Promise<Embedder | undefined> {
  const active = countIndex(db).vectors > 0 ? findActiveEmbedding(db)?.fingerprint : undefined;
  return models.findQueryEmbedder(mode, active);
}

/** Tests the search on the archive itself. See `Archive.evaluateSearch`. */
export async function evaluateSearch(
  parts: ArchiveParts,
  options: EvaluateOptions,
): Promise<EvaluationReport> {
  const embedder = await findEmbedder(parts);
  const { evaluateArchive } = await import("../evaluation/evaluate-archive.ts");
  return evaluateArchive({ db: parts.db, engine: engineOf(parts, embedder), embedder }, options);
}
