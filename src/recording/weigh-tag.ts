/** A tag's date against the name's: which of the two is when the recording began. */

import type { DateCandidate, DateDoubt } from "../domain.ts";
import { withOffset } from "./local-time.ts";
import type { NameDate } from "./parse-name-date.ts";

/** Name and tag are written a moment apart. */
const toleranceMs = 5000;
const minuteMs = 60_000;
const dayMs = 86_400_000;

type Weighed = {
  /** Why the tag gives way to the name. */
  doubt?: DateDoubt;
  /** The name's date with the time zone that the tag reveals. */
  nameDate?: string;
};

/**
 * A tag with its time zone is exact: phones that know where they are, and this archive, write it. Other tags come from clocks
 * that tell when the file was finished or copied: one that is later than the name gives way.
 */
export function weighTag({
  tag,
  name,
  named,
  durationSeconds,
}: {
  tag: DateCandidate;
  name: DateCandidate;
  named: NameDate;
  durationSeconds: number;
}): Weighed {
  if (tag.doubt) return {};
  if (isFirstHourOfYear(tag.value) && name.date.slice(0, 10) !== tag.date.slice(0, 10))
    return { doubt: "clock-not-set" };
  if (/[+-]\d\d:?\d\d$/u.test(tag.value) && tag.hasTime) return {};
  const lengthMs = durationSeconds * 1000;
  // A name of another day than the folder's: people sort later recordings into the folder of a project's first day.
  const isFolder = named.text.includes("/");
  if (!named.time || !tag.hasTime)
    return !isFolder && isLaterDay(tag, name, lengthMs) ? { doubt: "later-copy" } : {};
  const laterMs = Date.parse(tag.date) - Date.parse(name.date);
  const slackMs = toleranceMs + (named.time.hasSeconds ? 0 : minuteMs);
  const isSame = (ms: number) => ms >= -toleranceMs && ms <= slackMs;
  if (isSame(laterMs)) return {};
  if (isSame(laterMs - lengthMs)) return { doubt: "end-of-recording" };
  const zone = tag.value.endsWith("Z") && named.offsetMinutes === undefined;
  const nameDate = zone ? inOtherZone(tag, named, (ms) => isSame(ms) || isSame(ms - lengthMs)) : undefined;
  if (nameDate !== undefined) return { doubt: "other-time-zone", nameDate };
  return laterMs > lengthMs ? { doubt: "later-copy" } : {};
}

/** Clocks of recorders that lose power start on the first of January of some year, and run for a while until they are set. */
function isFirstHourOfYear(text: string): boolean {
  return /^\d{4}-01-01T0[0-5]:/u.test(text);
}

/** One of the two names only a day, which ends at midnight. */
function isLaterDay(tag: DateCandidate, name: DateCandidate, lengthMs: number): boolean {
  if (!tag.hasTime) return tag.date.slice(0, 10) > name.date.slice(0, 10);
  const [year, month, day] = name.date.slice(0, 10).split("-").map(Number) as [number, number, number];
  return Date.parse(tag.date) > new Date(year, month - 1, day + 1).getTime() + lengthMs;
}

/**
 * The same moment in another time zone: the archive's machine may be elsewhere, or know no zone. A name 14-30-00 beside a tag
 * 19:30:00Z is 14:30 at UTC−5. An offset of nothing is a device that writes its local time as if it were UTC.
 * @param fits whether a difference in ms is that of one recording
 */
function inOtherZone(
  tag: DateCandidate,
  { year, month, day, time }: NameDate,
  fits: (ms: number) => boolean,
): string | undefined {
  const { hours, minutes, seconds } = time!;
  const wall = new Date(Date.UTC(year, month - 1, day, hours, minutes, seconds));
  const laterMs = Date.parse(tag.date) - wall.getTime();
  if (Math.abs(laterMs) > dayMs) return undefined;
  const offset = usedOffsets.find((offsetMinutes) => fits(laterMs + offsetMinutes * minuteMs));
  if (offset === undefined) return undefined;
  return offset === 0 ? undefined : withOffset(wall, offset);
}

/** Minutes east of Greenwich of the time zones in use: whole hours first, as they are the likely ones. */
const usedOffsets = [
  ...Array.from({ length: 27 }, (_, index) => (index - 12) * 60),
  ...[-570, -210, -150, 210, 270, 330, 345, 390, 525, 570, 630, 765],
];
