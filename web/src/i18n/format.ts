/** Formats times, lengths, dates and sizes in the page's language. */

import { locale } from "./language.ts";

const formats = new Map<string, Intl.DateTimeFormat | Intl.NumberFormat>();

function dateFormat(options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `d${locale.value}${JSON.stringify(options)}`;
  const known = formats.get(key) as Intl.DateTimeFormat | undefined;
  const format = known ?? new Intl.DateTimeFormat(locale.value, { timeZone: "UTC", ...options });
  formats.set(key, format);
  return format;
}

function numberFormat(options: Intl.NumberFormatOptions): Intl.NumberFormat {
  const key = `n${locale.value}${JSON.stringify(options)}`;
  const known = formats.get(key) as Intl.NumberFormat | undefined;
  const format = known ?? new Intl.NumberFormat(locale.value, options);
  formats.set(key, format);
  return format;
}

/** Local time at the place of recording, whatever the reader's time zone: as a Date in UTC. */
function wallClock(createdAt: string): Date {
  return new Date(`${createdAt.slice(0, 19)}Z`);
}

/** A position in a recording: `1:23`, `1:02:03`. */
export function formatClock(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const rest = String(seconds % 60).padStart(2, "0");
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes}:${rest}`;
  return `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, "0")}:${rest}`;
}

/** A duration with units: `4 h 12 min`, `38 с`. */
export function formatLength(seconds: number): string {
  const unit = (value: number, name: "hour" | "minute" | "second") =>
    withoutBreaks(
      numberFormat({ style: "unit", unit: name, unitDisplay: "short", maximumFractionDigits: 0 }).format(
        value,
      ),
    );
  if (seconds < 60) return unit(Math.round(seconds), "second");
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return unit(minutes, "minute");
  const hours = Math.floor(minutes / 60);
  return minutes % 60 === 0 || hours >= 100
    ? unit(hours, "hour")
    : `${unit(hours, "hour")} ${unit(minutes % 60, "minute")}`;
}

/** `16 March 2026, 10:00` */
export function formatDateTime(createdAt: string): string {
  return withoutYearSign(dateFormat({ dateStyle: "long", timeStyle: "short" }).format(wallClock(createdAt)));
}

/** `16 March 2026` */
export function formatDate(createdAt: string): string {
  return withoutYearSign(dateFormat({ dateStyle: "long" }).format(wallClock(createdAt)));
}

/** `16 Mar 2026`, for chips. */
export function formatShortDate(createdAt: string): string {
  return dateFormat({ dateStyle: "medium" }).format(
    wallClock(createdAt.padEnd(19, "T00:00:00").slice(0, 19)),
  );
}

/** `10:00` */
export function formatTimeOfDay(createdAt: string): string {
  return dateFormat({ timeStyle: "short" }).format(wallClock(createdAt));
}

/** Heading of a day: `Monday, 16 March`. */
export function formatDay(createdAt: string): string {
  return capitalise(
    dateFormat({ weekday: "long", day: "numeric", month: "long" }).format(wallClock(createdAt)),
  );
}

/** `16`, and `Mon` */
export function formatDayNumber(createdAt: string): string {
  return String(Number(createdAt.slice(8, 10)));
}

export function formatWeekday(createdAt: string): string {
  return dateFormat({ weekday: "short" }).format(wallClock(createdAt));
}

/** Heading of a month: `March 2026`. */
export function formatMonth(createdAt: string): string {
  const parts = dateFormat({ month: "long", year: "numeric" }).formatToParts(wallClock(createdAt));
  const text = parts.map((part) => part.value).join("");
  return capitalise(withoutYearSign(text));
}

export function formatNumber(value: number): string {
  return numberFormat({}).format(value);
}

/** With a fixed number of decimals: `0.80`, `0,80`. */
export function formatDecimal(value: number, digits: number): string {
  return numberFormat({ minimumFractionDigits: digits, maximumFractionDigits: digits }).format(value);
}

export function formatPercent(share: number): string {
  return numberFormat({ style: "percent", maximumFractionDigits: 0 }).format(share);
}

/** `1.9 MB` */
export function formatBytes(byteLength: number): string {
  const steps = ["byte", "kilobyte", "megabyte", "gigabyte", "terabyte"] as const;
  const step = Math.min(steps.length - 1, Math.floor(Math.log10(Math.max(1, byteLength)) / 3));
  const format = numberFormat({
    style: "unit",
    unit: steps[step]!,
    // Short, it would be "0 byte".
    unitDisplay: step === 0 ? "long" : "short",
    maximumFractionDigits: step < 2 ? 0 : 1,
  });
  return withoutBreaks(format.format(byteLength / 1000 ** step));
}

/** Name of a spoken language in the page's language: `Russian`, `русский`. */
export function formatLanguage(code: string): string {
  return new Intl.DisplayNames(locale.value, { type: "language", fallback: "code" }).of(code) ?? code;
}

/** Removes the «г.» of Russian dates: «2026 г.» → «2026». */
function withoutYearSign(text: string): string {
  return text.replace(/\s*г\./, "");
}

/** Keeps a number and its unit on one line. */
function withoutBreaks(text: string): string {
  return text.replaceAll(" ", "\u00a0");
}

function capitalise(text: string): string {
  return text.charAt(0).toLocaleUpperCase(locale.value) + text.slice(1);
}
