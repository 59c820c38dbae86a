import type { Hit } from "../api/api.ts";

/** Hits as they are shown: first what has the words, then what only the meaning brought. */
export type ShownHits = { hits: Hit[]; nearby: Hit[] };

/**
 * Brings a later, better answer into what a person is already reading: what is shown stays where it is and as high as
 * it is, it only learns how else it was found; what is new comes after it. An empty page takes the new order as it is.
 */
export function mergeHits(shown: readonly Hit[], better: readonly Hit[]): ShownHits {
  if (shown.length === 0) return { hits: [...better], nearby: [] };
  const used = new Set<Hit>();
  const hits = shown.map((hit) => {
    const same = better.filter((other) => overlaps(hit, other));
    for (const other of same) used.add(other);
    return { ...hit, foundBy: [...new Set([...hit.foundBy, ...same.flatMap((other) => other.foundBy)])] };
  });
  return { hits, nearby: better.filter((hit) => !used.has(hit)) };
}

function overlaps(one: Hit, other: Hit): boolean {
  return one.recording.id === other.recording.id && one.startMs < other.endMs && other.startMs < one.endMs;
}

export type RecordingHits = { recording: Hit["recording"]; hits: Hit[] };

/** Hits by recording; recordings in the order of their best hit, hits of one in the order of its time. */
export function groupByRecording(hits: readonly Hit[]): RecordingHits[] {
  const groups = new Map<number, RecordingHits>();
  for (const hit of hits) {
    const group = groups.get(hit.recording.id) ?? { recording: hit.recording, hits: [] };
    group.hits.push(hit);
    groups.set(hit.recording.id, group);
  }
  for (const group of groups.values()) group.hits.sort((one, other) => one.playFromMs - other.playFromMs);
  return [...groups.values()];
}

/** The same hit in a later answer has the same name. */
export function nameHit(hit: Hit): string {
  return `${hit.recording.id}-${hit.playFromMs}`;
}
