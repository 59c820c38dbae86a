import { readFileSync } from "node:fs";
import type { Command } from "commander";
import { ArchiveError, fromSystemError } from "../errors.ts";
import type { EvaluationReport, EvaluationRow, QuestionKind } from "../fonoteka.ts";
import { parseCount } from "./parse-count.ts";
import { type CommandContext, runCommand } from "./run-command.ts";
import { printable, printJson, printLine, printRemark, style } from "./terminal.ts";
import { wrapText } from "./wrap-text.ts";

type EvalCommandOptions = { moments: number; seed: number; compare?: string };

export function addEvalCommand(program: Command): void {
  program
    .command("eval")
    .description("test the search on your own recordings: ask for what was said, count what is found")
    .option("-n, --moments <count>", "sentences to ask for", parseCount("--moments", 1, 10_000), 100)
    .option("--seed <number>", "another number takes other sentences", parseCount("--seed", 0, 2 ** 31), 1)
    .option("--compare <file>", "an earlier answer with --json: shows what has changed")
    .addHelpText(
      "after",
      `
Sentences are taken from all over the archive and asked for as they were said, in other word forms, by their three
rarest words, by a phrase in quotes, and misspelt. The same seed asks the same, so a change of model or settings is a
number. Nothing is asked in another language than it was said in: that would take a translator.

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
    moments: options.moments,
    seed: options.seed,
    signal,
    onProgress: (done) => progress.update({ stage: "evaluate", subject: "", unit: "questions", ...done }),
  });
  progress.clear();
  if (json) return printJson(report);
  if (report.embedding === null) printRemark("note: there is no embedding model: only keyword was tested");
  if (report.moments < options.moments)
    printRemark(`note: only ${report.moments} sentences have enough words to ask for`);
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
  const places = `${recordings} ${recordings === 1 ? "recording" : "recordings"}`;
  const explained = `${moments} sentences of ${places}. Each cell: % found in the first place, among the first ten, and playing within ten seconds.`;
  printLine(wrapText(explained, 0));
  printLine();
  printLine(style("bold", `${" ".repeat(28)}questions${modes.map((mode) => mode.padStart(15)).join("")}`));
  for (const row of rows.filter((one) => one.mode === modes[0])) {
    const cells = modes.map((mode) => {
      const own = rows.find((one) => one.mode === mode && isSame(one, row))!;
      return `${percent(own.hit1)} ${percent(own.hit10)} ${percent(own.plays)}`.padStart(15);
    });
    const language = row.kind === null ? printable(row.language ?? "other") : "";
    const line = `${language.padEnd(6)}${nameOf(row.kind).padEnd(22)}${String(row.questions).padStart(9)}${cells.join("")}`;
    printLine(row.kind === null ? style("bold", line) : line);
  }
  const times = modes.map((mode) => `${meanMs(rows, mode).toFixed(1)} ms`.padStart(15));
  printLine(style("dim", `${"a question takes".padEnd(37)}${times.join("")}`));
}

function meanMs(rows: readonly EvaluationRow[], mode: string): number {
  const own = rows.filter((row) => row.mode === mode && row.kind === null);
  const questions = own.reduce((sum, row) => sum + row.questions, 0);
  return own.reduce((sum, row) => sum + row.meanMs * row.questions, 0) / questions;
}

function isSame(one: EvaluationRow, other: EvaluationRow): boolean {
  return one.language === other.language && one.kind === other.kind;
}

function printChanges(earlier: EvaluationReport, now: EvaluationReport, file: string): void {
  printLine();
  if (earlier.seed !== now.seed || earlier.moments !== now.moments)
    printRemark(`note: ${printable(file)} asked for other sentences (-n, --seed): compare with care`);
  if (earlier.embedding !== now.embedding)
    printLine(`embedding: ${printable(String(earlier.embedding))} → ${printable(String(now.embedding))}`);
  const changes = now.rows.flatMap((row) => {
    const before = earlier.rows.find((one) => one.mode === row.mode && isSame(one, row));
    if (!before) return [];
    const parts = (["hit1", "hit10", "plays"] as const).flatMap((figure) => {
      const [was, is] = [before[figure], row[figure]].map((share) => (100 * share).toFixed(1));
      return was === is ? [] : [`${figureNames[figure]} ${was} → ${is}`];
    });
    if (parts.length === 0) return [];
    return [`${row.language ?? "other"} ${nameOf(row.kind)}, ${row.mode}: ${parts.join(", ")}`];
  });
  printLine(`compared with ${printable(file)}:${changes.length === 0 ? " nothing has changed" : ""}`);
  for (const change of changes) printLine(`  ${printable(change)}`);
}

const figureNames = { hit1: "first", hit10: "in ten", plays: "plays" };

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
    // Said below: whatever is wrong with it, it is not what --json wrote.
  }
  throw new ArchiveError(
    "invalid-input",
    `${path}: not an answer of this command`,
    "write one with: fonoteka eval --json > FILE",
  );
}
