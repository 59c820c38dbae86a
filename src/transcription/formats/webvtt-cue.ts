/** The text of a WebVTT cue: tags, voices, character references, timestamps inside ("WebVTT cue text tokenizer"). */

import { decodeHTMLStrict } from "entities/decode";
import type { DraftSegment, DraftWord } from "../draft.ts";
import { splitText, totalWeight } from "../split-words.ts";
import { findClosings, isComparison, isTag } from "../strip-markup.ts";

/** A subtitle as the file has it: its text with tags, its times where they are valid, its number in an SRT. */
export type TimedText = {
  startMs: number | null;
  endMs: number | null;
  text: string;
  number?: number | null;
};

/** A part of a cue's text with one voice; `timeMs` is the timestamp before it, if any. */
type CuePiece = { text: string; timeMs: number | null; voice: string | null };

const knownTags = new Set(["c", "i", "b", "u", "v", "lang", "ruby", "rt"]);

/**
 * The parts of a cue's text. Tags of WebVTT and HTML are removed, also wrongly closed ones, and their text is kept. By the
 * specification any `<` opens a tag; files that do not escape it have it as a sign, so `a<b и c>d` and `<laughs>` stay as they are.
 */
function readCueText(text: string): CuePiece[] {
  const pieces: CuePiece[] = [{ text: "", timeMs: null, voice: null }];
  const open: { name: string; voice: string | null }[] = [];
  const voiceNow = () => open.findLast((tag) => tag.name === "v")?.voice ?? null;
  const begin = (piece: Partial<CuePiece>) =>
    pieces.push({ text: "", timeMs: null, voice: voiceNow(), ...piece });
  const closed = findClosings(text);
  let end = 0;
  for (const [at, token] of text.split(/(<[^<>]*(?:>|$))/).entries()) {
    end += token.length;
    // Every second part is what may be a tag.
    if (at % 2 === 0) {
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
      if (name === "" && token.endsWith(">")) continue;
      const from = end - token.length;
      const isSign =
        !isMarkup(token, name, () => closed(name, from)) || isComparison(text, token, from, closed);
      if (isSign) pieces.at(-1)!.text += decodeHTMLStrict(token);
      else if (knownTags.has(name)) {
        const voice = name === "v" ? decodeHTMLStrict(inside.replace(/^\S*/, "")).trim() : null;
        open.push({ name, voice: voice === "" ? null : voice });
        if (name === "v") begin({});
      }
    }
  }
  return pieces.filter((piece, i) => i > 0 || piece.text !== "");
}

// Only voices and languages have words inside of a tag; others may have them where a closing tag follows.
function isMarkup(token: string, name: string, isClosed: () => boolean): boolean {
  if (name === "v" || name === "lang") return true;
  if (!token.endsWith(">")) return false;
  return isTag(token) || (knownTags.has(name) && (token.includes(".") || isClosed()));
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

/** A timestamp by the specification: `mm:ss.fff` or `h…h:mm:ss.fff`, minutes and seconds below 60. */
export function readTimestamp(text: string): number | undefined {
  const match = /^(?:(\d{2,}):)?(\d{2}):(\d{2})\.(\d{3})$/.exec(text);
  if (match === null) return undefined;
  const [, hours, minutes, seconds, milliseconds] = match;
  if (Number(minutes) > 59 || Number(seconds) > 59) return undefined;
  return (Number(hours ?? 0) * 3600 + Number(minutes) * 60 + Number(seconds)) * 1000 + Number(milliseconds);
}
