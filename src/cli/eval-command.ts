import { readFileSync } from "node:fs";
import type { Command } from "commander";
import { ArchiveError, fromSystemError } from "../errors.ts";
import type { EvaluationReport, EvaluationRow, QuestionKind } from "../fonoteka.ts";
import { formatCount } from "./format-values.ts";
import { parseCount } from "./parse-count.ts";
import { type CommandContext, runCommand } from "./run-command.ts";
import { printable, printJson, printLine, printRemark, style } from "./terminal.ts";
import { wrapText } from "./wrap-text.ts";

type EvalCommandOptions = { sentences: number; seed: number; compare?: string };

export function addEvalCommand(program: Command): void {
  program
    .command("eval")
    .description("Measure search quality on your own recordings.")
    .option(
      "-n, --sentences <count>",
      "number of sentences to search for",
      parseCount("--sentences", 1, 10_000),
      100,
    )
    .option("--seed <number>", "random seed", parseCount("--seed", 0, 2 ** 31), 1)
    .option("--compare <file>", "compare with an earlier result, saved with --json")
    .addHelpText(
      "after",
      `
Takes random sentences from the archive and searches for each one as said, in
other word forms, by its three rarest words, as a quoted phrase, and misspelt;
then counts how often it is found. The same seed picks the same sentences, so
you can measure the effect of another model or setting. Searches across
languages are not measured.

Examples:
  fonoteka eval
  fonoteka eval -n 300 --json > before.json
  fonoteka eval -n 300 --compare before.json`,
    )
    .action((options: EvalCommandOptions, command: Command) =>
      runCommand(command, true, (context) => evaluate(context, options)),
    );
}

async function evaluate(context: CommandContext, options: EvalCommandOptions): Promise<void> {
  const { archive, json, signal, progress } = context;
  const earlier = options.compare === undefined ? undefined : readReport(options.compare);
  const report = await archive.evaluateSearch({
    moments: options.sentences,
    seed: options.seed,
    signal,
    onProgress: (done) => progress.update({ stage: "evaluate", subject: "", unit: "questions", ...done }),
  });
  progress.clear();
  if (json) return printJson(report);
  if (report.embedding === null)
    printRemark("note: the embedding model is missing: only keyword search was measured");
  if (report.moments < options.sentences)
    printRemark(`note: only ${formatCount(report.moments, "sentence")} with enough words in the archive`);
  printReport(report);
  if (earlier) printChanges(earlier, report, options.compare!);
}

const kindNames: Record<QuestionKind, string> = {
  "as-said": "as said",
  "other-forms": "other forms",
  "three-words": "three rarest words",
  phrase: "phrase in quotes",
  misspelt: "misspelt",
};
const nameOf = (kind: QuestionKind | null): string => (kind === null ? "all" : kindNames[kind]);
const percent = (share: number): string => (100 * share).toFixed(0).padStart(3);

function printReport({ moments, recordings, rows }: EvaluationReport): void {
  const modes = [...new Set(rows.map((row) => row.mode))];
  const legend = `${formatCount(moments, "sentence")} from ${formatCount(recordings, "recording")}. Each cell: % found as the first hit, % among the first ten hits, % where playback starts within ten seconds.`;
  printLine(wrapText(legend, 0));
  printLine();
  printLine(style("bold", `${" ".repeat(28)}queries${modes.map((mode) => mode.padStart(15)).join("")}`));
  for (const row of rows.filter(({ mode }) => mode === modes[0])) {
    const cells = modes.map((mode) => {
      const { hit1, hit10, plays } = rows.find((other) => other.mode === mode && isSameGroup(other, row))!;
      return `${percent(hit1)} ${percent(hit10)} ${percent(plays)}`.padStart(15);
    });
    const language = row.kind === null ? printable(row.language ?? "other") : "";
    const line = `${language.padEnd(6)}${nameOf(row.kind).padEnd(20)}${String(row.questions).padStart(9)}${cells.join("")}`;
    printLine(row.kind === null ? style("bold", line) : line);
  }
  const times = modes.map((mode) => `${meanMs(rows, mode).toFixed(1)} ms`.padStart(15));
  printLine(style("dim", `${"time per query".padEnd(35)}${times.join("")}`));
}

function meanMs(rows: readonly EvaluationRow[], mode: string): number {
  const totals = rows.filter((row) => row.mode === mode && row.kind === null);
  const queries = totals.reduce((sum, row) => sum + row.questions, 0);
  return totals.reduce((sum, row) => sum + row.meanMs * row.questions, 0) / queries;
}

function isSameGroup(a: EvaluationRow, b: EvaluationRow): boolean {
  return a.language === b.language && a.kind === b.kind;
}

function printChanges(earlier: EvaluationReport, now: EvaluationReport, file: string): void {
  printLine();
  if (earlier.seed !== now.seed || earlier.moments !== now.moments)
    printRemark(`note: ${printable(file)} used other sentences (-n, --seed): not directly comparable`);
  if (earlier.embedding !== now.embedding)
    printLine(`embedding: ${printable(String(earlier.embedding))} → ${printable(String(now.embedding))}`);
  const changes = now.rows.flatMap((row) => {
    const before = earlier.rows.find((other) => other.mode === row.mode && isSameGroup(other, row));
    if (!before) return [];
    const parts = (["hit1", "hit10", "plays"] as const).flatMap((figure) => {
      const [was, is] = [before[figure], row[figure]].map((share) => (100 * share).toFixed(1));
      return was === is ? [] : [`${figureNames[figure]} ${was} → ${is}`];
    });
    if (parts.length === 0) return [];
    return [`${row.language ?? "other"} ${nameOf(row.kind)}, ${row.mode}: ${parts.join(", ")}`];
  });
  printLine(`compared with ${printable(file)}:${changes.length === 0 ? " no changes" : ""}`);
  for (const change of changes) printLine(`  ${printable(change)}`);
}

const figureNames = { hit1: "first hit", hit10: "first ten", plays: "playback" };

function readReport(path: string): EvaluationReport {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    throw fromSystemError(error, path);
  }
  try {
    const report = JSON.parse(text) as EvaluationReport;
    if (report.rows.every((row) => Number.isFinite(row.hit1 + row.hit10 + row.plays))) return report;
  } catch {
    // Reported below: whatever the reason, this is not a saved report.
  }
  throw new ArchiveError(
    "invalid-input",
    `${path}: not a saved result of fonoteka eval`,
    "save one with: fonoteka eval --json > FILE",
  );
}
