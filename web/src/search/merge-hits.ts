import type { Hit } from "../api/api.ts";

/** Hits as they are shown, one list below the other. */
export type ShownHits = {
  hits: Hit[];
  /** Confident hits that arrived while `hits` were already on the screen. */
  related: Hit[];
  /** Weak hits, which may be unrelated: always last. */
  uncertain: Hit[];
};

/** Splits an answer by confidence; the order of the answer is kept. */
export function arrangeHits(hits: readonly Hit[]): ShownHits {
  return { hits: hits.filter(isConfident), related: [], uncertain: hits.filter((hit) => !isConfident(hit)) };
}

/**
 * Merges a later, better answer into what is already being read. Shown hits keep their place and their text; they only
 * gain evidence, and may turn out to be uncertain. New hits follow: first the confident ones, then the others. An empty
 * page takes the new order as it is.
 *
 * Nothing moves because uncertain hits are never in `shown`: run-search.ts holds them back while a better answer is on
 * its way. Otherwise the confident newcomers would push that list down.
 */
export function mergeHits(shown: readonly Hit[], better: readonly Hit[]): ShownHits {
  if (shown.length === 0) return arrangeHits(better);
  const used = new Set<Hit>();
  const hits = shown.map((hit) => {
    const same = better.filter((other) => isSamePassage(hit, other));
    for (const other of same) used.add(other);
    return withEvidence(hit, same);
  });
  const fresh = arrangeHits(better.filter((hit) => !used.has(hit)));
  return { hits, related: fresh.hits, uncertain: fresh.uncertain };
}

/** Takes score, explanation and certainty from the better answer. The excerpt stays: somebody is reading it. */
function withEvidence(hit: Hit, same: readonly Hit[]): Hit {
  const [best] = same;
  if (!best) return hit;
  const { score, explanation, recordingMatches } = best;
  return {
    ...hit,
    score,
    explanation,
    recordingMatches,
    foundBy: [...new Set([...hit.foundBy, ...same.flatMap((other) => other.foundBy)])],
    certainty: (same.find(isConfident) ?? best).certainty,
  };
}

/** The only place that knows how the API spells certainty. */
export function isConfident({ certainty }: Hit): boolean {
  return certainty === "sure";
}

/** False where only the recording's title, tags or notes match: then there is nothing to read or to play. */
export function hasExcerpt({ excerpt }: Hit): boolean {
  return excerpt !== "";
}

function isSamePassage(a: Hit, b: Hit): boolean {
  if (a.recording.id !== b.recording.id) return false;
  if (!hasExcerpt(a) || !hasExcerpt(b)) return hasExcerpt(a) === hasExcerpt(b);
  return a.startMs < b.endMs && b.startMs < a.endMs;
}

export type RecordingHits = {
  recording: Hit["recording"];
  /** In time order. If the recording has more than the limit, its best ones. */
  hits: Hit[];
  /** How many are left out. */
  more: number;
};

/**
 * Groups hits by recording. Recordings are in the order of their best hit, hits in the order of time. With `maxHits`, a
 * recording shows only its best ones, so that one long recording does not crowd out the others.
 */
export function groupByRecording(
  hits: readonly Hit[],
  { maxHits = Infinity }: { maxHits?: number } = {},
): RecordingHits[] {
  const byRecording = Map.groupBy(hits, ({ recording }) => recording.id);
  const isLimited = byRecording.size > 1;
  return [...byRecording.values()].map((own) => {
    // A single hidden hit would take no less room than the line that counts it.
    const shown = isLimited && own.length > maxHits + 1 ? own.slice(0, maxHits) : own;
    return {
      recording: own[0]!.recording,
      hits: shown.toSorted((a, b) => a.playFromMs - b.playFromMs),
      more: own.length - shown.length,
    };
  });
}

/** A key that is the same for the same hit in a later answer. */
export function hitKey(hit: Hit): string {
  return hasExcerpt(hit) ? `${hit.recording.id}-${hit.playFromMs}` : `${hit.recording.id}-title`;
}
