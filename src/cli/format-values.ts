import { archiveError } from "../errors.ts";

/** Milliseconds as a clock time: `0:07`, `12:34`, `1:02:03`; with `precise`, in tenths of a second: `0:07.4`. */
export function formatTime(ms: number, precise = false): string {
  const unit = precise ? 100 : 1000;
  const ticks = Math.floor(Math.max(0, ms) / unit);
  const total = precise ? Math.floor(ticks / 10) : ticks;
  const hours = Math.floor(total / 3600);
  const minutes = Math.floor(total / 60) % 60;
  const seconds = String(total % 60).padStart(2, "0");
  const clock =
    hours > 0 ? `${hours}:${String(minutes).padStart(2, "0")}:${seconds}` : `${minutes}:${seconds}`;
  return precise ? `${clock}.${ticks % 10}` : clock;
}

/**
 * Parses `83`, `83.5`, `1:23`, `1:23.5`, `1:02:03` as milliseconds.
 * @throws ArchiveError `invalid-input` naming the option
 */
export function parseTime(text: string, option: string): number {
  const clock = /^(?:(?:(\d+):)?(\d{1,3}):)?(\d+(?:[.,]\d+)?)$/u.exec(text.trim());
  const [hours, minutes, seconds] = (clock?.slice(1) ?? []).map((part) => part?.replace(",", "."));
  const isClock = (Number(seconds) < 60 || !minutes) && (Number(minutes) < 60 || !hours);
  if (!clock || !isClock) throw archiveError("invalid-time", { option, value: text });
  return Math.round((Number(hours ?? 0) * 3600 + Number(minutes ?? 0) * 60 + Number(seconds)) * 1000);
}

/** A point in time in this machine's time zone, to the minute: `2026-11-22 18:27`. */
export function formatLocalTime(iso: string): string {
  // The Swedish locale writes dates in ISO order.
  return new Date(iso).toLocaleString("sv-SE", { dateStyle: "short", timeStyle: "short" });
}

/** Bytes with a decimal unit: `36.9 MB`. */
export function formatBytes(byteLength: number): string {
  const units = ["B", "kB", "MB", "GB", "TB"];
  const step = byteLength < 1000 ? 0 : Math.min(units.length - 1, Math.floor(Math.log10(byteLength) / 3));
  return step === 0 ? `${byteLength} B` : `${(byteLength / 1000 ** step).toFixed(1)} ${units[step]}`;
}

/** A number with its noun: `1 recording`, `8 recordings`. Nouns whose plural takes more than an s are not supported. */
export function formatCount(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}

/** How long ago it was, in whole days: `today`, `1 day ago`, `30 days ago`. */
export function formatAge(iso: string, nowMs = Date.now()): string {
  const days = Math.floor((nowMs - Date.parse(iso)) / (24 * 3600_000));
  return days < 1 ? "today" : `${formatCount(days, "day")} ago`;
}
