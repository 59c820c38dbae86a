import type { Hit } from "../api/api.ts";

/** Hits as they are shown, one list under the other. */
export type ShownHits = {
  hits: Hit[];
  /** Sure ones that came while `hits` were already being read. */
  nearby: Hit[];
  /** So weak that they may be about something else: always last. */
  perhaps: Hit[];
};

/** An answer in its own order. */
export function arrangeHits(hits: readonly Hit[]): ShownHits {
  return { hits: hits.filter(isSure), nearby: [], perhaps: hits.filter((hit) => !isSure(hit)) };
}

/**
 * Brings a later, better answer into what a person is already reading. What is shown stays where it is and as high as it
 * is; it only learns how else it was found, and that it may be about something else. What is new comes after it: sure
 * hits, then those that are not. An empty page takes the new order as it is.
 *
 * Nothing jumps because hits that are not sure are never in `shown`: an answer that a better one follows keeps its own to
 * itself (`run-search.ts`), so that there is no list yet that the sure newcomers would push down.
 */
export function mergeHits(shown: readonly Hit[], better: readonly Hit[]): ShownHits {
  if (shown.length === 0) return arrangeHits(better);
  const used = new Set<Hit>();
  const hits = shown.map((hit) => {
    const same = better.filter((other) => isSamePlace(hit, other));
    for (const other of same) used.add(other);
    return learn(hit, same);
  });
  const fresh = arrangeHits(better.filter((hit) => !used.has(hit)));
  return { hits, nearby: fresh.hits, perhaps: fresh.perhaps };
}

/** The better answer knows more of a place: how else it was found, how sure it is, and why. Its text stays as it is read. */
function learn(hit: Hit, same: readonly Hit[]): Hit {
  const [best] = same;
  if (!best) return hit;
  const { score, explanation, recordingMatches } = best;
  return {
    ...hit,
    score,
    explanation,
    recordingMatches,
    foundBy: [...new Set([...hit.foundBy, ...same.flatMap((other) => other.foundBy)])],
    certainty: same.some(isSure) ? "confident" : "uncertain",
  };
}

export function isSure({ certainty }: Hit): boolean {
  return certainty === "confident";
}

/** Whether there is a place to read and to hear; without one only the recording's title, tags or notes answer. */
export function hasPlace({ excerpt }: Hit): boolean {
  return excerpt !== "";
}

function isSamePlace(one: Hit, other: Hit): boolean {
  if (one.recording.id !== other.recording.id) return false;
  if (!hasPlace(one) || !hasPlace(other)) return hasPlace(one) === hasPlace(other);
  return one.startMs < other.endMs && other.startMs < one.endMs;
}

export type RecordingHits = {
  recording: Hit["recording"];
  /** By time; where the recording has more than a group shows, its best ones. */
  hits: Hit[];
  /** How many are left out. */
  more: number;
};

/**
 * Hits by recording; recordings in the order of their best hit, hits of one in the order of its time. With `most`, a
 * recording shows so many of its best ones: one that speaks of nothing else must not crowd out the others.
 */
export function groupByRecording(
  hits: readonly Hit[],
  { most = Infinity }: { most?: number } = {},
): RecordingHits[] {
  const byRecording = Map.groupBy(hits, ({ recording }) => recording.id);
  const isCut = byRecording.size > 1;
  return [...byRecording.values()].map((own) => {
    // A single one left out would take no less room than the line that says so.
    const shown = isCut && own.length > most + 1 ? own.slice(0, most) : own;
    return {
      recording: own[0]!.recording,
      hits: shown.toSorted((one, other) => one.playFromMs - other.playFromMs),
      more: own.length - shown.length,
    };
  });
}

/** The same hit in a later answer has the same name. */
export function nameHit(hit: Hit): string {
  return hasPlace(hit) ? `${hit.recording.id}-${hit.playFromMs}` : `${hit.recording.id}-title`;
}
