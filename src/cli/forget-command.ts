import type { Command } from "commander";
import { archiveError } from "../errors.ts";
import type { ForgetReport } from "../fonoteka.ts";
import { confirm } from "./confirm.ts";
import { incompleteStatus } from "./exit-status.ts";
import { formatBytes, formatCount, formatTime, parseTime } from "./format-values.ts";
import { type CommandContext, runCommand } from "./run-command.ts";
import { printable, printHint, printJson, printLine } from "./terminal.ts";

type ForgetCommandOptions = { from?: string; to?: string; yes?: boolean };

export function addForgetCommand(program: Command): void {
  program
    .command("forget")
    .description(
      "Remove a recording, or a stretch of it, for good: sound, words, index, and the copies that Fonoteka made. There is no way back.",
    )
    .argument(
      "[recording]",
      "number or file name, in the archive or its trash (default: finish what was interrupted)",
    )
    .option("--from <time>", "start of the stretch that becomes silence: 83, 1:23, 1:02:03")
    .option("--to <time>", "end of the stretch")
    .option("--yes", "do not ask")
    .addHelpText(
      "after",
      "\nExamples:\n  fonoteka forget 3\n  fonoteka forget 3 --from 12:30 --to 13:05\n  fonoteka forget",
    )
    .action((recording: string | undefined, options: ForgetCommandOptions, command: Command) =>
      runCommand(command, true, (context) => runForget(context, recording, options)),
    );
}

async function runForget(
  context: CommandContext,
  recording: string | undefined,
  { from, to, yes }: ForgetCommandOptions,
): Promise<void> {
  const { archive, json, signal, progress } = context;
  const work = { signal, onProgress: progress.update };
  const reports: ForgetReport[] = [];
  const option = from !== undefined ? "--from" : to !== undefined ? "--to" : undefined;
  if (option && recording === undefined)
    throw archiveError("option-needs-another", { option, other: "<recording>" });
  if (from !== undefined && to === undefined) throw archiveError("stretch-without-end", {});
  if (recording === undefined) reports.push(...(await archive.finishForgetting(work)));
  else {
    const stretch =
      from === undefined && to === undefined
        ? undefined
        : { startMs: parseTime(from ?? "0", "--from"), endMs: parseTime(to ?? "", "--to") };
    const what = stretch ? `${from ?? "0:00"} to ${to} of recording ${recording}` : `recording ${recording}`;
    const backups = yes ? [] : (await archive.status()).backups.map(({ folder }) => printable(folder));
    const also = backups.length > 0 ? `, also in the backups in ${backups.join(", ")}` : "";
    await confirm(`Forget ${printable(what)} for good${also}?`, { yes, signal });
    reports.push(await archive.forget(recording, { stretch, ...work }));
  }
  progress.clear();
  if (reports.some(({ complete }) => !complete)) process.exitCode = incompleteStatus;
  if (json) printJson(recording === undefined ? reports : reports[0]);
  else if (reports.length === 0) printLine("nothing was interrupted: there is nothing to forget");
  else for (const report of reports) printReport(report);
}

function printReport({
  filename,
  stretch,
  removedWords,
  removedFiles,
  clearedCopies,
  snapshots,
  searched,
  notes,
}: ForgetReport): void {
  const part = stretch ? ` ${formatTime(stretch.startMs)} to ${formatTime(stretch.endMs)}` : "";
  printLine(`forgot  ${filename}${part}  ${formatCount(removedWords, "word")}`);
  for (const path of removedFiles) printLine(`        deleted ${printable(path)}`);
  for (const path of clearedCopies) printLine(`        cleared copy ${printable(path)}`);
  for (const folder of snapshots) printLine(`        cleared backup ${printable(folder)}`);
  printLine(
    `        searched ${formatCount(searched.files, "file")} (${formatBytes(searched.byteLength)}) for ${formatCount(searched.texts, "word")} and phrases that only it had`,
  );
  for (const { text, hint } of notes) {
    printLine(`        ${printable(text)}`);
    if (hint) printHint(hint, 8);
  }
}
