/**
 * Recognisers split words into pieces (`state` `-of` `-the-art`, or single tokens). The text of the line tells which pieces
 * belong together, and which letter it was where a token ends inside of one (`Пр\ufffd` `\ufffdвет`).
 */

import type { DraftWord } from "./draft.ts";
import { splitText } from "./split-words.ts";

/** Letters of the line that no piece has, such as punctuation, between two pieces. */
const maxSkip = 24;
const maxTokenLetters = 16;

// In scripts without spaces the recogniser's pieces are the words.
const unspaced =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;

/**
 * Returns the words of `text` with the times of their pieces. Words without pieces have no times. Where pieces and text do not
 * match at all, the pieces are returned as they are.
 */
export function joinPieces(text: string, pieces: DraftWord[]): DraftWord[] {
  if (unspaced.test(text)) return mendLetters(text, pieces);
  const words = splitText(text);
  const joined = spellOut(words, pieces);
  return joined ?? joinByLeadingSpace(pieces);
}

/** Whether a text has the mark (U+FFFD) that stands for bytes that are no letter. */
export function isBroken(text: string): boolean {
  return text.includes("\ufffd");
}

/**
 * Pieces that share a letter become one, with the letters of the line between the pieces beside them. Where these are not found
 * in the line, nothing is changed.
 */
function mendLetters(text: string, pieces: DraftWord[]): DraftWord[] {
  if (!pieces.some((piece) => isBroken(piece.text)) || isBroken(text)) return pieces;
  const line = splitText(text).join("");
  const mended: DraftWord[] = [];
  let cursor = 0;
  for (let at = 0; at < pieces.length; ) {
    let next = at;
    while (next < pieces.length && isBroken(pieces[next]!.text)) next++;
    const whole = next < pieces.length ? splitText(pieces[next]!.text).join("") : "";
    const found =
      whole === "" && next < pieces.length
        ? cursor
        : next < pieces.length
          ? line.indexOf(whole, cursor)
          : line.length;
    if (found < cursor || found - cursor > maxSkip + (next - at) * maxTokenLetters) return pieces;
    if (next > at) {
      const letters = line.slice(cursor, found);
      if (letters === "") return pieces;
      mended.push(mergePieces(letters, pieces.slice(at, next)));
    }
    if (next < pieces.length) mended.push(pieces[next]!);
    cursor = found + whole.length;
    at = next + 1;
  }
  return mended;
}

function spellOut(words: string[], pieces: DraftWord[]): DraftWord[] | undefined {
  const line = words.join("");
  // For every character of the line, the word it belongs to.
  const wordAt = new Int32Array(line.length);
  let at = 0;
  words.forEach((word, index) => {
    wordAt.fill(index, at, at + word.length);
    at += word.length;
  });

  const parts: DraftWord[][] = words.map(() => []);
  let cursor = 0;
  let missed = 0;
  for (const piece of pieces) {
    // Of a piece that begins or ends inside a letter, the other letters are looked for; the letter belongs to it, too.
    const whole = splitText(piece.text).join("");
    const spelling = isBroken(whole) ? longestWhole(whole) : whole;
    if (spelling === "") {
      // A token of bytes only: of the letter that comes next, or, after a space, of the next word.
      if (whole === "" || line === "") continue;
      const isInside = cursor > 0 && wordAt[cursor] === wordAt[cursor - 1];
      if (/^\s/.test(piece.text) && isInside)
        cursor = line.length - words.slice(wordAt[cursor]! + 1).join("").length;
      parts[wordAt[Math.min(cursor, line.length - 1)]!]!.push(piece);
      continue;
    }
    const found = line.startsWith(spelling, cursor)
      ? cursor
      : line.slice(cursor, cursor + spelling.length + maxSkip).indexOf(spelling) + cursor;
    if (found < cursor) {
      missed += 1;
      continue;
    }
    // A piece with a space inside (`vole !`) belongs to every word it overlaps.
    const lastChar = Math.min(line.length, found + spelling.length) - 1;
    for (let word = wordAt[found]!; word <= wordAt[lastChar]!; word++) parts[word]!.push(piece);
    cursor = found + spelling.length;
  }
  if (missed * 4 > pieces.length) return undefined;
  const shared = new Map<DraftWord, number>();
  for (const list of parts) for (const piece of list) shared.set(piece, (shared.get(piece) ?? 0) + 1);
  return words.map((text, i) =>
    mergePieces(
      text,
      parts[i]!.filter((piece) => ownPiece(text, piece, shared)),
    ),
  );
}

function longestWhole(spelling: string): string {
  return spelling.split(/\ufffd+/).reduce((longest, part) => (part.length > longest.length ? part : longest));
}

// A piece of several words gives its time to a word only if the word has all of its letters.
function ownPiece(word: string, piece: DraftWord, shared: Map<DraftWord, number>): boolean {
  return shared.get(piece) === 1 || (/[\p{L}\p{N}]/u.test(word) && lettersIn(piece.text) === lettersIn(word));
}

function lettersIn(text: string): string {
  return text.replace(/[^\p{L}\p{N}]/gu, "");
}

function joinByLeadingSpace(pieces: DraftWord[]): DraftWord[] {
  const spaced = pieces.filter((piece) => /^\s/.test(piece.text)).length;
  if (spaced * 2 < pieces.length) return pieces;
  const groups: DraftWord[][] = [];
  for (const piece of pieces) {
    const last = groups.at(-1);
    if (last === undefined || /^\s/.test(piece.text)) groups.push([piece]);
    else last.push(piece);
  }
  return groups.map((group) => mergePieces(group.map((piece) => piece.text).join(""), group));
}

function mergePieces(text: string, pieces: DraftWord[]): DraftWord {
  const timed = pieces.filter((piece) => piece.startMs !== null);
  let weight = 0;
  let confidence = 0;
  for (const piece of pieces) {
    if (piece.confidence === null || piece.confidence === undefined) continue;
    weight += piece.text.length;
    confidence += piece.confidence * piece.text.length;
  }
  const merged: DraftWord = {
    text,
    startMs: timed[0]?.startMs ?? null,
    endMs: timed.at(-1)?.endMs ?? null,
    confidence: weight > 0 ? confidence / weight : null,
  };
  const speaker = pieces.find((piece) => piece.speaker)?.speaker;
  if (speaker) merged.speaker = speaker;
  if (timed.some((piece) => piece.timing === "interpolated")) merged.timing = "interpolated";
  return merged;
}
