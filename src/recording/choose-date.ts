import type { DateSource } from "../domain.ts";
import { parseIsoDate, toLocalIso } from "./local-time.ts";
import { parseNameDate } from "./parse-name-date.ts";

type DateEvidence = {
  /** Given by the user; takes precedence. ISO 8601. */
  given?: string | undefined;
  /** The date embedded in the file. ISO 8601. */
  tag?: string | undefined;
  filename: string;
  /** Modification time of the file. */
  modified: Date;
};

/**
 * Chooses the date of recording: given, else embedded tag, else file name, else the file's time. If the chosen source names
 * only the day, the time of day comes from the next source with the same day: a tag `2024-01-15` and a name
 * `2024-01-15_14-30-00` give 14:30, not midnight.
 * @returns ISO 8601 with offset and the source; undefined when `given` is not a date
 */
export function chooseDate(evidence: DateEvidence): { createdAt: string; source: DateSource } | undefined {
  const fromGiven = evidence.given === undefined ? undefined : parseIsoDate(evidence.given);
  if (evidence.given !== undefined && !fromGiven) return undefined;
  const fromTag = evidence.tag === undefined ? undefined : parseIsoDate(evidence.tag);
  const fromFile = { iso: toLocalIso(evidence.modified), hasTime: true };
  const ranked: [DateSource, { iso: string; hasTime: boolean } | undefined][] = [
    ["given", fromGiven],
    ["tag", fromTag],
    ["file-name", dateFromName(evidence.filename)],
    ["file-time", fromFile],
  ];
  const found = ranked.filter(
    (entry): entry is [DateSource, { iso: string; hasTime: boolean }] => entry[1] !== undefined,
  );
  const [source, best] = found[0]!;
  if (best.hasTime) return { createdAt: best.iso, source };
  const day = best.iso.slice(0, 10);
  const finer = found.find(([, date]) => date.hasTime && date.iso.slice(0, 10) === day);
  return { createdAt: finer ? finer[1].iso : best.iso, source };
}

function dateFromName(filename: string): { iso: string; hasTime: boolean } | undefined {
  const named = parseNameDate(filename);
  if (!named) return undefined;
  const { hours, minutes, seconds } = named.time ?? { hours: 0, minutes: 0, seconds: 0 };
  const fields = [named.year, named.month - 1, named.day, hours, minutes, seconds] as const;
  const date = named.utc ? new Date(Date.UTC(...fields)) : new Date(...fields);
  return { iso: toLocalIso(date), hasTime: named.time !== undefined };
}
