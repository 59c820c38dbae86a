/** The date of recording, from the many forms in which files state it. */

type Parts = { year: number; month: number; day: number; time?: string; offset?: string };

const monthNames = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/** 2024-01-15, 2024:01:15 14:30:00, 20240115T143000Z, 2024-01-15T14:30:00.000000+03:00 … */
const numericDate =
  /^(\d{4})([-:./]?)(\d{2})\2(\d{2})(?:[T ,]+(\d{2})[:.-]?(\d{2})(?:[:.-]?(\d{2})(?:[.,]\d+)?)?\s*(Z|[+-]\d{2}:?\d{2})?)?$/;
/** Mon Jan 15 14:30:00 2024, as in IDIT. */
const namedDate = /^[a-z]{3},? ([a-z]{3}) +(\d{1,2}) (\d{2}):(\d{2}):(\d{2}) (\d{4})$/i;

function toParts(text: string): Parts | undefined {
  const numeric = numericDate.exec(text.trim());
  if (numeric) {
    const [, year, , month, day, hour, minute, second = "00", offset] = numeric;
    return {
      year: Number(year),
      month: Number(month),
      day: Number(day),
      time: hour && `${hour}:${minute}:${second}`,
      offset,
    };
  }
  const named = namedDate.exec(text.trim());
  if (!named) return undefined;
  const [, month, day, hour, minute, second, year] = named;
  return {
    year: Number(year),
    month: monthNames.indexOf(month!.toLowerCase()) + 1,
    day: Number(day),
    time: `${hour}:${minute}:${second}`,
  };
}

/**
 * A date in a file's form → ISO 8601: `2024-01-15`, `2024-01-15T14:30:00`, `2024-01-15T14:30:00+03:00`.
 * Undefined for a year or a month alone, for dates that do not exist, before sound recording (1860) and in the future.
 */
export function parseRecordingDate(text: string, now = Date.now()): string | undefined {
  const parts = toParts(text);
  if (!parts) return undefined;
  const { year, month, day, time, offset } = parts;
  const date = `${year}-${String(month).padStart(2, "0")}-${String(day).padStart(2, "0")}`;
  const midnight = new Date(`${date}T00:00:00Z`);
  if (Number.isNaN(midnight.getTime()) || midnight.getUTCDate() !== day) return undefined;
  if (year < 1860 || midnight.getTime() > now + 36 * 3_600_000) return undefined;
  if (!time) return date;
  const zone = offset ? (offset === "Z" ? "Z" : `${offset.slice(0, 3)}:${offset.slice(-2)}`) : "";
  return Number.isNaN(Date.parse(`${date}T${time}Z`)) ? date : `${date}T${time}${zone}`;
}

/** Clocks that were never set start from 1904, 1970, 1980 or 2000, and run from there while the device is on. */
function isUnsetClock(date: string): boolean {
  return /^(?:1904-01-01|1970-01-01|1980-01-0\d|1999-12-31|2000-01-01)T|^19(?:[0-6]\d|7[01]).*T.*Z$/.test(
    date,
  );
}

/**
 * The best date among tags: one with time and offset before one with time before a day alone.
 * `creation_time` (of MP4, Matroska: UTC) comes from a clock, the others may be typed by people.
 */
export function findRecordingDate(texts: ReadonlyMap<string, string>, now = Date.now()): string | undefined {
  const found = listDates(texts, now).filter((candidate) => !isUnsetClock(candidate));
  return found.find((candidate) => candidate.includes("T")) ?? found[0];
}

/** The date of a clock that was never set or is ahead of ours, where the file has no other. */
export function findUnsetDate(texts: ReadonlyMap<string, string>, now = Date.now()): string | undefined {
  return findRecordingDate(texts, now) === undefined
    ? listDates(texts, Number.POSITIVE_INFINITY)[0]
    : undefined;
}

function listDates(texts: ReadonlyMap<string, string>, now: number): string[] {
  const created = texts.get("creation_time");
  const date = texts.get("date") ?? texts.get("recordingdate");
  // Broadcast WAV: OriginationDate and OriginationTime.
  const isTimeOnly = created !== undefined && /^\d{2}[:.-]\d{2}[:.-]\d{2}$/.test(created);
  return [
    parseRecordingDate(texts.get("com.apple.quicktime.creationdate") ?? "", now),
    parseRecordingDate(date && isTimeOnly ? `${date} ${created}` : (date ?? ""), now),
    parseRecordingDate(texts.get("idit") ?? texts.get("date_recorded") ?? "", now),
    created && !isTimeOnly ? parseRecordingDate(created, now) : undefined,
  ].filter((candidate) => candidate !== undefined);
}
