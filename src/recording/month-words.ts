/** Names of months in file names, in English and Russian, whole and short. */

const words = [
  "jan(?:uary)?|янв(?:ар[ьяе])?",
  "feb(?:ruary)?|фев(?:р(?:ал[ьяе])?)?",
  "mar(?:ch)?|мар(?:та?|те)?",
  "apr(?:il)?|апр(?:ел[ьяе])?",
  "may|ма[йяе]",
  "june?|июн[ьяе]?",
  "july?|июл[ьяе]?",
  "aug(?:ust)?|авг(?:уст[ае]?)?",
  "sept?(?:ember)?|сент?(?:ябр[ьяе])?",
  "oct(?:ober)?|окт(?:ябр[ьяе])?",
  "nov(?:ember)?|ноя(?:б(?:р[ьяе])?)?",
  "dec(?:ember)?|дек(?:абр[ьяе])?",
];

/** All of them, as the source of a regular expression for the flags `iu`. */
export const monthWords = `(?<!\\p{L})(?:${words.join("|")})(?!\\p{L})`;

const patterns = words.map((word) => new RegExp(`^(?:${word})$`, "iu"));

/** 1 … 12; 0 for a word that names no month. */
export function monthNumber(word: string): number {
  return patterns.findIndex((pattern) => pattern.test(word)) + 1;
}

/** Whether the calendar has this day: 31 April looks like a date and is none. */
export function isExistingDay({ year, month, day }: { year: number; month: number; day: number }): boolean {
  const date = new Date(Date.UTC(year, month - 1, day));
  return date.getUTCFullYear() === year && date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
}
