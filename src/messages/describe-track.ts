import type { SourceTrack } from "../domain.ts";

/** A sound track in a few words that are the same in every language: `2 “Microphone” (rus, aac, 0:11)`. */
export function describeTrack({ number, title, language, codec, durationSeconds }: SourceTrack): string {
  const facts = [language, codec, durationSeconds === undefined ? undefined : formatClock(durationSeconds)];
  const name = title === undefined ? "" : ` “${title}”`;
  return `${number}${name} (${facts.filter((fact) => fact !== undefined).join(", ")})`;
}

function formatClock(seconds: number): string {
  const whole = Math.round(seconds);
  const [hours, minutes] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60];
  const rest = String(whole % 60).padStart(2, "0");
  return hours > 0 ? `${hours}:${String(minutes).padStart(2, "0")}:${rest}` : `${minutes}:${rest}`;
}
