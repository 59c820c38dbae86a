/** Speakers that are named in the text: `Anna: …`, `[Anna]: …`, `[SPEAKER_01] …` at the start of a line. */

import type { DraftSegment } from "./draft.ts";

const prefix =
  /^\s*(?:[-–—]\s*)?(?:\[([^\]\n:]{1,40})\]|\(([^)\n:]{1,40})\)|([^\s:][^:\n]{0,39}?))\s*:(?=\s)/u;
const bracketed = /^\s*\[((?:SPEAKER|Speaker|speaker|Спикер|СПИКЕР)[ _]?[\p{L}\d]{1,12})\](?=\s)/u;
const numbered = /^(?:speaker|spk|s|спикер|говорящий|голос)[ _-]?\d{1,3}$/iu;

/**
 * Moves names from the starts of lines to `speaker`; a line without a name has the speaker of the line before. A name must
 * look like one (at most three capitalised words) and start two lines or more, so that a single `Question: …` stays in the
 * text. Nothing is changed where lines have speakers already.
 */
export function findSpeakers(segments: DraftSegment[]): DraftSegment[] {
  if (
    segments.some((segment) => segment.speaker) ||
    segments.some((segment) => segment.words !== undefined)
  ) {
    return segments;
  }
  const names = segments.map((segment) => nameAt(segment.text ?? ""));
  const counts = new Map<string, number>();
  for (const found of names)
    if (found !== undefined) counts.set(found.name, (counts.get(found.name) ?? 0) + 1);
  const isSpeaker = (name: string) => numbered.test(name) || (counts.get(name) ?? 0) >= 2;
  let speaker: string | null = null;
  return segments.map((segment, i) => {
    const found = names[i];
    if (found === undefined || !isSpeaker(found.name)) return { ...segment, speaker };
    speaker = found.name;
    return { ...segment, speaker, text: segment.text!.slice(found.length) };
  });
}

function nameAt(text: string): { name: string; length: number } | undefined {
  const match = bracketed.exec(text) ?? prefix.exec(text);
  const name = match
    ?.slice(1)
    .find((part) => part !== undefined)
    ?.trim();
  if (match === null || name === undefined) return undefined;
  const words = name.split(/\s+/);
  const capitalised = words.every(
    (word) => /^[\p{Lu}\p{N}]/u.test(word) || /^(?:de|van|von|da|di|la|le)$/.test(word),
  );
  if (!numbered.test(name) && (words.length > 3 || !capitalised || !/\p{L}/u.test(name))) return undefined;
  return { name, length: match[0].length };
}
