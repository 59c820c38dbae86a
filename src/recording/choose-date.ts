import type { DateCandidate, DateSource } from "../domain.ts";
import { parseIsoDate, toLocalIso, withOffset } from "./local-time.ts";
import { type NameDate, parseNameDate } from "./parse-name-date.ts";
import { weighTag } from "./weigh-tag.ts";

export type DateEvidence = {
  /** Given by the user; takes precedence. ISO 8601. */
  given?: string | undefined;
  /** Where `given` is from. Default: a person gave it. */
  givenSource?: DateSource | undefined;
  /** The date embedded in the file. ISO 8601. */
  tag?: string | undefined;
  /** The date of a clock that was never set, which the file has instead. ISO 8601. */
  unsetTag?: string | undefined;
  /** Name of the file, with the folders above it where they are known. */
  filename: string;
  /** Modification time of the file. */
  modified: Date;
  /** Length of the sound; default: not known. */
  durationSeconds?: number | undefined;
};

/**
 * Chooses the date of recording: given, else embedded tag, else name of the file or its folder, else the file's time. A tag gives
 * way to the name where it is a clock that was never set, the moment the recording stopped, or a later copy. If the chosen source
 * names only the day, the time of day comes from the next source with the same day: a tag `2024-01-15` and a name
 * `2024-01-15_14-30-00` give 14:30, not midnight.
 * @returns ISO 8601 with offset and the source; undefined when `given` is not a date
 */
export function chooseDate(evidence: DateEvidence): { createdAt: string; source: DateSource } | undefined {
  if (evidence.given !== undefined && !parseIsoDate(evidence.given)) return undefined;
  const believed = listDates(evidence).filter(({ doubt }) => doubt === undefined);
  const [best] = believed as [DateCandidate, ...DateCandidate[]];
  return { createdAt: withTimeOfDay(best, believed), source: best.source };
}

/** What each source says, most trusted first, and why one that ranks first is not believed. */
export function listDates(evidence: DateEvidence): DateCandidate[] {
  const { given, givenSource = "given", filename, modified, durationSeconds = 0 } = evidence;
  const read = given === undefined ? undefined : parseIsoDate(given);
  const tag = findTag(evidence);
  const named = parseNameDate(filename, { near: modified });
  const name = named && nameCandidate(named);
  const weighed = tag && name ? weighTag({ tag, name, named, durationSeconds }) : {};
  const fileTime = toLocalIso(modified);
  return [
    ...(read ? [toCandidate(givenSource, given!, read)] : []),
    ...(tag ? [{ ...tag, ...(weighed.doubt && { doubt: weighed.doubt }) }] : []),
    ...(name ? [{ ...name, date: weighed.nameDate ?? name.date }] : []),
    // A live recording says itself when it began.
    ...(read && givenSource === "file-time"
      ? []
      : [{ source: "file-time" as const, value: fileTime, date: fileTime, hasTime: true }]),
  ];
}

/** The date of the name alone, as `fonoteka date --from name` takes it. */
export function dateFromName(path: string, near: Date): DateCandidate | undefined {
  const named = parseNameDate(path, { near });
  return named && nameCandidate(named);
}

/** The date with a time of day: its own, else that of the first other source which names the same day. */
export function withTimeOfDay(
  { date, hasTime }: Pick<DateCandidate, "date" | "hasTime">,
  others: readonly DateCandidate[],
): string {
  if (hasTime) return date;
  const day = date.slice(0, 10);
  return others.find((other) => other.hasTime && other.date.slice(0, 10) === day)?.date ?? date;
}

function findTag({ tag, unsetTag }: DateEvidence): DateCandidate | undefined {
  const read = tag === undefined ? undefined : parseIsoDate(tag);
  if (read) return toCandidate("tag", tag!, read);
  const unset = unsetTag === undefined ? undefined : parseIsoDate(unsetTag);
  return unset && { ...toCandidate("tag", unsetTag!, unset), doubt: "clock-not-set" };
}

function toCandidate(
  source: DateSource,
  value: string,
  read: { iso: string; hasTime: boolean },
): DateCandidate {
  return { source, value, date: read.iso, hasTime: read.hasTime };
}

function nameCandidate(named: NameDate): DateCandidate {
  return { source: "file-name", value: named.text, date: nameIso(named), hasTime: named.time !== undefined };
}

function nameIso(named: NameDate): string {
  const { year, month, day, time, offsetMinutes, utc } = named;
  const { hours, minutes, seconds } = time ?? { hours: 0, minutes: 0, seconds: 0 };
  const fields = [year, month - 1, day, hours, minutes, seconds] as const;
  if (offsetMinutes === undefined) return toLocalIso(new Date(...fields));
  const wall = new Date(Date.UTC(...fields));
  return utc ? toLocalIso(wall) : withOffset(wall, offsetMinutes);
}
