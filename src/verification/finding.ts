import { makeNote, type Note } from "../messages/notes.ts";

/** Where something was found: what a report is grouped by. */
export const findingAreas = [
  "files",
  "sidecars",
  "database",
  "transcripts",
  "index",
  "trash",
  "incoming",
] as const;

export type FindingArea = (typeof findingAreas)[number];

/** Something that is not as it was stored, with what it means and what repairs it. */
export type Finding = Note & {
  area: FindingArea;
  /** The recording it is about, if it is about one. */
  recordingId?: number | undefined;
};

/** `makeNote` with the place. */
export function makeFinding<Code extends Parameters<typeof makeNote>[0]>(
  area: FindingArea,
  code: Code,
  values: Parameters<typeof makeNote<Code>>[1],
  recordingId?: number,
): Finding {
  return { area, ...(recordingId !== undefined && { recordingId }), ...makeNote(code, values) };
}
