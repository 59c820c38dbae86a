/**
 * Draft → Transcript: words without spaces, each with a time, in order.
 *
 * 1. What rolling captions repeat is removed, names in the text become speakers, lines are cut where the speaker of their words
 *    changes.
 * 2. Where the clock of the file restarted, it is carried on (`order-lines.ts`).
 * 3. Lines without a time are placed between their neighbours (or over the whole recording), by their number of letters.
 * 4. Lines are sorted by time. One speaker never has two lines at once: a line that overlaps the next is cut there (but not
 *    before its last measured word), and lines with the same time share it. Two speakers may overlap.
 * 5. Words without a time, or with one out of order, are placed between their neighbours and marked `interpolated`.
 * No word is ever dropped but one that a rolling caption repeats. What was changed is said in the notes.
 */

import type { Segment, Transcript } from "../domain.ts";
import { archiveError } from "../errors.ts";
import { makeNote, type Note } from "../messages/notes.ts";
import { cutAtSpeakers } from "./cut-at-speakers.ts";
import type { Draft, DraftSegment, DraftWord } from "./draft.ts";
import { findSpeakers } from "./find-speakers.ts";
import { isBroken, joinPieces } from "./join-pieces.ts";
import { majorityLanguage, meanConfidence } from "./measure-transcript.ts";
import { carryClock, countUnsorted } from "./order-lines.ts";
import { parseLanguage } from "./parse-language.ts";
import { placeWords } from "./place-words.ts";
import { splitText, splitTimedWord, totalWeight } from "./split-words.ts";
import { undoRolling } from "./undo-rolling.ts";

/** 10,000 hours: a later time is a mistake of the file, and past 2^53 it would not fit the database. */
export const maxMs = 36_000_000_000;

const roundingMs = 50;
// Slow speech, about 8 letters per second: the length of a line whose end is unknown.
const msPerLetter = 120;

type Line = {
  startMs: number | null;
  endMs: number | null;
  speaker: string | null;
  language: string | null;
  number: number | null;
  words: DraftWord[];
  weight: number;
};
type TimedLine = Line & { startMs: number; endMs: number };

/**
 * @param durationMs length of the recording, where known: a text without times is spread over it
 * @throws ArchiveError `unsupported-transcript` without words; `invalid-input` without times and
 *   duration
 */
export function buildTranscript(draft: Draft, durationMs?: number): Transcript {
  const notes = [...(draft.notes ?? [])];
  const lines = toLines(draft, notes);
  if (lines.length === 0) {
    throw archiveError("transcript-without-words", {});
  }
  if (!draft.isOneClock) noteOrder(lines, durationMs, notes);
  const timed = separate(endLines(startLines(lines, durationMs).sort((a, b) => a.startMs - b.startMs)));
  const segments = timed.map(toSegment);
  return {
    language: parseLanguage(draft.language) ?? majorityLanguage(segments),
    confidence: meanConfidence(segments),
    segments,
    ...(notes.length > 0 && { notes }),
  };
}

function toLines({ segments, isWritten, joinedLetters }: Draft, notes: Note[]): Line[] {
  const unrolled = isWritten ? undoRolling(segments) : { segments, count: 0 };
  if (unrolled.count > 0) notes.push(makeNote("transcript-captions-rolled", { count: unrolled.count }));
  const named = isWritten ? findSpeakers(unrolled.segments) : segments;
  const mended = { count: joinedLetters ?? 0 };
  const repaired = named.filter(needsRepair).length;
  if (repaired > 0) notes.push(makeNote("transcript-times-repaired", { count: repaired }));
  const lines = named
    .flatMap((segment) => cutAtSpeakers(segment, segmentWords(segment, mended)).map(toLine))
    .filter((line) => line.words.length > 0);
  if (mended.count > 0) notes.push(makeNote("transcript-letters-mended", { count: mended.count }));
  const lost = lines.reduce((sum, { words }) => sum + words.filter((word) => isBroken(word.text)).length, 0);
  if (lost > 0) notes.push(makeNote("transcript-letters-lost", { count: lost }));
  return lines;
}

/** Carries the clock on where it restarted; says so, and where lines are out of order. */
function noteOrder(lines: Line[], durationMs: number | undefined, notes: Note[]): void {
  const { parts } = carryClock(lines, durationMs);
  let part = -1;
  for (const line of lines) {
    if (parts[part + 1]?.from === line) part += 1;
    if (part < 0) continue;
    const move = (ms: number | null) => (ms === null ? null : Math.min(maxMs, parts[part]!.move(ms)));
    line.startMs = move(line.startMs);
    line.endMs = move(line.endMs);
    line.words = line.words.map((word) => ({
      ...word,
      startMs: move(word.startMs),
      endMs: move(word.endMs),
    }));
  }
  if (parts.length > 0) notes.push(makeNote("transcript-clock-restarted", { count: parts.length - 1 }));
  const timeless = lines.filter(({ startMs }) => startMs === null).length;
  if (timeless > 0 && timeless < lines.length)
    notes.push(makeNote("transcript-lines-without-time", { count: timeless }));
  const unsorted = countUnsorted(lines);
  if (unsorted > 0) notes.push(makeNote("transcript-lines-sorted", { count: unsorted }));
}

// A few milliseconds below zero are rounding.
function needsRepair({ startMs, endMs, text, words }: DraftSegment): boolean {
  const isEmpty = (text ?? "").trim() === "" && (words ?? []).length === 0;
  if (isEmpty || startMs === null) return false;
  return startMs < -roundingMs || (endMs !== null && endMs < startMs - roundingMs);
}

function toLine({ words, ...segment }: DraftSegment & { words: DraftWord[] }): Line {
  const known = words.filter((word) => word.startMs !== null);
  const startMs = cleanTime(segment.startMs) ?? known[0]?.startMs ?? null;
  const endMs = cleanTime(segment.endMs) ?? known.at(-1)?.endMs ?? null;
  return {
    startMs,
    endMs: startMs !== null && endMs !== null && endMs < startMs ? null : endMs,
    speaker: cleanSpeaker(segment.speaker),
    language: parseLanguage(segment.language),
    number: segment.number ?? null,
    words,
    weight: totalWeight(words.map((word) => word.text)),
  };
}

function segmentWords(segment: DraftSegment, mended: { count: number }): DraftWord[] {
  const { text, words } = segment;
  if (words === undefined || words.length === 0) {
    return splitText(text ?? "").map((word) => ({ text: word, startMs: null, endMs: null }));
  }
  const joined = text === undefined ? words : joinPieces(text, words);
  if (words.some((word) => isBroken(word.text)) && !joined.some((word) => isBroken(word.text)))
    mended.count += 1;
  return joined.flatMap((word) =>
    splitTimedWord({
      ...word,
      startMs: cleanTime(word.startMs),
      endMs: cleanTime(word.endMs),
      confidence: cleanConfidence(word.confidence),
    }),
  );
}

function cleanTime(ms: number | null): number | null {
  return ms === null || !(Math.abs(ms) <= maxMs) ? null : Math.max(0, Math.round(ms));
}

function cleanConfidence(confidence: number | null | undefined): number | null {
  if (confidence === null || confidence === undefined || !Number.isFinite(confidence)) return null;
  return Math.min(1, Math.max(0, confidence));
}

function cleanSpeaker(speaker: string | null | undefined): string | null {
  const name = splitText(speaker ?? "").join(" ");
  return name === "" ? null : name;
}

type StartedLine = Line & { startMs: number };

function startLines(lines: Line[], durationMs: number | undefined): StartedLine[] {
  if (durationMs === undefined && lines.every((line) => line.startMs === null)) {
    throw archiveError("transcript-without-times", {});
  }
  for (let from = 0; from < lines.length; from++) {
    if (lines[from]!.startMs !== null) continue;
    let to = from;
    while (to < lines.length && lines[to]!.startMs === null) to++;
    startRun(lines, from, to, durationMs);
    from = to;
  }
  return lines as StartedLine[];
}

// Places lines[from…to), which have no start, between the line before and the line after.
function startRun(lines: Line[], from: number, to: number, durationMs: number | undefined): void {
  const before = lines[from - 1];
  const run = lines.slice(from, to);
  const weight = run.reduce((sum, line) => sum + line.weight, 0);
  let startMs = before === undefined ? 0 : (before.endMs ?? before.startMs! + before.weight * msPerLetter);
  const endMs = lines[to]?.startMs ?? durationMs ?? startMs + weight * msPerLetter;
  if (before !== undefined && endMs < startMs) startMs = Math.min(before.startMs!, endMs);
  const msPerWeight = Math.max(0, endMs - startMs) / weight;
  for (const line of run) {
    line.startMs = Math.round(startMs);
    startMs += line.weight * msPerWeight;
    line.endMs = Math.round(startMs);
  }
}

function endLines(lines: StartedLine[]): TimedLine[] {
  let nextStartMs = Number.POSITIVE_INFINITY;
  for (let i = lines.length - 1; i >= 0; i--) {
    const line = lines[i]!;
    const later = lines[i + 1];
    if (later !== undefined && later.startMs > line.startMs) nextStartMs = later.startMs;
    line.endMs ??= Math.round(Math.min(nextStartMs, line.startMs + line.weight * msPerLetter));
  }
  return lines as TimedLine[];
}

function separate(lines: TimedLine[]): TimedLine[] {
  for (let i = 0; i < lines.length; i++) {
    const line = lines[i]!;
    let same = i + 1;
    while (lines[same]?.startMs === line.startMs && lines[same]?.speaker === line.speaker) same++;
    if (same > i + 1) shareTime(lines.slice(i, same));
    const next = lines[same];
    const last = lines[same - 1]!;
    if (next !== undefined && next.speaker === last.speaker && last.endMs > next.startMs)
      last.endMs = next.startMs;
    i = same - 1;
  }
  return lines;
}

// Lines of one speaker with the same time are placed one after the other, by weight.
function shareTime(lines: TimedLine[]): void {
  if (lines.some((line) => line.words.some((word) => word.startMs !== null))) return;
  const startMs = lines[0]!.startMs;
  const endMs = lines.reduce((latestMs, line) => Math.max(latestMs, line.endMs), startMs);
  const weight = lines.reduce((sum, line) => sum + line.weight, 0);
  let done = 0;
  for (const line of lines) {
    line.startMs = Math.round(startMs + ((endMs - startMs) * done) / weight);
    done += line.weight;
    line.endMs = Math.round(startMs + ((endMs - startMs) * done) / weight);
  }
}

function toSegment(line: TimedLine): Segment {
  const words = placeWords(line.words, line.startMs, line.endMs);
  return {
    startMs: Math.min(line.startMs, words[0]!.startMs),
    endMs: Math.max(line.endMs, words.at(-1)!.endMs),
    speaker: line.speaker,
    language: line.language,
    channel: null,
    words,
  };
}
