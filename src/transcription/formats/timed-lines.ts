/**
 * Text with times on its lines, as meeting programs, editors and video sites write or show it:
 *
 *     [00:01:02] Anna: …        many programs; also (1:02) and [0:05 - 0:07]
 *     Anna Smith  0:03          Otter, Teams, Rev: a name and a time, the text below or after it
 *     Anna Smith   1 minute 5 seconds          Teams
 *     00:05:00                  YouTube's transcript copied, Google Meet: a time alone, the text below it
 *     00:00:05.000 Anna: …      tactiq
 *     00:00:03.800 - 00:00:31.800          Premiere Pro: the speaker and the text below it
 */

import type { Draft, DraftSegment } from "../draft.ts";
import { startWallClock } from "../shift-timeline.ts";
import { lrcReader } from "./lrc.ts";
import type { TextReader } from "./reader.ts";
import { areInOrder, readTimeLine, type TimeLine } from "./time-line.ts";

type Block = { mark: TimeLine | null; lines: string[]; isEmpty: boolean };

export const timedLinesReader: TextReader = {
  format: "timed-txt",
  extensions: [".txt", ".md"],
  // LRC lyrics in a .txt file have such times, too, and tags that would be read as text.
  detect: (text) => acceptedKinds(text.split("\n", 400)).size > 0 && !lrcReader.detect(text),
  read(text, { durationMs }): Draft {
    const lines = text.split("\n");
    const blocks = nameBlocks(withoutFrame(cutBlocks(lines, acceptedKinds(lines.slice(0, 400)))));
    const segments = blocks.map(toSegment);
    const isSpan = blocks.some(({ mark }) => mark?.kind === "span");
    return isSpan ? { segments } : startWallClock({ segments }, durationMs);
  },
};

/** The kinds of time lines that the text has, so that a time of day in a sentence is not taken for one. */
function acceptedKinds(lines: string[]): Set<TimeLine["kind"]> {
  const kinds = new Set<TimeLine["kind"]>();
  const full = lines.filter((line) => line.trim() !== "" && !/^#+ *[^#\d\s]/.test(line));
  const marks = full.map(readTimeLine);
  const of = (kind: TimeLine["kind"]) => marks.filter((mark) => mark?.kind === kind).map((mark) => mark!);
  const begins = (kind: TimeLine["kind"]) => marks[0]?.kind === kind;
  if (of("bracket").length > 0) kinds.add("bracket");
  if (of("span").length > 0) kinds.add("span");
  const headings = of("heading");
  const hasClear = headings.some(({ isClear }) => isClear);
  if (hasClear || ((headings.length > 1 || begins("heading")) && areInOrder(headings))) kinds.add("heading");
  const alone = of("alone");
  if (begins("alone") || (alone.length > 1 && areInOrder(alone))) kinds.add("alone");
  const leading = of("leading");
  // Lines without a time may follow one, but what stands before each of them is not known.
  // Above the first, a title and an address are no text, if every line below names who speaks.
  const head = marks.findIndex((mark) => mark?.kind === "leading");
  const isNamed = leading.length > 1 && leading.every(({ text }) => /^\p{Lu}[^:\n]{0,40}:\s/u.test(text));
  const counted = isNamed && head <= 3 ? full.length - head : full.length;
  const isMost = leading.length * (begins("leading") ? 2 : 1.6) >= counted && leading.length > 0;
  const areClear = leading.every(({ isClear }) => isClear);
  if (isMost && (areClear || (leading.length > 1 && areInOrder(leading)))) kinds.add("leading");
  // Teams' page shows the same time several times: above and beside the name.
  if (kinds.has("heading")) kinds.add("alone");
  return kinds;
}

function cutBlocks(lines: string[], kinds: Set<TimeLine["kind"]>): Block[] {
  const blocks: Block[] = [{ mark: null, lines: [], isEmpty: true }];
  let lastMs = 0;
  for (const line of lines) {
    const mark = readTimeLine(line);
    const block = blocks.at(-1)!;
    if (mark === undefined || !kinds.has(mark.kind)) {
      if (!isSameTime(line, block)) addLine(block, line);
      continue;
    }
    // A time of day in the text of a block: times of lines go forwards.
    if (mark.kind === "alone" && kinds.size > 1 && mark.startMs < lastMs) {
      addLine(block, line);
      continue;
    }
    lastMs = mark.startMs;
    if (block.isEmpty && block.mark !== null && Math.abs(block.mark.startMs - mark.startMs) <= 1000) {
      block.mark = { ...mark, speaker: mark.speaker ?? block.mark.speaker };
      dropName(blocks.at(-2), block.mark);
    } else {
      dropName(block, mark);
      blocks.push({ mark, lines: [], isEmpty: true });
    }
    blocks.at(-1)!.lines = [];
    if (mark.text !== "") addLine(blocks.at(-1)!, mark.text);
  }
  return blocks;
}

function addLine(block: Block, line: string): void {
  block.lines.push(line);
  if (line.trim() !== "") block.isEmpty = false;
}

// The name and the time above a heading that repeats both are not what the speaker before said last.
function dropName(block: Block | undefined, { startMs, speaker }: TimeLine): void {
  const lines = block?.lines ?? [];
  const last = () => lines.findLastIndex((line) => line.trim() !== "");
  if (speaker === null) return;
  while (last() >= 0 && isTimeInWords(lines[last()]!, startMs)) lines.length = last();
  if (last() >= 0 && lines[last()]!.trim() === speaker) lines.length = last();
}

const inWords =
  /^(?:(\d+)\s*(?:hours?|час\p{L}*)[,\s]*)?(?:(\d+)\s*(?:minutes?|минут\p{L}*)[,\s]*)?(?:(\d+)\s*(?:seconds?|секунд\p{L}*))?\s*(?:\d[\d:]*)?$/iu;

// YouTube and Teams also write the time of a line in words, for people who hear the page.
function isSameTime(line: string, { mark, isEmpty }: Block): boolean {
  return mark !== null && isEmpty && isTimeInWords(line, mark.startMs);
}

function isTimeInWords(line: string, startMs: number): boolean {
  const parts = /\p{L}/u.test(line) ? inWords.exec(line.trim()) : null;
  if (parts === null) return false;
  const [, hours = 0, minutes = 0, seconds = 0] = parts;
  const ms = (Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds)) * 1000;
  return Math.abs(ms - startMs) <= 1000;
}

const transcriptTitle =
  /(?:^|[-–—]|\*\*|#)\s*(?:transcript|transcription|расшифровка|стенограмма|транскрипт)\s*:?[\s*]*$/i;
const ended =
  /^[\s#*]*(?:(?:meeting|transcription|transcript) ended (?:after|at)|(?:встреча|расшифровка|транскрипция|запись) (?:завершилась|закончилась|завершена|окончена) (?:через|в)) [\d:]+/i;
// Teams: who switched the transcript on and off, and how long the meeting was.
const switched =
  /^\s*\p{Lu}[^\n.!?:]{0,60} (?:(?:started|stopped) (?:the )?transcription|(?:начал|запустил|остановил|завершил)(?:а|\(а\))? (?:транскрибирование|транскрипцию|расшифровку))\s*$/u;
const meetingLength = /^\s*(?:\d+\s?[hч] ?)?(?:\d+\s?[mм] ?)?\d+\s?[sс]\s*$/i;
const advertising = /^\s*transcribed by https?:\/\/\S+\s*$/i;

// What programs write before and after the transcript: the meeting's title and guests, their own name.
function withoutFrame(blocks: Block[]): Block[] {
  const [head, ...rest] = blocks as [Block, ...Block[]];
  const isFrame = (line: string) =>
    transcriptTitle.test(line) || switched.test(line) || meetingLength.test(line);
  const title = head.lines.findLastIndex(isFrame);
  for (const block of rest) block.lines = block.lines.filter((line) => !switched.test(line));
  head.lines = head.lines.slice(title + 1).filter((line) => !line.startsWith("#"));
  const last = rest.at(-1);
  if (last !== undefined) {
    const end = last.lines.findIndex((line) => ended.test(line));
    if (end >= 0) last.lines.length = end;
    last.lines = last.lines.filter((line) => !advertising.test(line));
    dropCutHead(last, new Set(rest.map(({ mark }) => mark?.speaker ?? "")));
  }
  return blocks;
}

const cutHead = /^\s*(.*?)[\s([]*\d?[\d:.,]*\s*[-–—→]?\s*[\d:.,]*$/;

// A name that occurs for the first time, and the beginning of its time.
const newHead = /^\s*\p{Lu}[^\n:.!?\t]{0,40}?(?:\s{2,}|\t)\d/u;

// In a file that is cut off, the name and half of the time of the next block would be read as words.
function dropCutHead(block: Block, names: Set<string>): void {
  const at = block.lines.findLastIndex((line) => line.trim() !== "");
  // A long line is text.
  if (at < 0 || block.lines[at]!.length > 120) return;
  const match = /[.!?…]\s*$/.test(block.lines[at]!) ? null : cutHead.exec(block.lines[at]!);
  const name = match?.[1]?.trim();
  const isClock = name === "" && /\d:/.test(block.lines[at]!);
  const isHead = [...names].some((known) => known !== "") && newHead.test(block.lines[at]!);
  if (isClock || isHead || (name !== undefined && name !== "" && names.has(name))) block.lines.length = at;
}

const nameLine =
  /^[-–—\s]*(\p{Lu}[\p{L}\p{M}'’.-]*(?:[ \t]+[\p{Lu}\p{N}(][\p{L}\p{M}\p{N}'’.)-]*){0,4}):?\s*$/u;
const numberedName = /^(?:speaker|unknown|спикер|говорящий)(?:[ _]\S{1,12})?$/i;

/** Where nearly every block begins with a line of its own that is a name, that line is its speaker. */
function nameBlocks(blocks: Block[]): Block[] {
  const said = blocks.filter(({ mark, lines }) => mark !== null && lines.some((line) => line.trim() !== ""));
  const names = said.map(({ mark, lines }) => {
    const full = lines.filter((line) => line.trim() !== "");
    return mark!.speaker === null && full.length > 1 ? (nameLine.exec(full[0]!.trim())?.[1] ?? null) : null;
  });
  const found = names.filter((name) => name !== null);
  const isRepeated =
    new Set(found).size * 2 <= found.length || found.every((name) => numberedName.test(name));
  // The last block may be cut off inside of its name.
  const last = said.at(-1);
  const rest = last?.lines.map((line) => line.trim()).filter((line) => line !== "") ?? [];
  const isCut = rest.length === 1 && found.some((name) => name.startsWith(rest[0]!));
  const count = isCut ? said.length - 1 : said.length;
  if (found.length === 0 || found.length < count * 0.8 || !isRepeated) return blocks;
  if (isCut) last!.lines = [];
  said.forEach((block, i) => {
    const name = names[i];
    if (name === null || name === undefined) return;
    const at = block.lines.findIndex((line) => line.trim() !== "");
    block.lines.splice(0, at + 1);
    block.mark = { ...block.mark!, speaker: name };
  });
  return blocks;
}

function toSegment({ mark, lines }: Block): DraftSegment {
  return {
    startMs: mark?.startMs ?? null,
    endMs: mark?.endMs ?? null,
    speaker: mark?.speaker ?? null,
    text: lines.join("\n").trim(),
  };
}
