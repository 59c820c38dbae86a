/** The forms in which programs and people write a day into a file name, strongest first. */

import { isExistingDay, monthNumber, monthWords } from "./month-words.ts";

/** One way to read digits as a day. */
export type Day = { year: number; month: number; day: number };

/** What a form may ask of the place where it was found. */
type Place = {
  /** Text before the day. */
  before: string;
  /** Whether a time of day follows it. */
  hasTime: boolean;
  /** Whether nothing follows it but a copy's number. */
  isLast: boolean;
  /** Whether that is of twelve hours, AM or PM: then the month may come first. */
  isTwelveHours: boolean;
  /** The file's own time: chooses between two readings of the same digits. */
  near: Date;
  now: Date;
};

export type DateForm = {
  pattern: RegExp;
  /** The day, or undefined where these digits are something else. */
  read: (parts: Record<string, string | undefined>, place: Place) => Day | undefined;
};

// Years before 1980 are what a recording is about far more often than when it was made.
const year = "(?<y>19[89]\\d|20[0-4]\\d)";
const month2 = "(?<mo>0[1-9]|1[0-2])";
const day2 = "(?<d>0[1-9]|[12]\\d|3[01])";
const day1 = "(?<d>0?[1-9]|[12]\\d|3[01])";
const ordinal = "(?:st|nd|rd|th|-?го|-?е)?";
const gap = "[ ._-]*";
const dayMs = 86_400_000;

/** Words after which `12.01.2004` is a number of a document, a version or a chapter, or the date of a document. */
const documentWord =
  /(?:^|[^\p{L}])(?:гост|ост|снип|санпин|сп|ту|исо|iso|iec|rfc|ieee|фз|номер|тел|tel|phone|ip|артикул|арт|версия|верс|вер|version|ver|v|build|rev|релиз|release|глава|гл|chapter|раздел|section|пункт|пп?|статья|ст|приказ|указ|закон|постановление|договор|order|contract|invoice|сч[её]т|disc|disk|track|диск|трек|псалом|пс|no|#)(?:[\s_]*(?:р|no|#|from|dated|от|[\d/-]))*[\s._:#-]*$/iu;

/** Words after which a day is one of birth, in any form. */
export const birthWord =
  /(?:^|[^\p{L}])(?:р\.|род\.|рожд\.|рождения|родил(?:ся|ась)|д\.?\s?р\.?|born|birthday|dob|b\.)[\s_:-]*$/iu;

const form = (source: string, read: DateForm["read"]): DateForm => ({
  pattern: new RegExp(source, "giu"),
  read,
});

const plain: DateForm["read"] = (parts) => toDay(parts.y, parts.mo, parts.d);

/** Unless the words before it make it a document's number or date. */
const unlessDocument =
  (read: DateForm["read"]): DateForm["read"] =>
  (parts, place) =>
    !place.hasTime && documentWord.test(place.before) ? undefined : read(parts, place);

const byMonthWord: DateForm["read"] = (parts) =>
  toDay(parts.yy === undefined ? parts.y : `20${parts.yy}`, String(monthNumber(parts.m!)), parts.d);

export const dateForms: readonly DateForm[] = [
  // 2024-01-15, 2024_01_15, 2024/01/15, 2024-1-5; with points only in two digits, as 2024.1.5 is a version.
  form(`(?<!\\d)${year}(?<sep>[-_/])(?<mo>0?[1-9]|1[0-2])\\k<sep>${day1}(?!\\d)`, plain),
  form(`(?<!\\d)${year}(?<sep>[. ])${month2}\\k<sep>${day2}(?!\\d)`, unlessDocument(plain)),
  // 20240115, 20240115143000, 20240115143000123, 202401151430
  form(`(?<!\\d)${year}${month2}${day2}(?=(?:\\d{6}(?:\\d{3})?|\\d{4})?(?!\\d))`, plain),
  // 5 ноября 2023, 5th of November, 2023, 15-янв-2024, 05Nov2023; a year of two digits only where it is joined: 15-янв-24
  form(
    `(?<!\\d)${day1}${ordinal}${gap}(?:of )?(?<m>${monthWords})\\.?,?${gap}${year}(?!\\d)`,
    unlessDocument(byMonthWord),
  ),
  form(
    `(?<!\\d)${day1}(?<sep>[-._]?)(?<m>${monthWords})\\k<sep>(?<yy>[0-4]\\d)(?!\\d|[.:]\\d)`,
    unlessDocument(byMonthWord),
  ),
  // 5 Jan 24, 5 янв. 24; not 5 мая 11 класс: the year ends the name, or a time follows it
  form(
    `(?<!\\d)${day1}${ordinal} (?<m>${monthWords})\\.? (?<yy>[0-4]\\d)(?!\\d|[.:]\\d|-\\d\\d?(?!\\d|-\\d))`,
    unlessDocument((parts, place) =>
      place.hasTime || place.isLast ? unlessFuture(byMonthWord(parts, place), place.now) : undefined,
    ),
  ),
  // Nov 5, 2023, November-05-2023
  form(
    `(?<!\\p{L})(?<m>${monthWords})\\.?${gap}${day1}${ordinal},?${gap}(?<!\\d)${year}(?!\\d)`,
    unlessDocument(byMonthWord),
  ),
  // 2023 Nov 5, 2023-ноя-05
  form(`(?<!\\d)${year}${gap}(?<m>${monthWords})\\.?${gap}${day1}(?!\\d)`, unlessDocument(byMonthWord)),
  // 15.01.2024, 5.1.2024, 15-01-2024; not part of a longer number such as 1.15.01.2024.7
  form(
    `(?<!\\d)(?<!\\d[-.])(?<a>\\d{1,2})(?<sep>[-._/])(?<b>\\d{1,2})\\k<sep>${year}(?!\\d)`,
    unlessDocument(readDayFirst),
  ),
  form(`(?<!\\d)(?<!\\d )(?<a>\\d\\d)(?<sep> )(?<b>\\d\\d) ${year}(?!\\d)`, unlessDocument(readDayFirst)),
  // 15012024
  form(`(?<!\\d)${day2}${month2}${year}(?!\\d)`, unlessDocument(plain)),
  // Voice 260411_083517 (Samsung), 240115_1430 (Sony, Olympus)
  form(`(?<!\\d)(?<yy>[0-4]\\d)${month2}${day2}(?=[-_ ]\\d{4}(?:\\d\\d)?(?!\\d))`, (parts, place) =>
    place.hasTime ? toDay(`20${parts.yy}`, parts.mo, parts.d) : undefined,
  ),
  // 240115, Voice_240115, REC0001_240115: the end of the name, behind nothing or a recorder's own word
  form(
    `(?<=^(?:(?:voice|rec|recording|record|audio|call|memo|dictation|vn|запись|голос|звонок|диктофон)[ _-]?\\d{0,4}[ _-])?)(?<yy>[0-4]\\d)${month2}${day2}(?!\\d)`,
    (parts, { isLast, near, now }) => {
      const day = isLast ? unlessFuture(toDay(`20${parts.yy}`, parts.mo, parts.d), now) : undefined;
      return day && distance(day, near) <= 15 * 366 * dayMs ? day : undefined;
    },
  ),
  // 240115_001 (Sony), 240115_0001 (Olympus): a day and a counter are the whole name
  form(`^(?<yy>[0-4]\\d)${month2}${day2}(?=[-_](?:\\d{2,3}|0\\d{3})(?:$|[ _(]))`, (parts, { now }) =>
    unlessFuture(toDay(`20${parts.yy}`, parts.mo, parts.d), now),
  ),
  // 15.01.24, 24-01-15; of one digit only before a time: 5.1.24 14-30
  form(
    "(?<!\\d)(?<!\\d[-._])(?<a>\\d{1,2})(?<sep>[-._])(?<b>\\d{1,2})\\k<sep>(?<c>\\d\\d)(?!\\d)",
    unlessDocument(readShortYear),
  ),
];

function toDay(
  year: string | undefined,
  month: string | undefined,
  day: string | undefined,
): Day | undefined {
  const found = { year: Number(year), month: Number(month), day: Number(day) };
  return isExistingDay(found) ? found : undefined;
}

function unlessFuture(day: Day | undefined, now: Date): Day | undefined {
  return day && toMs(day) <= now.getTime() + dayMs ? day : undefined;
}

const toMs = ({ year, month, day }: Day) => Date.UTC(year, month - 1, day);

const distance = (day: Day, near: Date) => Math.abs(toMs(day) - near.getTime());

/**
 * Day first, as in Russia and most of Europe. Month first (USA) only where the other way is no date, or where AM or PM follows and
 * the file's time is nearer.
 */
function readDayFirst(
  { a, b, y, sep }: Record<string, string | undefined>,
  { isTwelveHours, near }: Pick<Place, "isTwelveHours" | "near">,
): Day | undefined {
  const dayFirst = toDay(y, b, a);
  const monthFirst = sep === "." ? undefined : toDay(y, a, b);
  if (dayFirst && monthFirst && isTwelveHours)
    return distance(monthFirst, near) <= distance(dayFirst, near) ? monthFirst : dayFirst;
  return dayFirst ?? monthFirst;
}

/**
 * Three short numbers: the day first, or the year first. With points people mean the day first; otherwise the reading nearer to
 * the file's time counts. Without a time behind it there must be two digits each, and the day no more than fifteen years before
 * the file's time: `01-02-03` is a number of a disc. With points that holds for the year first: «Псалом 90.10.12».
 */
function readShortYear(parts: Record<string, string | undefined>, place: Place): Day | undefined {
  const { a, b, c, sep } = parts as { a: string; b: string; c: string; sep: string };
  const { hasTime, near, now } = place;
  if (!hasTime && (a.length < 2 || b.length < 2)) return undefined;
  const century = (text: string) => (text >= "80" ? `19${text}` : `20${text}`);
  const dayFirst = unlessFuture(readDayFirst({ a, b, y: century(c), sep }, place), now);
  const yearFirst = a.length === 2 ? unlessFuture(toDay(century(a), b, c), now) : undefined;
  let best = dayFirst ?? yearFirst;
  if (dayFirst && yearFirst) {
    const isNearer = distance(yearFirst, near) < distance(dayFirst, near);
    const isClear = distance(yearFirst, near) <= 31 * dayMs && distance(dayFirst, near) > 31 * dayMs;
    if (sep === "." ? isClear : isNearer) best = yearFirst;
  }
  if (best && !hasTime && (sep !== "." || best === yearFirst) && distance(best, near) > 15 * 366 * dayMs)
    return undefined;
  return best;
}
