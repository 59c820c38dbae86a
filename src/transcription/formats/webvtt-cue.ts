/** The text of a WebVTT cue: tags, voices, character references, timestamps inside ("WebVTT cue text tokenizer"). */

import { decodeHTMLStrict } from "entities/decode";
import type { DraftSegment, DraftWord } from "../draft.ts";
import { splitText, totalWeight } from "../split-words.ts";
import type { TimedText } from "./srt.ts";

/** A part of a cue's text with one voice; `timeMs` is the timestamp before it, if any. */
type CuePiece = { text: string; timeMs: number | null; voice: string | null };

const knownTags = new Set(["c", "i", "b", "u", "v", "lang", "ruby", "rt"]);

/**
 * The parts of a cue's text. Unknown and wrongly closed tags are removed, their text is kept. An unclosed `<` removes the rest of
 * the text only where it looks like a tag.
 */
function readCueText(text: string): CuePiece[] {
  const pieces: CuePiece[] = [{ text: "", timeMs: null, voice: null }];
  const open: { name: string; voice: string | null }[] = [];
  const voiceNow = () => open.findLast((tag) => tag.name === "v")?.voice ?? null;
  const begin = (piece: Partial<CuePiece>) =>
    pieces.push({ text: "", timeMs: null, voice: voiceNow(), ...piece });
  for (const token of text.split(/(<[^<>]*(?:>|$))/)) {
    if (!token.startsWith("<")) {
      pieces.at(-1)!.text += decodeHTMLStrict(token);
      continue;
    }
    const inside = token.slice(1).replace(/>$/, "");
    const timeMs = readTimestamp(inside);
    if (timeMs !== undefined) {
      begin({ timeMs });
    } else if (inside.startsWith("/")) {
      closeTag(open, inside.slice(1).trim());
      if (pieces.at(-1)!.voice !== voiceNow()) begin({});
    } else {
      const name = /^[^\s.]*/.exec(inside)![0].toLowerCase();
      if (name === "" || !/^[a-z]/.test(name)) {
        if (!token.endsWith(">") || name !== "") pieces.at(-1)!.text += decodeHTMLStrict(token);
      } else if (knownTags.has(name)) {
        const voice = name === "v" ? decodeHTMLStrict(inside.replace(/^\S*/, "")).trim() : null;
        open.push({ name, voice: voice === "" ? null : voice });
        if (name === "v") begin({});
      }
    }
  }
  return pieces.filter((piece, i) => i > 0 || piece.text !== "");
}

function closeTag(open: { name: string; voice: string | null }[], name: string): void {
  const at = open.findLastIndex((tag) => tag.name === name);
  if (at >= 0) open.splice(at, 1);
}

/** One segment for each voice of a cue; words get the timestamps between them. */
export function cueSegments(cue: TimedText): DraftSegment[] {
  const pieces = readCueText(cue.text);
  const runs: CuePiece[][] = [];
  for (const piece of pieces) {
    const last = runs.at(-1);
    if (last !== undefined && last[0]!.voice === piece.voice) last.push(piece);
    else if (piece.text.trim() !== "" || piece.timeMs !== null) runs.push([piece]);
  }
  return shareCue(cue, runs).map(({ run, startMs, endMs }) => {
    const segment = { startMs, endMs, speaker: run[0]!.voice };
    if (run.every((piece) => piece.timeMs === null)) {
      return { ...segment, text: run.map((piece) => piece.text).join("") };
    }
    return { ...segment, words: timedWords(run, startMs, endMs) };
  });
}

// Several voices in one cue are taken to speak one after the other.
function shareCue(cue: TimedText, runs: CuePiece[][]) {
  const weights = runs.map((run) => totalWeight(splitText(run.map((piece) => piece.text).join(""))));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const { startMs, endMs } = cue;
  let done = 0;
  return runs.map((run, i) => {
    const from = share(startMs, endMs, done / total);
    done += weights[i]!;
    const stamped = run[0]!.timeMs;
    const next = runs[i + 1]?.[0]?.timeMs;
    return { run, startMs: stamped ?? from, endMs: next ?? share(startMs, endMs, done / total) };
  });
}

function share(startMs: number | null, endMs: number | null, part: number): number | null {
  return startMs === null || endMs === null ? startMs : Math.round(startMs + (endMs - startMs) * part);
}

/**
 * Words between timestamps: a single word is measured, several words share the time. A timestamp without a word after it ends the
 * word before. A timestamp inside a word (`ku<00:01.000>ber`) does not split it.
 */
function timedWords(run: CuePiece[], startMs: number | null, endMs: number | null): DraftWord[] {
  const stretches = joinCutWords(run, startMs);
  const inside = (ms: number | null) =>
    ms !== null && ms >= (startMs ?? 0) && (endMs === null || ms <= endMs) ? ms : null;
  return stretches.flatMap((stretch, i): DraftWord[] => {
    if (splitText(stretch.text).length === 0) return [];
    const next = stretches[i + 1];
    const to = next === undefined ? endMs : inside(next.timeMs);
    return [{ text: stretch.text, startMs: inside(stretch.timeMs), endMs: to }];
  });
}

function joinCutWords(run: CuePiece[], startMs: number | null): { text: string; timeMs: number | null }[] {
  const stretches: { text: string; timeMs: number | null }[] = [];
  for (const { text, timeMs } of run) {
    const last = stretches.at(-1);
    if (last === undefined) stretches.push({ text, timeMs: timeMs ?? startMs });
    else if (timeMs === null || (/\S$/.test(last.text) && /^\S/.test(text))) last.text += text;
    else stretches.push({ text, timeMs });
  }
  return stretches;
}

/**
 * In rolling captions of video sites, every cue repeats the last line of the one before. Where a third of the cues do so, the
 * repeated lines are removed.
 */
export function dropRolledLines<T extends TimedText>(cues: T[]): T[] {
  const plain = (text: string) =>
    readCueText(text)
      .map((piece) => piece.text)
      .join("")
      .split("\n")
      .map((line) => line.trim())
      .filter((line) => line !== "");
  const lines = cues.map((cue) => plain(cue.text));
  let rolled = 0;
  for (let i = 1; i < cues.length; i++) {
    if (lines[i]!.length > 0 && lines[i]![0] === lines[i - 1]!.at(-1)) rolled += 1;
  }
  if (cues.length < 4 || rolled * 3 < cues.length) return cues;
  const kept: T[] = [];
  cues.forEach((cue, i) => {
    const repeats = i > 0 && lines[i]!.length > 0 && lines[i]![0] === lines[i - 1]!.at(-1);
    const raw = cue.text.split("\n").filter((line) => plain(line).length > 0);
    const text = (repeats ? raw.slice(1) : raw).join("\n");
    if (text !== "") kept.push({ ...cue, text });
  });
  return kept;
}

/** A timestamp by the specification: `mm:ss.fff` or `h…h:mm:ss.fff`, minutes and seconds below 60. */
export function readTimestamp(text: string): number | undefined {
  const match = /^(?:(\d{2,}):)?(\d{2}):(\d{2})\.(\d{3})$/.exec(text);
  if (match === null) return undefined;
  const [, hours, minutes, seconds, milliseconds] = match;
  if (Number(minutes) > 59 || Number(seconds) > 59) return undefined;
  return (Number(hours ?? 0) * 3600 + Number(minutes) * 60 + Number(seconds)) * 1000 + Number(milliseconds);
}
