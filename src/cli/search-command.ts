import { type Command, Option } from "commander";
import type { Hit, SearchAnswer, SearchMode } from "../fonoteka.ts";
import { explainHit, explainQuery, explainTuning } from "./explain-search.ts";
import { formatTime } from "./format-values.ts";
import { parseCount } from "./parse-count.ts";
import { type CommandContext, runCommand } from "./run-command.ts";
import { printable, printJson, printLine, printRemark, style } from "./terminal.ts";
import { wrapText } from "./wrap-text.ts";

type SearchCommandOptions = {
  mode: SearchMode;
  limit: number;
  offset: number;
  from?: string;
  to?: string;
  language?: string[];
  recording?: string[];
  explain?: boolean;
};

export function addSearchCommand(program: Command): void {
  program
    .command("search")
    .description("Search what was said, by words and by meaning.")
    .argument("<query...>", 'words, a question, "an exact phrase", prefix*, or -word to exclude')
    .addOption(
      new Option(
        "-m, --mode <mode>",
        "keyword: by words; semantic: by meaning; hybrid: both; rerank: find by words, sort by meaning",
      )
        .choices(["hybrid", "keyword", "semantic", "rerank"])
        .default("hybrid", "hybrid"),
    )
    .option("-n, --limit <count>", "max. number of hits", parseCount("--limit", 1, 1000), 10)
    .option("--offset <count>", "skip this many hits", parseCount("--offset", 0, 100_000), 0)
    .option("--from <date>", "recorded on or after this date, e.g. 2024-01-15")
    .option("--to <date>", "recorded on or before this date")
    .option("--language <codes...>", "only recordings in these languages, e.g. ru")
    .option("--recording <recordings...>", "only these recordings (numbers or file names)")
    .option("--explain", "show why each hit was found, with scores")
    .addHelpText(
      "after",
      `
Examples:
  fonoteka search kubernetes
  fonoteka search "как хранить мёд"
  fonoteka search '"оркестрация контейнеров" -докер'
  fonoteka search refund --from 2026-03-01 --language en --explain
  fonoteka search budget --json

In the shell, put a query that contains double quotes or a minus sign into
single quotes.`,
    )
    .action((query: string[], options: SearchCommandOptions, command: Command) =>
      runCommand(command, true, (context) => search(context, query.join(" "), options)),
    );
}

async function search(context: CommandContext, query: string, options: SearchCommandOptions): Promise<void> {
  const answer = await context.archive.search(query, {
    mode: options.mode,
    limit: options.limit,
    offset: options.offset,
    from: options.from,
    to: options.to,
    languages: options.language,
    recordings: options.recording,
  });
  if (context.json) {
    printJson(answer);
    return;
  }
  for (const note of answer.notes)
    printRemark(
      `${style("yellow", "note:", process.stderr)} ${wrapText(printable(note.text), 6, process.stderr)}`,
    );
  if (answer.hits.every((hit) => hit.transcriptionId === null))
    await printWaiting(context, answer.notes.length > 0 ? "      " : "note: ");
  const explain = options.explain ?? false;
  printAnswer(answer, options.offset, explain);
  if (!explain) return;
  // Loaded here, since no other command needs the library's values.
  const { searchTuning } = await import("../fonoteka.ts");
  for (const line of explainTuning(searchTuning)) printLine(wrapText(style("dim", line), 4));
}

/** If no transcript matches, there may be recordings without one, and transcripts that are not indexed. */
async function printWaiting({ archive }: CommandContext, label: string): Promise<void> {
  const { waiting } = await archive.status();
  const subjects = [
    ...(waiting.transcribe > 0 ? [isWaiting(waiting.transcribe, "recording", "waiting")] : []),
    ...(waiting.index > 0 ? [isWaiting(waiting.index, "transcript", "waiting to be indexed")] : []),
  ];
  if (subjects.length > 0) printRemark(`${label}${subjects.join(", ")}: fonoteka transcribe`);
}

function isWaiting(count: number, noun: string, state: string): string {
  return count === 1 ? `1 ${noun} is ${state}` : `${count} ${noun}s are ${state}`;
}

function printAnswer(answer: SearchAnswer, offset: number, explain: boolean): void {
  if (answer.hits.length === 0) printLine("nothing found");
  if (explain) {
    for (const line of explainQuery(answer)) printLine(wrapText(style("dim", line), 4));
    printLine();
  }
  const firstUncertain = answer.hits.findIndex((hit) => hit.certainty === "uncertain");
  for (const [index, hit] of answer.hits.entries()) {
    if (index > 0) printLine();
    if (index === firstUncertain) printLine(style("bold", "Possible matches:"));
    printHit(hit, offset + index + 1, explain);
  }
}

const evidenceNames = {
  word: "word",
  phrase: "phrase",
  variant: "similar word",
  title: "title",
  meaning: "meaning",
};

function printHit(hit: Hit, number: number, explain: boolean): void {
  const { recording } = hit;
  const date = recording.createdAt.slice(0, 16).replace("T", " ");
  const title = recording.title ? `  ${printable(recording.title)}` : "";
  const found = hit.foundBy.map((evidence) => evidenceNames[evidence]).join(" + ");
  const heading = `${style("bold", `${number}.`)} ${style("cyan", recording.filename)}  ${date}${title}`;
  printLine(wrapText(heading, 3));
  for (const { field, text, highlights } of hit.recordingMatches) {
    printLine(`   ${wrapText(`${fieldNames[field]}: ${markWords(text, highlights)}`, 3)}`);
  }
  const time = formatTime(hit.playFromMs);
  printLine(
    `   ${style("green", time)}  ${wrapText(markWords(excerptOf(hit), hit.highlights), 5 + time.length)}`,
  );
  const clip = `fonoteka clip ${recording.id} ${formatTime(hit.excerptStartMs, true)} ${formatTime(hit.excerptEndMs, true)}`;
  printLine(
    `   ${wrapText(style("dim", `found by ${found}, score ${hit.score.toFixed(2)}  ·  ${clip}`), 3)}`,
  );
  if (explain) for (const line of explainHit(hit)) printLine(`   ${wrapText(style("dim", line), 5)}`);
}

function excerptOf(hit: Hit): string {
  return hit.transcriptionId === null ? "(not transcribed)" : hit.excerpt;
}

const fieldNames = { title: "title", tags: "tag", notes: "notes" };

/** Highlights words: in colour where there is colour, else in brackets. */
function markWords(text: string, highlights: readonly { from: number; to: number }[]): string {
  let marked = "";
  let end = 0;
  for (const { from, to } of highlights) {
    const word = printable(text.slice(from, to));
    const styled = style(["bold", "yellow"], word);
    marked += printable(text.slice(end, from)) + (styled === word ? `[${word}]` : styled);
    end = to;
  }
  return marked + printable(text.slice(end));
}
