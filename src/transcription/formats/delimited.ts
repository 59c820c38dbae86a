/**
 * Tables: TSV and CSV of whisper and whisper-timestamped, labels of Audacity, spreadsheets. Columns are found by their titles,
 * where there are any, else by their content. `papaparse` reads them: `csv-parse` takes 18 times as long to detect whether a
 * file is a table at all, and throws at a quoted cell that is cut off.
 */

import papaparse from "papaparse";
import { chooseTimeUnit, unitNotes } from "../choose-time-unit.ts";
import type { Draft } from "../draft.ts";
import { parseClock } from "../parse-clock.ts";
import type { ReadContext, TextReader } from "./reader.ts";

type Columns = { start: number; end: number; text: number; speaker: number };
type Found = Columns & { titled: boolean; width: number };

const titles: Record<keyof Columns, RegExp> = {
  start: /^(?:start|begin|from|in|начало|с)\b|^(?:start|begin)[ _]?(?:time|ms|s|sec)/i,
  end: /^(?:end|to|out|stop|конец|до|по)\b|^(?:end|stop)[ _]?(?:time|ms|s|sec)/i,
  text: /^(?:text|transcript|content|caption|subtitle|body|word|sentence|текст|реплика)/i,
  speaker: /^(?:speaker|name|actor|who|спикер|говорящий|имя)/i,
};

function delimitedReader(format: string, extensions: string[], delimiters: string[]): TextReader {
  return {
    format,
    extensions,
    detect: (text) =>
      delimiters.some((delimiter) => findColumns(parseTable(text.slice(0, 20_000), delimiter)) !== undefined),
    read(text, context): Draft {
      for (const delimiter of delimiters) {
        const head = findColumns(parseTable(text.slice(0, 20_000), delimiter));
        if (head !== undefined) return readRows(parseTable(text, delimiter), head, context);
      }
      return { segments: [] };
    },
  };
}

export const delimitedReaders: TextReader[] = [
  delimitedReader("tsv", [".tsv", ".tab", ".aud"], ["\t"]),
  delimitedReader("csv", [".csv"], [",", ";", "|"]),
];

/**
 * Rows of a table. Cells may be quoted, with doubled quotes, delimiters and line breaks inside. Whisper's TSV does not quote
 * cells, so a cell may start with a quotation mark of the text. Read as a quoted cell, it would contain all rows up to the
 * next mark; such a table is read again line by line, without quoted line breaks.
 */
function parseTable(text: string, delimiter: string): string[][] {
  const { data, errors } = papaparse.parse<string[]>(text, {
    delimiter,
    newline: "\n",
    skipEmptyLines: true,
  });
  const swallowed = errors.length > 0 && data.some((row) => row.some((cell) => cell.includes("\n")));
  const rows = swallowed ? text.split("\n").flatMap((line) => parseLine(line, delimiter)) : data;
  return rows.map((row) => row.map((cell) => cell.trim())).filter((row) => row.some((cell) => cell !== ""));
}

// Quotation marks that do not enclose a whole cell belong to its text.
function parseLine(line: string, delimiter: string): string[][] {
  const { data, errors } = papaparse.parse<string[]>(line, { delimiter, newline: "\n" });
  if (errors.length === 0) return data;
  if (errors.some((error) => error.code === "InvalidQuotes")) return [line.split(delimiter)];
  return data.map((row) => [...row.slice(0, -1), `"${row.at(-1)}`]);
}

function findColumns(rows: string[][]): Found | undefined {
  const first = rows[0] ?? [];
  const titled = {
    start: first.findIndex((cell) => titles.start.test(cell)),
    end: first.findIndex((cell) => titles.end.test(cell)),
    text: first.findIndex((cell) => titles.text.test(cell)),
    speaker: first.findIndex((cell) => titles.speaker.test(cell)),
  };
  // `Time`, `Speaker`, `Text`: the one time of a line is its start.
  if (titled.start < 0 && titled.text >= 0) titled.start = findTimeColumn(rows);
  if (titled.start >= 0 && titled.text >= 0 && titled.start !== titled.text && hasTimes(rows, titled.start))
    return { ...titled, titled: true, width: first.length };
  return guessColumns(rows);
}

// `From Anna, to Ben, text me` is no row of titles where no times are below it.
function hasTimes([, ...rows]: string[][], column: number): boolean {
  const sample = rows.slice(0, 50);
  const timed = sample.filter((row) => parseClock(row[column] ?? "") !== null).length;
  return timed > 0 && timed * 2 >= sample.length;
}

function findTimeColumn([first = [], ...rows]: string[][]): number {
  const column = first.findIndex((cell) =>
    /^(?:time|timestamp|timecode|время|таймкод)\b|^(?:время|таймкод)/iu.test(cell),
  );
  const areTimes =
    rows.length > 0 && rows.slice(0, 50).every((row) => parseClock(row[column] ?? "") !== null);
  return column >= 0 && areTimes ? column : -1;
}

/**
 * Two adjacent columns of times, in order, at the start of every line (after an id) or at its end, and the column of the text.
 * Times in the middle are numbers of a sentence, and so are whole numbers on a line or two.
 */
function guessColumns(rows: string[][]): Found | undefined {
  const width = rows[0]?.length ?? 0;
  if (width < 3 || width > 20) return undefined;
  const sample = rows.slice(0, 50).filter((row) => row.length >= 3);
  if (sample.length * 10 < Math.min(rows.length, 50) * 9) return undefined;
  const isTime = (column: number) => sample.every((row) => parseClock(row[column] ?? "") !== null);
  const isId = (column: number) => sample.every((row) => /^(?:[a-z_-]*\d+)?$/i.test(row[column] ?? ""));
  for (let start = 0; start + 1 < width; start++) {
    if (!isTime(start) || !isTime(start + 1)) continue;
    if (!sample.every((row) => parseClock(row[start]!)! <= parseClock(row[start + 1]!)!)) continue;
    const atStart = [...first(start)].every(isId);
    const atEnd = width === 3 && start === 1 && isPrecise(sample);
    if ((!atStart && !atEnd) || !areTimes(sample, start)) continue;
    const others = [...first(width)].filter((column) => column !== start && column !== start + 1);
    const text = longest(sample, others);
    if (text !== undefined) return { start, end: start + 1, text, speaker: -1, titled: false, width };
  }
  return undefined;
}

// `Bonjour,0.14,0.94`: exact times, or such that follow one another.
function isPrecise(rows: string[][]): boolean {
  const isExact = rows.some((row) => row.slice(1).some((cell) => /[.,]\d\d|:\d\d/.test(cell)));
  const isRun = rows.length > 1 && rows.every((row, i) => i === 0 || row[1] === rows[i - 1]![2]);
  return (isExact || isRun) && rows.every((row) => row.length === 3);
}

// Numbers with a fraction or a colon, or whole ones that go forwards over three lines or more.
function areTimes(rows: string[][], start: number): boolean {
  const cells = rows.flatMap((row) => [row[start]!, row[start + 1]!]);
  if (cells.filter((cell) => /[.:]\d/.test(cell)).length * 2 >= cells.length) return true;
  const starts = rows.map((row) => parseClock(row[start]!)!);
  return rows.length >= 3 && starts.every((value, i) => i === 0 || value >= starts[i - 1]!);
}

function* first(count: number): Generator<number> {
  for (let i = 0; i < count; i++) yield i;
}

// Ids (f000001) and numbers are not text.
function longest(rows: string[][], columns: number[]): number | undefined {
  let best: number | undefined;
  let bestLength = 0;
  for (const column of columns) {
    const cells = rows.map((row) => row[column] ?? "");
    if (rows.length > 1 && cells.every((cell) => /^[a-z_-]*\d+$/i.test(cell))) continue;
    const length = cells.reduce((sum, cell) => sum + (cell.match(/\p{L}/gu)?.length ?? 0), 0);
    if (length > bestLength) [best, bestLength] = [column, length];
  }
  return best;
}

function readRows(rows: string[][], columns: Found, context: ReadContext): Draft {
  const body = columns.titled ? rows.slice(1) : rows;
  const times = body.map((row) => [row[columns.start] ?? "", row[columns.end] ?? ""] as const);
  const bare = body.flatMap((row, i) => {
    const [start, end] = times[i]!;
    return isClock(start) ? [] : [{ start: toUnits(start), end: toUnits(end), text: textOf(row, columns) }];
  });
  const unit = chooseTimeUnit(bare, context);
  const toMs = (cell: string) => (isClock(cell) ? parseClock(cell) : scale(toUnits(cell), unit));
  const segments = body.map((row, i) => ({
    startMs: toMs(times[i]![0]),
    endMs: toMs(times[i]![1]),
    speaker: row[columns.speaker]?.trim() || null,
    text: textOf(row, columns),
  }));
  return { segments, notes: unitNotes(unit) };
}

// 0:05 says what it counts; 5000 does not.
function isClock(cell: string): boolean {
  return cell.includes(":");
}

function toUnits(cell: string): number | null {
  const ms = parseClock(cell);
  return ms === null ? null : ms / 1000;
}

function scale(value: number | null, unit: number): number | null {
  return value === null ? null : value * unit;
}

// whisper.cpp and others do not quote texts with commas: in the last column they belong to the text. So does a line without times.
function textOf(row: string[], { start, text, width }: Found): string {
  if (row.length <= text && parseClock(row[start] ?? "") === null) return row.join(", ");
  return (text === width - 1 ? row.slice(text).join(", ") : row[text]) ?? "";
}

/** True for a table of times with ids or numbers only, such as a map of fragments. */
export function isTimesOnly(text: string): boolean {
  const lines = text.split("\n", 50).filter((line) => line.trim() !== "");
  return lines.length > 0 && lines.every((line) => /^[\d:.,]+\s+[\d:.,]+(?:\s+[a-z_-]*\d+)?\s*$/i.test(line));
}
