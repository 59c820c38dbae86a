/** What following a clock changed, as notes for a person. */
import { makeNote, type Note } from "../../messages/notes.ts";
import type { ClockChange } from "./follow-clock.ts";

/** So many places are named. */
const maxPlaces = 5;
/** Less silence, put in for drift, is not worth a note. What is left out always is. */
const minSlowSeconds = 0.5;

/** @param changes in order; complete when the sound has been read */
export function noteClockChanges(changes: readonly ClockChange[]): Note[] {
  const notes: Note[] = [];
  const of = (kind: ClockChange["kind"]) => changes.filter((change) => change.kind === kind);
  const [late] = of("late-start");
  if (late) notes.push(makeNote("audio-starts-late", { seconds: formatSeconds(late.seconds) }));
  const [early] = of("early-start");
  if (early) notes.push(makeNote("audio-start-cut", { seconds: formatSeconds(-early.seconds) }));
  const holes = of("hole");
  if (holes.length > 0) notes.push(makeNote("audio-holes-filled", describe(holes)));
  const overlaps = of("overlap");
  if (overlaps.length > 0) notes.push(makeNote("audio-overlaps-cut", describe(overlaps)));
  const jumps = of("jump");
  if (jumps.length > 0) {
    const { count, places } = describe(jumps);
    notes.push(makeNote("audio-clock-jumps", { count, places }));
  }
  const slow = of("drift").filter(({ seconds }) => seconds > 0);
  if (sumSeconds(slow) >= minSlowSeconds) notes.push(makeNote("audio-clock-slower", countSeconds(slow)));
  const fast = of("drift").filter(({ seconds }) => seconds < 0);
  if (fast.length > 0) notes.push(makeNote("audio-clock-faster", countSeconds(fast)));
  return notes;
}

function describe(changes: ClockChange[]): { count: number; seconds: string; places: string } {
  const all = [...new Set(changes.map(describePlace))];
  const named = all.slice(0, maxPlaces);
  return {
    count: changes.length,
    seconds: formatSeconds(sumSeconds(changes)),
    places: [...named, ...(all.length > maxPlaces ? ["…"] : [])].join(", "),
  };
}

function countSeconds(changes: ClockChange[]): { count: number; seconds: string } {
  return { count: changes.length, seconds: formatSeconds(sumSeconds(changes)) };
}

function sumSeconds(changes: ClockChange[]): number {
  return changes.reduce((total, { seconds }) => total + Math.abs(seconds), 0);
}

/** `0:02`, or of a silence that one can see on the clock, `0:02–0:07`. */
function describePlace({ atSeconds, seconds, kind }: ClockChange): string {
  const from = formatClock(atSeconds);
  const to = formatClock(atSeconds + seconds);
  return kind === "hole" && to !== from ? `${from}–${to}` : from;
}

function formatSeconds(seconds: number): string {
  if (seconds >= 60) return formatClock(Math.round(seconds));
  return seconds < 1 ? seconds.toFixed(2) : seconds.toFixed(1);
}

export function formatClock(seconds: number): string {
  const whole = Math.floor(seconds);
  const [hours, minutes, rest] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  const tail = String(rest).padStart(2, "0");
  return hours > 0 ? `${hours}:${String(minutes).padStart(2, "0")}:${tail}` : `${minutes}:${tail}`;
}
