import type { Note, NoteCode } from "./notes.ts";

/** Notes of an import that say that something of the source was missing or damaged. */
export const damageNotes = [
  "audio-damaged-places",
  "audio-damaged-at",
  "audio-reading-stopped",
  "audio-ends-early",
  "audio-end-missing",
  "audio-incomplete",
  "audio-part-lost",
  "audio-end-lost",
  "audio-part-silent",
  "audio-part-missing",
  "ogg-damaged",
] as const satisfies readonly NoteCode[];

/** Those of a recording's notes that are about damage of its source. */
export function listDamage(notes: readonly Note[]): Note[] {
  const codes: readonly string[] = damageNotes;
  return notes.filter(({ code }) => codes.includes(code));
}
