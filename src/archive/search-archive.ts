import type { Language, SearchMode } from "../domain.ts";
import type { EvaluateOptions, EvaluationReport } from "../evaluation/evaluate-archive.ts";
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
  const embedder = mode === "keyword" ? undefined : await parts.models.findQueryEmbedder(mode);
  return search(
    { db: parts.db, engine: engineOf(parts, embedder), embedder },
    { query, mode, limit, offset, filter: { from, to, languages, recordingIds }, signal },
  );
}

/** Tests the search on the archive itself. See `Archive.evaluateSearch`. */
export async function evaluateSearch(
  parts: ArchiveParts,
  options: EvaluateOptions,
): Promise<EvaluationReport> {
  const embedder = await parts.models.findQueryEmbedder();
  const { evaluateArchive } = await import("../evaluation/evaluate-archive.ts");
  return evaluateArchive({ db: parts.db, engine: engineOf(parts, embedder), embedder }, options);
}
