import { existsSync } from "node:fs";
import type { Command } from "commander";
import { archiveError } from "../errors.ts";
import { chooseArchiveFolder } from "../settings.ts";
import { printNotes } from "./backup-command.ts";
import { incompleteStatus } from "./exit-status.ts";
import { formatBytes, formatCount } from "./format-values.ts";
import { runWithoutArchive } from "./run-command.ts";
import { printJson, printLine, style } from "./terminal.ts";

type RestoreOptions = { snapshot?: string; to?: string; replace?: boolean };

export function addRestoreCommand(program: Command): void {
  program
    .command("restore")
    .description("Make an archive from a backup.")
    .argument("<folder>", "backup folder, as given to fonoteka backup")
    .option("--snapshot <name>", "name of the snapshot to restore (default: the newest)")
    .option("--to <folder>", "new or empty folder for the archive (default: the archive folder)")
    .option(
      "--replace",
      "if the folder is not empty: keep its files beside it, and put the backup in their place",
    )
    .addHelpText(
      "after",
      `
Every file is compared with its hash while it is copied. Nothing is overwritten. Stop other Fonoteka programs first if
they use the archive that is replaced. To get a removed recording back: fonoteka trash restore.

Examples:
  fonoteka restore /media/backup --to ~/Restored
  fonoteka restore /media/backup --snapshot 2026-11-28_10-00-00 --replace`,
    )
    .action((folder: string, options: RestoreOptions, command: Command) =>
      runWithoutArchive(command, async ({ json, signal, progress }) => {
        if (!existsSync(folder) && /^\d+$/.test(folder))
          throw archiveError("restore-is-for-backups", { recording: folder });
        const { restoreBackup } = await import("../fonoteka.ts");
        const result = await restoreBackup(folder, {
          to: options.to ?? chooseArchiveFolder(command.optsWithGlobals<{ archive?: string }>().archive),
          snapshot: options.snapshot,
          replace: options.replace,
          signal,
          onProgress: progress.update,
        });
        progress.clear();
        if (!result.isSound) process.exitCode = incompleteStatus;
        if (json) {
          printJson(result);
          return;
        }
        const { recordings, snapshot, byteLength, keptAside } = result;
        printLine(
          `${style("green", "restored")}  ${formatCount(recordings, "recording")} (${formatBytes(byteLength)}) of ${snapshot} to ${result.folder}`,
        );
        if (keptAside) printLine(`          the old files are in ${keptAside}`);
        printNotes(result.notes);
      }),
    );
}
