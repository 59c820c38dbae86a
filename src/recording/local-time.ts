/** ISO 8601 with offset ⇄ instants, by the machine's time zone. */

const twoDigits = (value: number): string => String(value).padStart(2, "0");

/** An instant as ISO 8601 with the machine's offset at that time, to the second: `2024-01-15T14:30:00+03:00`. */
export function toLocalIso(date: Date): string {
  return `${wallClock(date)}${formatOffset(-date.getTimezoneOffset())}`;
}

/** A wall clock, held as UTC, as ISO 8601 with the offset of another place: `2024-01-15T23:30:00-05:00`. */
export function withOffset(wall: Date, offsetMinutes: number): string {
  return `${wall.toISOString().slice(0, 19)}${formatOffset(offsetMinutes)}`;
}

function wallClock(date: Date): string {
  const day = `${String(date.getFullYear()).padStart(4, "0")}-${twoDigits(date.getMonth() + 1)}-${twoDigits(date.getDate())}`;
  return `${day}T${twoDigits(date.getHours())}:${twoDigits(date.getMinutes())}:${twoDigits(date.getSeconds())}`;
}

function formatOffset(minutes: number): string {
  const size = Math.abs(minutes);
  return `${minutes < 0 ? "-" : "+"}${twoDigits(Math.floor(size / 60))}:${twoDigits(size % 60)}`;
}

/**
 * Reads an ISO date or date-time. With an offset it keeps that wall clock; with `Z` or none it becomes local time
 * (without an offset local time is meant, and devices that do not know their time zone write `Z`).
 * A day alone gives `{ iso, hasTime: false }` at 00:00. Undefined when it is not a date.
 */
export function parseIsoDate(text: string): { iso: string; hasTime: boolean } | undefined {
  const match =
    /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:[.,]\d+)?)?\s*(Z|[+-]\d{2}:?\d{2})?)?$/u.exec(
      text.trim(),
    );
  if (!match) return undefined;
  const [, y, mo, d, h, mi, s, zone] = match;
  const fields = [
    Number(y),
    Number(mo) - 1,
    Number(d),
    Number(h ?? 0),
    Number(mi ?? 0),
    Number(s ?? 0),
  ] as const;
  const asUtc = new Date(Date.UTC(...fields));
  const exact =
    asUtc.getUTCMonth() === fields[1] && asUtc.getUTCDate() === fields[2] && fields[3] < 24 && fields[4] < 60;
  if (!exact) return undefined;
  const hasTime = h !== undefined;
  if (zone === "Z") return { iso: toLocalIso(asUtc), hasTime };
  if (zone === undefined) return { iso: toLocalIso(new Date(...fields)), hasTime };
  const offset = zone.includes(":") ? zone : `${zone.slice(0, 3)}:${zone.slice(3)}`;
  return { iso: `${asUtc.toISOString().slice(0, 19)}${offset}`, hasTime };
}
