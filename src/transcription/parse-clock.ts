/** Clock times in transcripts ⇄ milliseconds. */

/** `1:02:03.5`, `02:03,500`, `3.5`, `00:00:03:500`, `3.5s`: hours and minutes are optional. Null for anything else. */
export function parseClock(text: string): number | null {
  const parts = /^\s*(?:(?:(\d{1,4}):)?(\d{1,4}):)?(\d{1,7})(?:[.,:;](\d{1,9}))?\s*s?\s*$/.exec(text);
  if (parts === null) return null;
  const [, hours, minutes, seconds, fraction] = parts;
  return Math.round(
    (Number(hours ?? 0) * 3600 + Number(minutes ?? 0) * 60 + Number(seconds) + Number(`0.${fraction ?? 0}`)) *
      1000,
  );
}

/** `01:02:03.456`; always with hours, which may have more than two digits. */
export function formatClock(ms: number, decimalMark: "." | ","): string {
  const whole = Math.max(0, Math.round(ms));
  const two = (value: number) => String(Math.floor(value)).padStart(2, "0");
  const fraction = String(whole % 1000).padStart(3, "0");
  return `${two(whole / 3_600_000)}:${two((whole / 60_000) % 60)}:${two((whole / 1000) % 60)}${decimalMark}${fraction}`;
}

/** `0:05`, `12:03`, `1:02:03`, for people. */
export function formatShortClock(ms: number): string {
  const seconds = Math.floor(Math.max(0, ms) / 1000);
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor(seconds / 60) % 60;
  const tail = String(seconds % 60).padStart(2, "0");
  return hours > 0 ? `${hours}:${String(minutes).padStart(2, "0")}:${tail}` : `${minutes}:${tail}`;
}
