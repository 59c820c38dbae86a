import { formatClock, formatDecimal } from "../i18n/format.ts";

/** `1:23.4` or `1:23,4`: for the ends of a clip, where a tenth of a second matters. */
export function formatPreciseClock(ms: number): string {
  const tenths = Math.round(Math.max(0, ms) / 100);
  return formatClock(Math.floor(tenths / 10) * 1000) + formatDecimal((tenths % 10) / 10, 1).slice(1);
}
