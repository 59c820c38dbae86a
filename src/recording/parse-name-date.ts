/**
 * Reads the date of recording from a file name: the patterns of phones, recorders and messengers. Local time is assumed
 * unless the name states otherwise (Zoom's `GMT…`, a trailing `Z`).
 */

/** A wall-clock time from a name. `time` is absent when the name has only the day. */
type NameDate = {
  year: number;
  month: number;
  day: number;
  time?: { hours: number; minutes: number; seconds: number };
  utc: boolean;
};

const year = "(?<y>(?:19[89]|20[0-4])\\d)";
const month = "(?<mo>0[1-9]|1[0-2])";
const day = "(?<d>0[1-9]|[12]\\d|3[01])";
const hours = "(?<h>[01]?\\d|2[0-3])";
const minutes = "(?<mi>[0-5]\\d)";
const seconds = "(?<s>[0-5]\\d)";
const notDigitBefore = "(?<!\\d)";
const notDigitAfter = "(?!\\d)";

/** The most specific first. Each may match anywhere in the name; the comment says which programs write it. */
const patterns: RegExp[] = [
  // 2024-01-15_14-30-00 (this archive, Telegram's audio_…, OBS), 2024-01-15 14.30.00, 2024-01-15T14:30:00Z,
  // WhatsApp Audio 2024-01-15 at 14.30.00, WhatsApp Ptt 2024-01-15 at 2.30.00 PM, 2024_01_15_14_30_00
  `${notDigitBefore}${year}[-._]${month}[-._]${day}(?:[ _T,-]+| at |, )${hours}[-.:_h]${minutes}(?:[-.:_m]${seconds})?(?:\\.\\d{1,6})?s?\\s*(?<ap>[AaPp][Mm])?(?<z>Z)?${notDigitAfter}`,
  // 15.01.2024 14-30-00, 15-01-2024_14.30 (Russian and European recorders)
  `${notDigitBefore}${day}[-._]${month}[-._]${year}(?:[ _T,-]+| at | в |, )${hours}[-.:_]${minutes}(?:[-.:_]${seconds})?${notDigitAfter}`,
  // REC_20260502_151230, Call_20260318_143007, 20240115T143000Z, GMT20240115-143000 (Zoom), 20240115143000, 20240115 143000-1A2B3C4D (iOS)
  `(?<gmt>GMT)?${notDigitBefore}${year}${month}${day}[-_ T]?(?<h>[01]\\d|2[0-3])${minutes}${seconds}(?:\\d{3})?(?<z>Z)?${notDigitAfter}`,
  // 20240115_1430
  `${notDigitBefore}${year}${month}${day}[-_ T](?<h>[01]\\d|2[0-3])${minutes}${notDigitAfter}`,
  // Voice 260411_083517 (Samsung), 240115_1430 (Sony, Olympus), 240115-143000
  `${notDigitBefore}(?<yy>[0-4]\\d)${month}${day}[-_ ](?<h>[01]\\d|2[0-3])${minutes}${seconds}?${notDigitAfter}`,
  // the day alone: PTT-20240115-WA0001, AUD-20240115-WA0003 (WhatsApp), 2024-01-15, 2024_01_15, 15.01.2024
  `${notDigitBefore}${year}[-._]${month}[-._]${day}${notDigitAfter}`,
  `${notDigitBefore}${year}${month}${day}${notDigitAfter}`,
  `${notDigitBefore}${day}[-._]${month}[-._]${year}${notDigitAfter}`,
].map((source) => new RegExp(source, "u"));

/** Reads the date from a file name (with or without folder and extension); undefined when it has none. */
export function parseNameDate(filename: string): NameDate | undefined {
  const name = filename
    .replace(/^.*[/\\]/u, "")
    .replace(/\.[A-Za-z0-9]{1,5}$/u, "")
    .normalize("NFKC");
  for (const pattern of patterns) {
    const parts = pattern.exec(name)?.groups;
    const found = parts && toNameDate(parts);
    if (found) return found;
  }
  return parseEpochName(name);
}

function toNameDate(parts: Record<string, string | undefined>): NameDate | undefined {
  const found: NameDate = {
    year: parts.yy === undefined ? Number(parts.y) : 2000 + Number(parts.yy),
    month: Number(parts.mo),
    day: Number(parts.d),
    utc: parts.z !== undefined || parts.gmt !== undefined,
  };
  // 31 April matches the pattern but does not exist.
  const check = new Date(Date.UTC(found.year, found.month - 1, found.day));
  if (check.getUTCDate() !== found.day) return undefined;
  if (parts.h !== undefined) {
    let hour = Number(parts.h);
    const half = parts.ap?.toLowerCase();
    if (half && hour > 12) return undefined;
    if (half) hour = (hour % 12) + (half === "pm" ? 12 : 0);
    found.time = { hours: hour, minutes: Number(parts.mi), seconds: Number(parts.s ?? 0) };
  }
  return found;
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
    time: { hours: date.getUTCHours(), minutes: date.getUTCMinutes(), seconds: date.getUTCSeconds() },
    utc: true,
  };
}
