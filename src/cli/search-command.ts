import { type Command, Option } from "commander";
import type { Hit, SearchAnswer, SearchMode } from "../fonoteka.ts";
import { explainHit, explainQuery, explainTuning } from "./explain-search.ts";
import { formatTime } from "./format-time.ts";
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
    .description("find what was said, by word and by meaning")
    .argument(
      "<query...>",
      'words, a question, "a phrase in quotes", begin* for beginnings, -word to leave out',
    )
    .addOption(
      new Option(
        "-m, --mode <mode>",
        "hybrid: both; keyword: words; semantic: meaning; rerank: words, ordered by meaning",
      )
        .choices(["hybrid", "keyword", "semantic", "rerank"])
        .default("hybrid"),
    )
    .option("-n, --limit <count>", "how many hits", parseCount("--limit", 1, 1000), 10)
    .option("--offset <count>", "leave out so many hits first", parseCount("--offset", 0, 100_000), 0)
    .option("--from <date>", "recorded on this day or later, e.g. 2024-01-15")
    .option("--to <date>", "recorded on this day or earlier")
    .option("--language <codes...>", "spoken in these languages, e.g. ru")
    .option("--recording <recordings...>", "only in these recordings (number or file name)")
    .option("--explain", "show for each hit which evidence found it, with scores")
    .addHelpText(
      "after",
      `
Examples:
  fonoteka search kubernetes
  fonoteka search "как хранить мёд"
  fonoteka search '"оркестрация контейнеров" -докер'
  fonoteka search refund --from 2026-03-01 --language en --explain
  fonoteka search budget --json

Put a quoted phrase in '…' or \\"…\\": the shell takes bare quotes for itself.`,
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
  const explain = options.explain ?? false;
  printAnswer(answer, options.offset, explain);
  // Loaded here, since no other command needs the library's values.
  if (explain)
    for (const line of explainTuning((await import("../fonoteka.ts")).searchTuning))
      printLine(style("dim", line));
}

/** Prints the hits as a person reads them. */
export function printAnswer(answer: SearchAnswer, offset = 0, explain = false): void {
  for (const note of answer.notes)
    printRemark(`${style("yellow", "note:", process.stderr)} ${printable(note)}`);
  if (answer.hits.length === 0) printLine("nothing found");
  if (explain) {
    for (const line of explainQuery(answer)) printLine(style("dim", line));
    printLine();
  }
  const firstUncertain = answer.hits.findIndex((hit) => hit.certainty === "uncertain");
  for (const [index, hit] of answer.hits.entries()) {
    if (index === firstUncertain) printLine(style("bold", "perhaps:"));
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
  printLine(`${style("bold", `${number}.`)} ${style("cyan", recording.filename)}  ${date}${title}`);
  for (const { field, text, highlights } of hit.recordingMatches) {
    printLine(`   ${fieldNames[field]}: ${markWords(text, highlights)}`);
  }
  const time = formatTime(hit.playFromMs);
  printLine(
    `   ${style("green", time)}  ${wrapText(markWords(excerptOf(hit), hit.highlights), 5 + time.length)}`,
  );
  const clip = `fonoteka clip ${recording.id} ${formatTime(hit.excerptStartMs, true)} ${formatTime(hit.excerptEndMs, true)}`;
  printLine(style("dim", `   found by ${found}, score ${hit.score.toFixed(2)}  ·  ${clip}`));
  if (explain) for (const line of explainHit(hit)) printLine(style("dim", `   ${line}`));
  printLine();
}

function excerptOf(hit: Hit): string {
  return hit.transcriptionId === null ? "(not transcribed)" : hit.excerpt;
}

const fieldNames = { title: "title", tags: "tag", notes: "notes" };

function markWords(text: string, highlights: readonly { from: number; to: number }[]): string {
  let marked = "";
  let at = 0;
  for (const { from, to } of highlights) {
    const word = printable(text.slice(from, to));
    marked +=
      printable(text.slice(at, from)) +
      (process.stdout.isTTY ? style(["bold", "yellow"], word) : `[${word}]`);
    at = to;
  }
  return marked + printable(text.slice(at));
}
