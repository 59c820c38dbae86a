/**
 * Reads the date of recording from a file name and the folders above it: the patterns of phones, recorders, meetings and people,
 * in English and Russian. Local time is assumed unless the name states otherwise (`Z`, `-0500`, `GMT+3`, Zoom's `GMT…`).
 */

import { birthWord, type Day, dateForms } from "./name-date-forms.ts";
import { type NameTime, parseNameTime, parseTimeBefore } from "./parse-name-time.ts";

/** A wall-clock time from a name. `time` is absent when the name has only the day. */
export type NameDate = Day & {
  time?: { hours: number; minutes: number; seconds: number; hasSeconds: boolean };
  /** Minutes east of Greenwich; undefined: local time. */
  offsetMinutes?: number | undefined;
  /** It is an instant: its offset says nothing about the place. */
  utc: boolean;
  /** The part of the name that says it; a folder's ends with `/`. */
  text: string;
};

export type NameHints = {
  /** The file's own time: it chooses where digits can be read in two ways. Default: now. */
  near?: Date | undefined;
  /** What is later is no date of recording. */
  now?: Date | undefined;
};

/** How far up a folder's name dates a file: Zoom puts the sounds of each person one folder deeper. */
const maxFolders = 2;
const dayMs = 86_400_000;

/** The date in a file's name, else in the nearest of the two folders above it; undefined when there is none. */
export function parseNameDate(path: string, hints: NameHints = {}): NameDate | undefined {
  const parts = path.split(/[/\\]/u).filter((part) => part !== "");
  const stem = removeEnding(clean(parts.at(-1) ?? ""));
  const own = parseText(stem, hints) ?? parseEpochName(stem);
  if (own) return own;
  const folders = parts.slice(0, -1).map(clean).reverse();
  for (let level = 0; level < Math.min(maxFolders, folders.length); level++) {
    const found = parseText(folders[level]!, hints) ?? parseDayFolders(folders.slice(level, level + 3));
    if (found && isFolderOfDay(folders[level]!, found, hints)) return withTimeOf(stem, found);
  }
  return undefined;
}

/** Composed letters, usual spaces and digits; programs that may not write `:` use letters that look like it. */
function clean(name: string): string {
  return name
    .normalize("NFKC")
    .replaceAll(/[\ua789\u2236\u02d0]/gu, ":")
    .replaceAll(/[\u2212\u2010\u2011]/gu, "-");
}

/** `.30PM` is no ending. */
function removeEnding(name: string): string {
  return name.replace(/\.(?!\d+[ap]m$)(?=[a-z0-9]*[a-z])[a-z0-9]{1,5}$/iu, "");
}

/** The strongest form counts, and one with a time before a day alone; of several of one form the first, unless
 * they are more than a year apart. */
function parseText(text: string, hints: NameHints): NameDate | undefined {
  const now = hints.now ?? new Date();
  const near = hints.near ?? now;
  let dayOnly: NameDate | undefined;
  for (const { pattern, read } of dateForms) {
    let ofForm: NameDate | undefined;
    for (const match of text.matchAll(pattern)) {
      const before = text.slice(0, match.index);
      const { a, c, sep } = match.groups!;
      // «в 12.10.15» is a time.
      if (c !== undefined && /(?:^|[ _-])(?:at|в)[ _-]$/iu.test(before)) continue;
      if (birthWord.test(before)) continue;
      const end = match.index + match[0].length;
      const rest = text.slice(end);
      const time = parseNameTime(rest, {
        allowJoined: /^\d{8}$/u.test(match[0]),
        allowSpaces: sep === " ",
      });
      // 1.2.2024.7 and 10.12.20.24 are versions and addresses.
      const goesOn = rest[0] === sep && /^.\d/u.test(rest);
      if (a !== undefined && goesOn && (!time || (c !== undefined && sep === "."))) continue;
      const day = read(match.groups!, {
        before,
        hasTime: time !== undefined,
        isLast: /^\s*(?:г(?:ода|од|\.)?)?\s*(?:\(\d{1,2}\))?$/u.test(rest),
        isTwelveHours: time?.isTwelveHours ?? false,
        near,
        now,
      });
      if (!day || isFuture(day, now, near)) continue;
      const found = toNameDate(day, time, /gmt$/iu.test(before) && /^\d{8}/u.test(match[0]));
      const date = { ...found, text: text.slice(match.index, end + (time?.length ?? 0)).trim() };
      if (date.time) return date;
      const earlier = parseTimeBefore(before);
      if (earlier)
        return { ...toNameDate(day, earlier, false), text: `${before.slice(-earlier.length)}${match[0]}` };
      if (!ofForm || isAboutThePast(ofForm, date, near)) ofForm = date;
    }
    dayOnly ??= ofForm;
  }
  return dayOnly;
}

/** Of two days the first begins a range; more than a year apart, the one nearer to the file's time is that of the recording. */
function isAboutThePast(first: Day, second: Day, near: Date): boolean {
  const [firstMs, secondMs] = [first, second].map(({ year, month, day }) =>
    Date.UTC(year, month - 1, day),
  ) as [number, number];
  const distance = (ms: number) => Math.abs(ms - near.getTime());
  return Math.abs(firstMs - secondMs) > 366 * dayMs && distance(secondMs) < distance(firstMs);
}

/** Nothing is recorded tomorrow; time zones differ by up to a day. A file's time that is ahead shows that this clock is behind. */
function isFuture({ year, month, day }: Day, now: Date, near: Date): boolean {
  return Date.UTC(year, month - 1, day) > Math.max(now.getTime(), near.getTime()) + dayMs;
}

function toNameDate(day: Day, time: NameTime | undefined, isGmt: boolean): Omit<NameDate, "text"> {
  if (!time) return { ...day, utc: false };
  const { hours, minutes, seconds, hasSeconds, offsetMinutes, utc } = time;
  const zone =
    offsetMinutes === undefined && isGmt ? { offsetMinutes: 0, utc: true } : { offsetMinutes, utc };
  return { ...day, time: { hours, minutes, seconds, hasSeconds }, ...zone };
}

/** The day of a backup is not that of the recording, nor is one after the file was written. */
function isFolderOfDay(name: string, { year, month, day, time }: NameDate, { near }: NameHints): boolean {
  if (
    /back-?up|export|import|takeout|archive|dump|snapshot|резерв|б[эе]кап|копи[яи]|архив|выгрузк|[эи](?:кс|м)порт|перенос|стар(?:ый|ого) телефон|old phone/iu.test(
      name,
    )
  )
    return false;
  // A file system without a clock starts in 1970 or 1980.
  if (time || !near || near.getUTCFullYear() < 1990) return true;
  return Date.UTC(year, month - 1, day) <= near.getTime() + dayMs;
}

/** Folders of a day: `2024/01/15`, `2024-01/15`, `2024/01-15`. @param folders nearest first */
function parseDayFolders(folders: readonly string[]): NameDate | undefined {
  for (const count of [2, 3]) {
    const text = folders.slice(0, count).reverse().join("/");
    const found = /^((?:19[89]|20[0-4])\d)[-/_.](0?[1-9]|1[0-2])[-/_.](0?[1-9]|[12]\d|3[01])$/u.exec(text);
    const day = found && parseText(`${found[1]}-${found[2]}-${found[3]}`, {});
    if (day) return { ...day, text };
  }
  return undefined;
}

/** A file `14-30-00.wav` in the folder of a day: both together. */
function withTimeOf(stem: string, folder: NameDate): NameDate {
  const text = `${folder.text}/`;
  const time = folder.time
    ? undefined
    : parseNameTime(` ${stem}`, { allowJoined: false, allowSpaces: false });
  if (!time || time.length !== stem.length + 1) return { ...folder, text };
  return { ...toNameDate(folder, time, false), text: `${text}${stem}` };
}

/** Some call recorders name files by milliseconds since 1970: 13 digits and nothing else beside letters. */
function parseEpochName(name: string): NameDate | undefined {
  const digits = /^\D*(1[0-9]{12})\D*$/u.exec(name)?.[1];
  if (!digits) return undefined;
  const date = new Date(Number(digits));
  return {
    year: date.getUTCFullYear(),
    month: date.getUTCMonth() + 1,
    day: date.getUTCDate(),
    time: {
      hours: date.getUTCHours(),
      minutes: date.getUTCMinutes(),
      seconds: date.getUTCSeconds(),
      hasSeconds: true,
    },
    offsetMinutes: 0,
    utc: true,
    text: digits,
  };
}
