/** The project's own recordings and questions (eval/texts), invented for this: they need no download. */

import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { SearchSet, SetQuestion, SetRecording, TextLanguage } from "./search-set.ts";

const folder = join(import.meta.dirname, "texts");

/** What makes a question hard; `none`: it has no answer. */
export const bands = ["easy", "form", "meaning", "across", "none"] as const;

const lines = (name: string): string[] =>
  readFileSync(join(folder, name), "utf8")
    .split("\n")
    .filter((line) => line !== "" && !line.startsWith("#"));

/** Pairs of one word in Russian and in English. */
export function readWordPairs(): [ru: string, en: string][] {
  return lines("words.tsv").map((line) => line.split("\t") as [string, string]);
}

/**
 * One set a band, all on the same archive. With `only`, an archive of the recordings named and the questions they
 * answer. Throws on a question that names a passage which is not there.
 */
export function readOwnSets(only?: readonly string[]): SearchSet[] {
  const { recordings, numbers } = readRecordings();
  const questions = new Map<string, SetQuestion[]>(bands.map((band) => [band, []]));
  for (const line of lines("questions.tsv")) {
    const [band, text, names] = line.split("\t") as [string, string, string | undefined];
    const right = (names?.split(" ") ?? []).map((name) => {
      const number = numbers.get(name);
      if (number === undefined) throw new Error(`questions.tsv: ${name}: there is no such passage: ${line}`);
      return number;
    });
    const own = questions.get(band);
    if (!own || (right.length === 0) !== (band === "none"))
      throw new Error(`questions.tsv: the band is wrong: ${line}`);
    own.push({ text, right });
  }
  const kept = only ? recordings.filter((one) => only.includes(one.name)) : recordings;
  const there = new Set(kept.flatMap((one) => one.passages.map((passage) => passage.number)));
  const archive = { recordings: kept };
  return bands.map((band) => ({
    name: band === "none" ? "own: no answer" : `own: ${band}`,
    archive,
    questions: questions.get(band)!.filter(({ right }) => right.every((number) => there.has(number))),
  }));
}

/** Recordings, and the number of each passage by its name: `paseka.2` is the second passage of `paseka`. */
function readRecordings(): { recordings: (SetRecording & { name: string })[]; numbers: Map<string, number> } {
  const recordings: (SetRecording & { name: string })[] = [];
  const numbers = new Map<string, number>();
  for (const line of lines("recordings.txt")) {
    if (line.startsWith("=")) {
      const [name, language, title, tags] = line
        .slice(1)
        .split("|")
        .map((field) => field.trim()) as [string, TextLanguage, string, string];
      recordings.push({ name, language, title, tags: tags.split(", "), passages: [] });
      continue;
    }
    const { name, passages } = recordings.at(-1)!;
    const number = numbers.size;
    passages.push({ number, text: line });
    numbers.set(`${name}.${passages.length}`, number);
  }
  return { recordings, numbers };
}
