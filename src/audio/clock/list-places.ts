import { formatClock } from "./note-clock-changes.ts";

/** So many are named. */
const maxPlaces = 5;

/** Times in a recording as words of a note: `0:02, 1:05`, and `…` for more. */
export function listPlaces(seconds: readonly number[]): string {
  const places = [...new Set(seconds.map(formatClock))];
  return [...places.slice(0, maxPlaces), ...(places.length > maxPlaces ? ["…"] : [])].join(", ");
}
