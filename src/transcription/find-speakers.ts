/**
 * Speakers that are named in the text: `Anna: …`, `[Anna]: …`, `[SPEAKER_01] …`, `>> ANNA: …` at the start of a line, also of
 * the second line of a subtitle.
 */

import type { DraftSegment, DraftWord } from "./draft.ts";
import { dropHead, spell } from "./drop-head.ts";
import { splitText, totalWeight } from "./split-words.ts";

const opening = String.raw`^\s*(?:>{2,3}|[-–—])?\s*\*{0,2}`;
const prefix = new RegExp(
  String.raw`${opening}(?:\[([^\]\n:]{1,40})\]|\(([^)\n:]{1,40})\)|([^\s:*>[(][^:\n*]{0,39}?))\s*\*{0,2}[:：]\*{0,2}(?=\s|$)`,
  "u",
);
const bracketed = new RegExp(
  String.raw`${opening}\[((?:SPEAKER|Speaker|speaker|Спикер|СПИКЕР)[ _]?[\p{L}\d]{1,12})\](?=\s|$)`,
  "u",
);
const numbered = /^(?:speaker|spk|s|спикер|говорящий|голос)[ _-]?\d{1,3}$/iu;
const particles =
  /^(?:de|del|dos|du|van|von|der|den|da|di|la|le|bin|ibn|al|де|дер|ди|да|ла|ле|ван|фон|аль|ибн|бен|оглы|кызы)$/;
// Words that open a sentence with a colon, not a turn.
const labels = new RegExp(
  `^(?:${[
    "вопрос|ответ|итог|итого|внимание|важно|примечание|пример|например|вывод|цель|тема|задача|дано|главное|смотрите|слушайте",
    "да|нет|так|итак|ну|вот|значит|кстати|точнее|короче|первое|второе|третье|во-первых|во-вторых|раз|два",
    "question|answer|example|attention|important|note|warning|summary|conclusion|topic|ps|p\\.s\\.|look|listen|first|second|third",
    "yes|no|ok|okay|so|well|right|now|today",
  ].join("|")})$`,
  "iu",
);
// Openings that are never a name, however often they occur.
const openings =
  /^(?:p\.?\s?s\.?|п\.?\s?с\.?|во-первых|во-вторых|в-третьих|вывод|rule\b.*|step\b.*|правило(?:\s.*)?|шаг(?:\s.*)?|(?:дорог|уважаем)(?:ая|ой|ый|ые|ие)(?:\s.*)?|dear\b.*)$/iu;
// 200 g, «ещё 50 г.»: a list of things, nobody says this.
const amount = /^(?:\S+\s+)?\d[\d.,/]*(?:\s+\S+)?\s*$/u;
// A few words before a colon that are no name: «Голос из зала: …».
const phrase = /^\s*(?:>{2,3}|[-–—])?\s*[\p{Lu}\p{N}][^:\n.!?…,;]{0,39}[:：](?=\s|$)/u;
const chevrons = /^\s*>{2,3}/;
const dash = /^\s*[-–—]\s*\S/;

type Named = { name: string; letters: number };
/** A part of a segment that begins at a line: with a name, with the mark of another speaker, or as it is. */
type Part = { line: string; named: Named | undefined; segment: DraftSegment };

/**
 * Moves names from the starts of lines to `speaker`; a line without a name has the speaker of the line before. A name must look
 * like one (at most three capitalised words) and start two lines or more, so that a single `Question: …` stays in the text.
 * Where such names are, one that occurs once is a speaker as well if most lines are named, else it stays in the text; its words,
 * and those after `>>`, are under nobody's name, up to the next name. Nothing is changed where segments have speakers already.
 */
export function findSpeakers(segments: DraftSegment[]): DraftSegment[] {
  if (segments.some(({ speaker, words }) => speaker || words?.some((word) => word.speaker))) return segments;
  const counts = new Map<string, number>();
  for (const segment of segments) {
    for (const line of lineText(segment).split("\n")) {
      const name = nameAt(line)?.name;
      if (name !== undefined) counts.set(name, (counts.get(name) ?? 0) + 1);
    }
  }
  const isKnown = (name: string) => numbered.test(name) || (counts.get(name) ?? 0) >= 2;
  if (![...counts.keys()].some(isKnown)) return segments;
  const parts = segments.flatMap(cutAtNames);
  const known = parts.filter(({ named }) => named && isKnown(named.name));
  const isList = known.filter(({ line }) => amount.test(line.slice(line.search(/[:：]/) + 1).trim())).length;
  if (isList * 2 > known.length) return segments;
  const isDense = parts.filter(({ named }) => named && isKnown(named.name)).length * 2 >= parts.length;
  let speaker: string | null = null;
  return parts.map(({ line, named, segment }) => {
    const isName = named !== undefined && !labels.test(named.name) && !named.name.includes(",") && isDense;
    if (named !== undefined && (isKnown(named.name) || isName)) {
      speaker = named.name;
      return { ...dropHead(segment, named.letters), speaker };
    }
    // Somebody else speaks: nobody knows who.
    if (named !== undefined || chevrons.test(line) || isDialogue(segment) || (isDense && phrase.test(line)))
      speaker = null;
    return { ...segment, speaker };
  });
}

function lineText({ text, words }: DraftSegment): string {
  return text ?? words?.map((word) => word.text).join(" ") ?? "";
}

function nameAt(text: string): Named | undefined {
  const match = bracketed.exec(text) ?? prefix.exec(text);
  const name = match
    ?.slice(1)
    .find((part) => part !== undefined)
    ?.replace(/\s*\([^()]*\)$/, "")
    .trim();
  if (match === null || name === undefined || name === "" || openings.test(name)) return undefined;
  const words = name.split(/\s+/);
  const isCapitalised = words.every((word) => /^[\p{Lu}\p{N}]/u.test(word) || particles.test(word));
  const count = words.filter((word) => !particles.test(word)).length;
  if (!numbered.test(name) && (count > 3 || !isCapitalised || !/\p{L}/u.test(name))) return undefined;
  return { name, letters: spell(match[0]).length };
}

// `- Who is there?` above `- It is me.`: two people in one subtitle.
function isDialogue(segment: DraftSegment): boolean {
  return (
    lineText(segment)
      .split("\n")
      .filter((line) => dash.test(line)).length > 1
  );
}

/** Cuts a subtitle before every line that begins with a name or `>>`. The parts share its time by their letters. */
function cutAtNames(segment: DraftSegment): Part[] {
  const lines = lineText(segment).split("\n");
  const named = lines.map(nameAt);
  const starts = lines.flatMap((line, i) =>
    i === 0 || named[i] !== undefined || chevrons.test(line) ? [i] : [],
  );
  if (starts.length === 1) return [{ line: lines[0]!, named: named[0], segment }];
  const texts = starts.map((from, i) => lines.slice(from, starts[i + 1]).join("\n"));
  const weights = texts.map((text) => totalWeight(splitText(text)));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const { startMs, endMs } = segment;
  const at = (done: number) =>
    startMs === null || endMs === null ? null : Math.round(startMs + ((endMs - startMs) * done) / total);
  let done = 0;
  const rest = [...(segment.words ?? [])].reverse();
  return starts.map((from, i): Part => {
    const text = texts[i]!;
    const part: DraftSegment = { ...segment, startMs: i === 0 ? startMs : at(done), endMs: null };
    done += weights[i]!;
    part.endMs = i + 1 === starts.length ? endMs : at(done);
    if (segment.text !== undefined) part.text = text;
    if (segment.words !== undefined) {
      part.words = takeWords(rest, spell(text).length);
      part.startMs = part.words[0]?.startMs ?? part.startMs;
    }
    return { line: lines[from]!, named: named[from], segment: part };
  });
}

// Takes words of so many letters from the end of a reversed list. A piece over the end of a line (`hello\nBen: yes` before the
// first time of a subtitle) is cut, and its end is put back.
function takeWords(reversed: DraftWord[], letters: number): DraftWord[] {
  const taken: DraftWord[] = [];
  let left = letters;
  while (left > 0) {
    const word = reversed.pop();
    if (word === undefined) break;
    const { length } = spell(word.text);
    if (length > left) {
      const tail = dropHead({ startMs: null, endMs: null, text: word.text }, left).text ?? "";
      const head = word.text.slice(0, word.text.length - tail.length);
      taken.push({ ...word, text: head, endMs: null });
      reversed.push({ ...word, text: tail, startMs: null });
    } else taken.push(word);
    left -= length;
  }
  return taken;
}
