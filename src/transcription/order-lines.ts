/**
 * The order of lines whose times fall back. Three things look alike:
 *
 * - A clock that restarts: pipelines that begin at zero every 30 seconds, tapes one after the other. The order of the file holds,
 *   and each part is moved behind the one before.
 * - Lines out of order: subtitles that an editor appended at the end. They are sorted by their times.
 * - Lines of several speakers that overlap, or whole tracks one after the other. They are sorted by their times, too.
 *
 * A fall may be a restart if it is a second or more, at least half of what has passed since the last restart, and ends near that
 * one's beginning. What decides, in this order:
 *
 * 1. The length of the recording. The clock is carried on if the times as they are cover less than 60 % of it, and carried on
 *    between 70 and 115 %; it is not if they would run further past the end.
 * 2. The numbers of the lines: from the first again is a restart; in the order of the times is a file to be sorted.
 * 3. Different speakers before and after the fall: tracks one after the other, to be sorted.
 * 4. Lines in the gaps of the earlier ones are to be sorted; lines that lie over them mean a restart. Where lines have no ends,
 *    there are no gaps: it is a restart if each part begins where the first one began.
 */

export type OrderedLine = {
  startMs: number | null;
  endMs: number | null;
  speaker: string | null;
  number: number | null;
  /** As in split-words.ts. */
  weight: number;
};

type Timed = { line: OrderedLine; startMs: number; endMs: number };
/** A line at which the clock may have restarted; `isFar`: not only because it begins where the last part began. */
type Fall = { at: number; isFar: boolean };

const minFallMs = 1000;
/** A part of a restarting clock is not shorter, unless the numbers of its lines restart with it. */
const minPartMs = 5000;
const nearMs = 1000;
const maxOverrun = 1.15;
/** As a transcript may run past the end of its recording (`store-transcript.ts`). */
const slackMs = 3000;
const maxRawShare = 0.6;
const minCarriedShare = 0.7;
const minOverlapShare = 0.3;
// Whisper hears 30 seconds at a time.
const windowMs = 30_000;
// Slow speech, about 8 letters per second; and no line is longer than a minute and a second per letter.
const msPerLetter = 120;
const maxLineMs = 60_000;
const maxMsPerLetter = 1000;

export type CarriedClock = {
  /** The first line of every later part, and what a time of that part becomes. */
  parts: { from: OrderedLine; move: (ms: number) => number }[];
};

/**
 * Finds the lines at which the clock restarted. Lines without a start are ignored.
 * @param lines in the order of the file
 * @returns no parts where all times are of one clock
 */
export function carryClock(lines: OrderedLine[], durationMs: number | undefined): CarriedClock {
  const timed = lines.flatMap((line, i) => toTimed(line, lines[i + 1]));
  const falls = decide(timed, findFalls(timed), durationMs);
  if (falls.length === 0) return { parts: [] };
  const ends = cutParts(timed, falls).map(lastEnd);
  const offsets = chooseOffsets(ends, durationMs);
  const endMs = offsets.at(-1)! + ends.at(-1)!;
  const limitMs = durationMs === undefined ? endMs : durationMs + Math.max(slackMs, durationMs * 0.01);
  // The ends of the parts are known by their last words only, so the sum may be a little too long.
  const factor = endMs > limitMs ? durationMs! / endMs : 1;
  return {
    parts: [{ at: 0 }, ...falls].map(({ at }, i) => ({
      from: timed[at]!.line,
      move: (ms) => Math.round((ms + offsets[i]!) * factor),
    })),
  };
}

/** How many lines start a second or more before a line above them. */
export function countUnsorted(lines: OrderedLine[]): number {
  let lastMs = 0;
  let count = 0;
  for (const { startMs } of lines) {
    if (startMs === null) continue;
    if (lastMs - startMs >= minFallMs) count += 1;
    lastMs = Math.max(lastMs, startMs);
  }
  return count;
}

function toTimed(line: OrderedLine, next: OrderedLine | undefined): Timed[] {
  const { startMs, endMs, weight } = line;
  if (startMs === null) return [];
  const spokenMs = startMs + weight * msPerLetter;
  const nextMs =
    next !== undefined && next.startMs !== null && next.startMs > startMs ? next.startMs : spokenMs;
  const longestMs = startMs + Math.max(maxLineMs, weight * maxMsPerLetter);
  const lastMs = endMs === null ? Math.min(nextMs, spokenMs) : Math.min(endMs, longestMs);
  return [{ line, startMs, endMs: Math.max(startMs, lastMs) }];
}

function findFalls(timed: Timed[]): Fall[] {
  const falls: Fall[] = [];
  let first = 0;
  let firstMs = timed[0]?.startMs ?? 0;
  let lastMs = firstMs;
  let endMs = timed[0]?.endMs ?? 0;
  for (let at = 1; at < timed.length; at++) {
    const { startMs } = timed[at]!;
    const previous = timed[at - 1]!;
    const partMs = endMs - firstMs;
    const isFar = lastMs - startMs >= minFallMs && startMs - firstMs <= partMs / 2;
    const isSame = startMs === previous.startMs && timed[at]!.endMs === previous.endMs;
    const isBegin = startMs <= lastMs && startMs - firstMs <= nearMs && !isSame;
    if ((partMs >= minPartMs || restartsNumbers(timed, first, at)) && (isFar || isBegin)) {
      falls.push({ at, isFar });
      first = at;
      firstMs = startMs;
      lastMs = startMs;
      endMs = timed[at]!.endMs;
    } else {
      firstMs = Math.min(firstMs, startMs);
      lastMs = Math.max(lastMs, startMs);
      endMs = Math.max(endMs, timed[at]!.endMs);
    }
  }
  return falls;
}

function restartsNumbers(timed: Timed[], first: number, at: number): boolean {
  const [begin, before, number] = [first, at - 1, at].map((i) => timed[i]!.line.number);
  return number !== null && number === begin && before! > number!;
}

function cutParts(timed: Timed[], falls: Fall[]): Timed[][] {
  const from = [0, ...falls.map(({ at }) => at)];
  return from.map((start, i) => timed.slice(start, from[i + 1]));
}

function lastEnd(part: Timed[]): number {
  return part.reduce((latestMs, { endMs }) => Math.max(latestMs, endMs), 0);
}

// The falls at which the clock restarted.
function decide(timed: Timed[], falls: Fall[], durationMs: number | undefined): Fall[] {
  const rawMs = lastEnd(timed);
  const carriedMs = (some: Fall[]) => cutParts(timed, some).reduce((sum, part) => sum + lastEnd(part), 0);
  const fits = (some: Fall[]) =>
    durationMs === undefined || carriedMs(some) <= durationMs * maxOverrun + slackMs;
  const far = falls.filter(({ isFar }) => isFar);
  if (durationMs !== undefined && rawMs <= durationMs * maxRawShare) {
    for (const some of [falls, far]) {
      if (some.length > 0 && fits(some) && carriedMs(some) >= durationMs * minCarriedShare) return some;
    }
  }
  const lasting = far.filter(({ at }, i) => !isStray(timed, far[i - 1]?.at ?? 0, at));
  if (lasting.length === 0 || !fits(lasting)) return [];
  const parts = cutParts(timed, lasting);
  const byNumber = compareNumbers(timed, parts);
  if (byNumber === "sorted" || (byNumber === undefined && !restarts(parts))) return [];
  const kept = new Set(lasting);
  const all = falls.filter((fall) => !fall.isFar || kept.has(fall));
  return fits(all) ? all : lasting;
}

// One or two wrong times, after which the clock leaps to where it was.
function isStray(timed: Timed[], previous: number, fall: number): boolean {
  if (fall - previous < 3) return false;
  const part = timed.slice(previous, fall);
  const endMs = lastEnd(part);
  const stepsMs = part.slice(1).map(({ startMs }, i) => startMs - part[i]!.startMs);
  const leapMs = stepsMs.reduce((longestMs, ms) => Math.max(longestMs, ms), 0) * 1.5;
  return [fall + 1, fall + 2].some((at) => {
    const startMs = timed[at]?.startMs ?? 0;
    return startMs >= endMs - minFallMs && startMs - timed[at - 1]!.startMs > leapMs;
  });
}

function compareNumbers(timed: Timed[], parts: Timed[][]): "restarted" | "sorted" | undefined {
  const numbers = timed.map(({ line }) => line.number);
  if (numbers.some((number) => number === null)) return undefined;
  const starts = parts.map((part) => part[0]!.line.number!);
  if (starts.every((number, i) => i === 0 || number <= starts[i - 1]!)) return "restarted";
  const byTime = timed.toSorted((a, b) => a.startMs - b.startMs).map(({ line }) => line.number!);
  return byTime.every((number, i) => i === 0 || number > byTime[i - 1]!) ? "sorted" : undefined;
}

function restarts(parts: Timed[][]): boolean {
  if (parts.flat().every(({ line }) => line.endMs === null)) return beginAlike(parts);
  let lines = 0;
  let over = 0;
  for (let i = 1; i < parts.length; i++) {
    const [before, after] = [parts[i - 1]!, parts[i]!];
    if (haveOtherSpeakers(before, after)) return false;
    const [few, many] = before.length < after.length ? [before, after] : [after, before];
    lines += few.length;
    over += countOverlaps(few, many);
  }
  return over >= lines * minOverlapShare;
}

function beginAlike(parts: Timed[][]): boolean {
  return parts.slice(1).every((part, i) => {
    const before = parts[i]!;
    const nearMsOfPart = Math.max(nearMs, (before.at(-1)!.startMs - before[0]!.startMs) / 10);
    return part[0]!.startMs - before[0]!.startMs <= nearMsOfPart;
  });
}

function haveOtherSpeakers(before: Timed[], after: Timed[]): boolean {
  const speakers = new Set(before.map(({ line }) => line.speaker));
  return (
    !speakers.has(null) && after.every(({ line }) => line.speaker !== null && !speakers.has(line.speaker))
  );
}

// How many lines of `few` lie over a line of `many`, by more than a fifth of their length.
function countOverlaps(few: Timed[], many: Timed[]): number {
  const sorted = many.toSorted((a, b) => a.startMs - b.startMs);
  let latestMs = Number.NEGATIVE_INFINITY;
  const latest = sorted.map(({ endMs }) => {
    latestMs = Math.max(latestMs, endMs);
    return latestMs;
  });
  return few.filter(({ startMs, endMs }) => {
    const marginMs = (endMs - startMs) / 5;
    let low = 0;
    let high = sorted.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (sorted[middle]!.startMs < endMs - marginMs) low = middle + 1;
      else high = middle;
    }
    return low > 0 && latest[low - 1]! > startMs + marginMs;
  }).length;
}

/**
 * Where each part begins: at the end of the one before, or every 30 seconds where no part is longer and the recording's length
 * speaks for it.
 */
function chooseOffsets(ends: number[], durationMs: number | undefined): number[] {
  let sumMs = 0;
  const joined = ends.map((ms) => {
    sumMs += ms;
    return sumMs - ms;
  });
  if (durationMs === undefined || ends.length < 3 || ends.some((ms) => ms > windowMs)) return joined;
  const windows = ends.map((_, i) => i * windowMs);
  const missedMs = (offsets: number[]) => Math.abs(offsets.at(-1)! + ends.at(-1)! - durationMs);
  return missedMs(windows) < missedMs(joined) ? windows : joined;
}
