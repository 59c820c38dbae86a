import type { Certainty, Passage } from "../domain.ts";
import { searchTuning } from "./search-tuning.ts";

const { grouping } = searchTuning;

/** What grouping needs to know of a ranked passage. */
type RankedPassage = {
  score: number;
  certainty: Certainty;
  passage: Pick<Passage, "recordingId" | "transcriptionId" | "position" | "startMs" | "endMs">;
};

/** Neighbouring passages that become one hit, best first. */
export type PassageGroup<Ranked extends RankedPassage> = {
  passages: Ranked[];
  score: number;
  /** Of its best passage. */
  certainty: Certainty;
};

/**
 * Turns ranked passages (best first) into hits.
 * 1. A passage next to one of a better hit joins that hit, so that one minute of sound is one hit.
 * 2. The second hit of a recording keeps .85 of its score, the third .85², and so on: a recording about the subject stays
 *    on top, but does not fill the page while others have something nearly as good.
 *
 *     score 1.00 A, .95 A, .90 A, .80 B   →   1.00 A, .81 A (.95 × .85), .80 B, .65 A (.90 × .7225)
 *
 * Uncertain hits come after all confident ones, whatever their scores. Equal scores keep the order given.
 */
export function groupPassages<Ranked extends RankedPassage>(
  ranked: readonly Ranked[],
): PassageGroup<Ranked>[] {
  const groups: PassageGroup<Ranked>[] = [];
  const placed = new Map<string, { group: PassageGroup<Ranked>; ranked: Ranked }>();
  for (const hit of ranked) {
    const { transcriptionId, position } = hit.passage;
    const near = [position - 1, position + 1]
      .map((neighbour) => placed.get(`${transcriptionId} ${neighbour}`))
      .find((known) => known && mayJoin(known.group, known.ranked, hit));
    const group = near?.group ?? { passages: [], score: hit.score, certainty: hit.certainty };
    if (!near) groups.push(group);
    group.passages.push(hit);
    placed.set(`${transcriptionId} ${position}`, { group, ranked: hit });
  }
  const hitsOfRecording = new Map<number, number>();
  for (const group of groups) {
    const { recordingId } = group.passages[0]!.passage;
    const before = hitsOfRecording.get(recordingId) ?? 0;
    hitsOfRecording.set(recordingId, before + 1);
    group.score *= grouping.repetition ** before;
  }
  return groups.sort(byCertaintyThenScore);
}

/** Confident hits first, then by score. */
export function byCertaintyThenScore(
  a: Pick<RankedPassage, "certainty" | "score">,
  b: Pick<RankedPassage, "certainty" | "score">,
): number {
  if (a.certainty !== b.certainty) return a.certainty === "confident" ? -1 : 1;
  return b.score - a.score;
}

function mayJoin<Ranked extends RankedPassage>(
  group: PassageGroup<Ranked>,
  { passage: a }: Ranked,
  { passage: b }: Ranked,
): boolean {
  const pauseMs = Math.max(a.startMs, b.startMs) - Math.min(a.endMs, b.endMs);
  return group.passages.length < grouping.maxPassages && pauseMs <= grouping.maxPauseMs;
}
