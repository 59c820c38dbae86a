import { formatClock } from "../i18n/format.ts";

/** `1:23.4`: for the edges of a clip, where a tenth of a second counts. */
export function formatPreciseClock(ms: number): string {
  const tenths = Math.round(Math.max(0, ms) / 100);
  return `${formatClock(Math.floor(tenths / 10) * 1000)}.${tenths % 10}`;
}
