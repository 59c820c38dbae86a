import { type Snapshot, timeOf } from "./snapshots.ts";

export type Retention = {
  /** Keep this many of the newest snapshots. */
  keep?: number | undefined;
  /** Keep snapshots of this many days. */
  keepDays?: number | undefined;
};

/** With an age alone this many stay whatever their age: a clock that is years ahead must not empty the folder. */
const minKeptByAge = 2;

const dayMs = 24 * 3600_000;

/**
 * The snapshots that a rule no longer keeps. With both rules, one goes only when both let it go; without any rule, none.
 * The newest always stays.
 * @param snapshots finished ones, oldest first
 */
export function chooseRemovals(
  snapshots: readonly Snapshot[],
  { keep, keepDays }: Retention,
  nowMs: number,
): Snapshot[] {
  if (keep === undefined && keepDays === undefined) return [];
  const minKept = Math.max(1, keep ?? minKeptByAge);
  const oldEnough = (snapshot: Snapshot) =>
    keepDays === undefined || timeOf(snapshot) < nowMs - keepDays * dayMs;
  return snapshots.slice(0, Math.max(0, snapshots.length - minKept)).filter(oldEnough);
}
