import type { DateSource } from "../domain.ts";
import { parseIsoDate, toLocalIso, withOffset } from "./local-time.ts";
import { type NameDate, parseNameDate } from "./parse-name-date.ts";
import { weighTag } from "./weigh-tag.ts";

export type DateEvidence = {
  /** Given by the user; takes precedence. ISO 8601. */
  given?: string | undefined;
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

/** Why a source was not believed although it ranks before the one that was. */
export type DateDoubt = "clock-not-set" | "end-of-recording" | "later-copy" | "other-time-zone";

/** What one source says about the date of a recording. */
export type DateFinding = {
  source: DateSource;
  /** The text as it was found there. */
  value: string;
  /** What it means: ISO 8601 with offset. */
  date: string;
  /** False: it is a day without a time. */
  hasTime: boolean;
  doubt?: DateDoubt | undefined;
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
  const [best] = believed as [DateFinding, ...DateFinding[]];
  return { createdAt: withTimeOfDay(best, believed), source: best.source };
}

/** What each source says, most trusted first, and why one that ranks first is not believed. */
export function listDates(evidence: DateEvidence): DateFinding[] {
  const { given, filename, modified, durationSeconds = 0 } = evidence;
  const read = given === undefined ? undefined : parseIsoDate(given);
  const tag = findTag(evidence);
  const named = parseNameDate(filename, { near: modified });
  const name = named && nameFinding(named);
  const weighed = tag && name ? weighTag({ tag, name, named, durationSeconds }) : {};
  const fileTime = toLocalIso(modified);
  return [
    ...(read ? [toFinding("given", given!, read)] : []),
    ...(tag ? [{ ...tag, ...(weighed.doubt && { doubt: weighed.doubt }) }] : []),
    ...(name ? [{ ...name, date: weighed.nameDate ?? name.date }] : []),
    { source: "file-time", value: fileTime, date: fileTime, hasTime: true },
  ];
}

/** The date of the name alone, as `fonoteka date --from name` takes it. */
export function dateFromName(path: string, near: Date): DateFinding | undefined {
  const named = parseNameDate(path, { near });
  return named && nameFinding(named);
}

/** The date with a time of day: its own, else that of the first other source which names the same day. */
export function withTimeOfDay(
  { date, hasTime }: Pick<DateFinding, "date" | "hasTime">,
  others: readonly DateFinding[],
): string {
  if (hasTime) return date;
  const day = date.slice(0, 10);
  return others.find((other) => other.hasTime && other.date.slice(0, 10) === day)?.date ?? date;
}

function findTag({ tag, unsetTag }: DateEvidence): DateFinding | undefined {
  const read = tag === undefined ? undefined : parseIsoDate(tag);
  if (read) return toFinding("tag", tag!, read);
  const unset = unsetTag === undefined ? undefined : parseIsoDate(unsetTag);
  return unset && { ...toFinding("tag", unsetTag!, unset), doubt: "clock-not-set" };
}

function toFinding(source: DateSource, value: string, read: { iso: string; hasTime: boolean }): DateFinding {
  return { source, value, date: read.iso, hasTime: read.hasTime };
}

function nameFinding(named: NameDate): DateFinding {
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
