import type { Hit } from "../domain.ts";
import type { Database } from "../storage/database.ts";
import { findCurrentTranscription } from "../storage/transcriptions.ts";
import { listWords } from "../storage/words.ts";
import { type BuiltHit, weakVariants } from "./build-hit.ts";
import type { ExpandedQuery } from "./expand-query.ts";
import { makeExcerpt } from "./make-excerpt.ts";
import type { Rankable, Ranked } from "./rank-candidates.ts";
import { searchTuning } from "./search-tuning.ts";
import { matchRecording, type TitleEvidence } from "./title-evidence.ts";

type TitleHitRequest = {
  ranked: Ranked<Rankable & { title: TitleEvidence }>;
  query: ExpandedQuery;
  /** Inverse document frequency of the stems asked for. */
  weights: ReadonlyMap<string, number>;
};

const { openingWords, openingMs } = searchTuning.excerpt;

/**
 * Makes a hit from a recording that matches by its title, tags or notes; it starts at the beginning. The excerpt is the first
 * words; empty when it was never transcribed.
 */
export function buildTitleHit(db: Database, { ranked, query, weights }: TitleHitRequest): BuiltHit {
  const { recording } = ranked.title;
  const endMs = Math.round(recording.durationSeconds * 1000);
  const transcription = findCurrentTranscription(db, recording.id);
  const words = transcription
    ? listWords(db, transcription.id, { firstWord: 0, wordCount: openingWords })
    : [];
  const opening =
    words.length > 0
      ? makeExcerpt({ words, marks: [], weights, startAt: 0 })
      : { excerpt: "", excerptStartMs: 0, excerptEndMs: Math.min(endMs, openingMs), highlights: [] };
  const weak = weakVariants(query);
  const stems = [...weights.keys()].filter((stem) => matchRecording(recording, new Set([stem])).length > 0);
  const { textScore, titleScore, textPart, titlePart, meaningPart, score, certainty } = ranked;
  const hit: Hit = {
    recording,
    transcriptionId: transcription?.id ?? null,
    startMs: 0,
    endMs,
    ...opening,
    playFromMs: 0,
    foundBy: ["title"],
    certainty,
    recordingMatches: matchRecording(recording, new Set(weights.keys())),
    score,
    explanation: [
      {
        passageId: null,
        matchedTerms: stems.filter((stem) => !weak.has(stem)),
        matchedVariants: stems.filter((stem) => weak.has(stem)),
        textScore,
        similarity: null,
        zScore: null,
        titleScore,
        textPart,
        meaningPart,
        titlePart,
        textRank: null,
        meaningRank: null,
      },
    ],
  };
  return { hit, words, best: { first: 0, end: words.length }, isLocated: true };
}
