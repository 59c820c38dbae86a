import type { Command } from "commander";
import { archiveError } from "../errors.ts";
import type { BackupResult, Note, VerifiedBackup } from "../fonoteka.ts";
import { problemsFoundStatus } from "./exit-status.ts";
import { formatBytes, formatCount, formatLocalTime } from "./format-values.ts";
import { parseCount } from "./parse-count.ts";
import { type CommandContext, runCommand, runWithoutArchive } from "./run-command.ts";
import { printable, printHint, printJson, printLine, style } from "./terminal.ts";
import { wrapText } from "./wrap-text.ts";

type BackupCommandOptions = {
  keep?: number;
  keepDays?: number;
  quick?: boolean;
  startAnew?: boolean;
  verify?: boolean;
  deep?: boolean;
};

export function addBackupCommand(program: Command): void {
  program
    .command("backup")
    .description("Back up the archive to a folder, while it is in use.")
    .argument("<folder>", "backup folder, preferably on another disk")
    .argument("[snapshot]", "with --verify: the name of one snapshot (default: all)")
    .option("--verify", "check the snapshots in the folder; nothing is backed up")
    .option("--deep", "with --verify: also check what each data.db says, as fonoteka verify does (slower)")
    .option(
      "--keep <count>",
      "keep this many snapshots, remove older ones (default: all)",
      parseCount("--keep", 1, 1_000_000),
    )
    .option(
      "--keep-days <days>",
      "keep the snapshots of this many days, remove older ones (default: all)",
      parseCount("--keep-days", 1, 36_500),
    )
    .option("--quick", "do not read unchanged files again")
    .option("--start-anew", "back up also if the earlier snapshots are gone from the folder")
    .addHelpText(
      "after",
      `
Each backup is a snapshot: a folder with the whole archive that can be opened as it is. Files that have not changed
are hard links to the earlier snapshot and need no space. Nothing is removed without --keep or --keep-days.

Examples:
  fonoteka backup /media/backup
  fonoteka backup /media/backup --keep 30
  fonoteka backup /media/backup --verify`,
    )
    .action(
      (folder: string, snapshot: string | undefined, options: BackupCommandOptions, command: Command) =>
        options.verify
          ? runWithoutArchive(command, (context) => verify(context, folder, { snapshot, deep: options.deep }))
          : runCommand(command, true, (context) => backUp(context, folder, { ...options, snapshot })),
    );
}

async function backUp(
  { archive, json, signal, progress }: CommandContext,
  folder: string,
  {
    keep,
    keepDays,
    quick,
    startAnew,
    deep,
    snapshot,
  }: BackupCommandOptions & {
    snapshot?: string | undefined;
  },
): Promise<void> {
  if (deep) throw archiveError("option-needs-another", { option: "--deep", other: "--verify" });
  if (snapshot !== undefined) throw archiveError("snapshot-without-verify", { snapshot });
  const result = await archive.backup(folder, {
    keep,
    keepDays,
    quick,
    startAnew,
    signal,
    onProgress: progress.update,
  });
  progress.clear();
  if (!result.isSound) process.exitCode = problemsFoundStatus;
  if (json) printJson(result);
  else printResult(result);
}

function printResult({ folder, snapshot, recordings, copied, linked, removed, notes }: BackupResult): void {
  printLine(
    `${style("green", "backed up")}  ${formatCount(recordings, "recording")} to ${folder}/${snapshot}`,
  );
  printLine(
    `           ${formatBytes(copied.byteLength)} written, ${formatBytes(linked.byteLength)} unchanged since earlier snapshots`,
  );
  for (const name of removed) printLine(`removed    snapshot ${name}`);
  printNotes(notes);
}

async function verify(
  { json, signal, progress }: Omit<CommandContext, "archive">,
  folder: string,
  options: { snapshot: string | undefined; deep: boolean | undefined },
): Promise<void> {
  const { verifyBackup } = await import("../fonoteka.ts");
  const result = await verifyBackup(folder, { ...options, signal, onProgress: progress.update });
  progress.clear();
  if (!result.isSound) process.exitCode = problemsFoundStatus;
  if (json) printJson(result);
  else printVerified(result);
}

function printVerified({ snapshots, notes }: VerifiedBackup): void {
  for (const { name, startedAt, recordings, files, byteLength, problems } of snapshots) {
    const state = problems.length === 0 ? style("green", "ok     ") : style("red", "damaged");
    const facts = [
      formatLocalTime(startedAt),
      formatCount(recordings, "recording"),
      formatCount(files, "file"),
      formatBytes(byteLength),
    ];
    printLine(`${state}  ${name}  ${facts.join(", ")}`);
    printNotes(problems);
  }
  printNotes(notes);
}

/** Notes of a backup or a restore, each with what to try. */
export function printNotes(notes: readonly Note[]): void {
  for (const { text, hint } of notes) {
    printLine(`${style("yellow", "note:")}  ${wrapText(printable(text), 7)}`);
    if (hint) printHint(hint, 7);
  }
}
