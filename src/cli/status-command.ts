import type { Command } from "commander";
import type { ArchiveStatus } from "../fonoteka.ts";
import { formatBytes, formatTime } from "./format-time.ts";
import { runCommand } from "./run-command.ts";
import { printable, printJson, printLine, style } from "./terminal.ts";
import { wrapText } from "./wrap-text.ts";

export function addStatusCommand(program: Command): void {
  program
    .command("status")
    .description("what the archive holds, what waits or failed, and the settings in force")
    .option(
      "--check",
      "also read all of data.db for damage and for an index that drifted, and measure the vector search; takes longer",
    )
    .option("--repair", "with --check: repair a search index that disagrees with the transcripts")
    .addHelpText(
      "after",
      "\nExamples:\n  fonoteka status\n  fonoteka status --check --repair\n  fonoteka status --json",
    )
    .action((options: { check?: boolean; repair?: boolean }, command: Command) =>
      runCommand(command, true, async ({ archive, json }) => {
        const status = await archive.status(options);
        if (json) printJson(status);
        else printStatus(status);
      }),
    );
}

function printStatus(status: ArchiveStatus): void {
  const { recordings, waiting, index, failures, problems } = status;
  const sound = `${recordings.count} ${recordings.count === 1 ? "recording" : "recordings"}, ${formatTime(recordings.durationSeconds * 1000)}, ${formatBytes(recordings.byteLength)}`;
  printLine(`${style("dim", "archive   ")} ${status.folder}`);
  printLine(`${style("dim", "sound     ")} ${sound}`);
  printLine(
    `${style("dim", "database  ")} ${formatBytes(status.databaseByteLength)}, format ${status.schemaVersion}`,
  );
  const outOfDate = index.vectorsOutOfDate > 0 ? `, ${index.vectorsOutOfDate} of another model` : "";
  printLine(
    `${style("dim", "index     ")} ${index.passages} passages, ${index.vectors} with vectors of ${index.embeddingModel}${outOfDate}`,
  );
  if (status.vectorSearch !== undefined) printLine(describeVectorSearch(status.vectorSearch));
  const waits = [
    [waiting.transcribe, "to transcribe"],
    [waiting.index, "to index"],
    [waiting.embed, "passages to embed"],
  ] as const;
  const waitingText = waits.filter(([count]) => count > 0).map(([count, what]) => `${count} ${what}`);
  printLine(
    `${style("dim", "waiting   ")} ${waitingText.length > 0 ? `${waitingText.join(", ")}: fonoteka transcribe` : "nothing"}`,
  );
  for (const failure of failures) {
    const attempts = `${failure.attempts} ${failure.attempts === 1 ? "attempt" : "attempts"}`;
    const what = `${failure.stage} ${failure.subject} (${attempts}): ${printable(failure.message)}`;
    printLine(`${style("red", "failed    ")} ${wrapText(what, 11)}`);
    if (failure.hint) printLine(`           ${wrapText(`try: ${printable(failure.hint)}`, 11)}`);
  }
  for (const { what, count } of status.repaired ?? []) {
    printLine(`${style("green", "repaired  ")} ${what} ${count}`);
  }
  for (const problem of problems) {
    printLine(`${style("red", "problem   ")} ${wrapText(printable(problem.message), 11)}`);
    printLine(`           ${wrapText(`try: ${printable(problem.hint)}`, 11)}`);
  }
  printLine();
  for (const { name, value, origin } of status.settings)
    printLine(`${style("dim", name.padEnd(15))} ${printable(String(value))} ${style("dim", `(${origin})`)}`);
}

function describeVectorSearch(search: NonNullable<ArchiveStatus["vectorSearch"]> | null): string {
  const label = style("dim", "vectors   ");
  if (!search) return `${label} few: every one is compared`;
  const { recall, vectors, candidates, byteLength } = search;
  const found = `${((recall ?? 0) * 100).toFixed(1)} % of the nearest 100 are found`;
  return `${label} ${found}; ${candidates} of ${vectors} compared by more than bits, ${formatBytes(byteLength)} of memory while it serves`;
}
