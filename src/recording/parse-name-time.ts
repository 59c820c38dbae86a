/** The time of day that follows a date in a file name, with half of the day and time zone. */

export type NameTime = {
  hours: number;
  minutes: number;
  seconds: number;
  /** Whether the seconds were written. */
  hasSeconds: boolean;
  /** Minutes east of Greenwich, where the name says it. */
  offsetMinutes?: number;
  /** It says `Z`, `UTC` or `GMT`: an instant without a place. */
  utc: boolean;
  /** AM or PM was written. */
  isTwelveHours: boolean;
  /** How much of the text it took. */
  length: number;
};

/** What may stand between day and time; `joined`: nothing at all, as in 20240115143000. */
const lead =
  /^(?:\s*г(?:ода|од|\.)?(?![\p{L}\d]))?(?<gap>[ _,.()[\]–—-]*)(?:(?<word>at|в|@)[ _-]+|(?<t>t)(?=\d))?/iu;
const clock =
  /^(?<h>[01]?\d|2[0-3])(?:(?<sep>[-.:_ ])(?<mi>[0-5]\d)(?:\k<sep>(?<s>[0-5]\d))?|\s?(?:h|ч)\.?\s?(?<mi2>[0-5]\d)(?:\s?(?:m(?:in)?|м(?:ин)?)\.?(?:\s?(?<s2>[0-5]\d)\s?(?:s|с|сек)?)?)?)(?:[.,]\d{1,9})?(?!\d)/iu;
const compact = /^(?<h>[01]\d|2[0-3])(?<mi>[0-5]\d)(?:(?<s>[0-5]\d)(?:\d{3})?(?:[.,]\d{1,9})?)?(?!\d)/u;
const hourOnly = /^(?<h>1[0-2]|0?[1-9])(?=[ _]?(?:[ap]\.?m|утра|дня|вечера|ночи)(?!\p{L}))/iu;
/** «14 часов», «14ч»: the whole hour. */
const wholeHour = /^(?<h>[01]?\d|2[0-3])\s?(?:ч|час|часа|часов)(?![\p{L}\d])/iu;
/** A second date, a size of a picture, a rate or a frequency begins with digits that look like a time. */
const notTime =
  /^(?:(?:19[89]|20[0-4])\d(?:[-_./ ])(?:0?[1-9]|1[0-2])[-_./ ]\d{1,2}(?!\d)|(?:19[89]|20[0-4])\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?!\d)|\d{1,2}([-_./])\d{1,2}\1(?:19[89]|20[0-4])\d(?!\d)|\d{3,4}\s?(?:[x×х]\s?\d|p(?!\.?m)(?![\p{L}\d])|k?bps|кбит|k?hz|к?гц))/iu;
const half = /^[ _]*(?<half>a\.?m\.?|p\.?m\.?|утра|дня|вечера|ночи)(?!\p{L})/iu;

const named = {
  MSK: 180,
  МСК: 180,
  CET: 60,
  CEST: 120,
  EET: 120,
  EEST: 180,
  WET: 0,
  WEST: 60,
  EST: -300,
  EDT: -240,
  CDT: -300,
  MDT: -360,
  PST: -480,
  PDT: -420,
};
const utcMark = /^(?:[ _-]?(?:Z|UTC|GMT)|z)(?![\p{L}\d]|[+-]\d)/u;
const utcOffset = /^[ _(]*(?:UTC|GMT) ?(?<sign>[+-])(?<oh>\d{1,2})(?:[:._]?(?<om>[0-5]\d))?(?!\d)/u;
const offset = /^[ _]?(?<sign>[+-])(?<oh>0\d|1[0-4])[:.]?(?<om>00|15|30|45)(?![\p{L}\d])/u;
const plusHours = /^[ _]?(?<sign>\+)(?<oh>0\d|1[0-4])(?![\p{L}\d])/u;
const zoneName = new RegExp(`^[ _(]*(?<name>${Object.keys(named).join("|")})(?![\\p{L}\\d])`, "u");

/**
 * Reads the time at the start of `rest`, which is what follows a day. A time may be joined to the day only where `allowJoined`;
 * spaces between its parts count only after "at" or «в» or where the day is written so, too.
 */
export function parseNameTime(
  rest: string,
  { allowJoined, allowSpaces }: { allowJoined: boolean; allowSpaces: boolean },
): NameTime | undefined {
  const start = lead.exec(rest)!;
  const { gap = "", word, t } = start.groups!;
  if (gap === "" && t === undefined && !allowJoined) return undefined;
  const text = rest.slice(start[0].length);
  if (notTime.test(text)) return undefined;
  const found = hourOnly.exec(text) ?? compact.exec(text) ?? clock.exec(text) ?? wholeHour.exec(text);
  if (!found) return undefined;
  const parts = found.groups!;
  if (parts.sep === " " && !allowSpaces && word === undefined) return undefined;
  // Olympus and Sony count: 240115_0001. Few record in the first hour after midnight, and the file's time may tell.
  const isCounter =
    parts.sep === undefined && parts.mi !== undefined && parts.s === undefined && parts.h === "00";
  if (isCounter && word === undefined && t === undefined) return undefined;
  let taken = start[0].length + found[0].length;
  const halfFound = half.exec(rest.slice(taken));
  const halfName = halfFound?.groups?.half;
  taken += halfFound?.[0].length ?? 0;
  const zone = parseZone(rest.slice(taken));
  const seconds = parts.s ?? parts.s2;
  return {
    hours: toHours(Number(parts.h), halfName),
    minutes: Number(parts.mi ?? parts.mi2 ?? 0),
    seconds: Number(seconds ?? 0),
    hasSeconds: seconds !== undefined,
    utc: zone?.utc ?? false,
    isTwelveHours: /^[ap]/iu.test(halfName ?? ""),
    ...(zone && { offsetMinutes: zone.offsetMinutes }),
    length: taken + (zone?.length ?? 0),
  };
}

/** A time that begins the name and stands right before the day: `14-30 15.01.2024`, `14.30.05_2024-01-15`. */
export function parseTimeBefore(before: string): NameTime | undefined {
  if (!/^(?:[01]\d|2[0-3])(?<sep>[-.:_])[0-5]\d(?:\k<sep>[0-5]\d)?[ _,]+$/u.test(before)) return undefined;
  const time = parseNameTime(` ${before.replace(/[ _,]+$/u, "")}`, {
    allowJoined: false,
    allowSpaces: false,
  });
  return time && { ...time, length: before.length };
}

/** Hour of the half day → hour of the day. 12 AM and «12 ночи» are midnight; an hour over 12 needs no half. */
function toHours(hour: number, half: string | undefined): number {
  if (half === undefined || hour > 12) return hour;
  const name = half.toLowerCase().replaceAll(".", "");
  if (name === "am" || name === "утра") return hour % 12;
  if (name === "pm" || name === "дня") return (hour % 12) + 12;
  // «11 вечера», «12 вечера»; «2 ночи», but «11 ночи».
  if (name === "вечера") return hour === 12 ? 0 : hour + 12;
  return hour >= 9 && hour < 12 ? hour + 12 : hour % 12;
}

function parseZone(text: string): { offsetMinutes: number; utc: boolean; length: number } | undefined {
  const mark = utcMark.exec(text);
  if (mark) return { offsetMinutes: 0, utc: true, length: mark[0].length };
  const found = utcOffset.exec(text) ?? offset.exec(text) ?? plusHours.exec(text);
  if (found) {
    const { sign, oh, om = "0" } = found.groups!;
    const minutes = Number(oh) * 60 + Number(om);
    if (minutes > 14 * 60 || (sign === "-" && minutes > 12 * 60)) return undefined;
    return { offsetMinutes: sign === "-" ? -minutes : minutes, utc: false, length: found[0].length };
  }
  const name = zoneName.exec(text);
  if (!name) return undefined;
  const offsetMinutes = named[name.groups!.name as keyof typeof named];
  return { offsetMinutes, utc: false, length: name[0].length };
}
