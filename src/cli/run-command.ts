/** What every command shares: the archive is opened, Ctrl-C stops it cleanly, errors become `error:` and `try:`. */

import type { Command } from "commander";
import { type Archive, openArchive } from "../archive.ts";
import { isArchiveError } from "../errors.ts";
import { chooseArchiveFolder, loadSettings, type Settings } from "../settings.ts";
import { exitStatus, unexpectedStatus } from "./exit-status.ts";
import { ProgressDisplay, printable, printJson, printRemark, style } from "./terminal.ts";

/** What a command that needs no archive works with. */
export type BareContext = {
  settings: Readonly<Settings>;
  /** Aborted by the first Ctrl-C or by SIGTERM. */
  signal: AbortSignal;
  progress: ProgressDisplay;
  /** `--json` was given. */
  json: boolean;
};

export type CommandContext = Omit<BareContext, "settings"> & { archive: Archive };

type GlobalOptions = { archive?: string; json?: boolean };

/**
 * Opens the archive, runs the command's work and closes the archive; sets the exit status.
 * @param mustExist refuse an archive that is not there, rather than make one
 */
export async function runCommand(
  command: Command,
  mustExist: boolean,
  work: (context: CommandContext) => Promise<void>,
): Promise<void> {
  await runGuarded(command, async (folder, context) => {
    const archive = await openArchive(folder, { create: !mustExist });
    try {
      await work({ archive, ...context });
    } finally {
      context.progress.clear();
      await archive.close();
    }
  });
}

/** Runs the work of a command that needs no archive. */
export async function runWithSettings(
  command: Command,
  work: (context: BareContext) => Promise<void>,
): Promise<void> {
  await runGuarded(command, (folder, context) =>
    work({ settings: loadSettings(folder).settings, ...context }),
  );
}

async function runGuarded(
  command: Command,
  work: (folder: string, context: Omit<BareContext, "settings">) => Promise<void>,
): Promise<void> {
  const options = command.optsWithGlobals<GlobalOptions>();
  const json = options.json ?? false;
  const progress = new ProgressDisplay();
  const stop = new AbortController();
  const onSignal = () => {
    // The second Ctrl-C does not wait for a clean end.
    if (stop.signal.aborted) process.exit(exitStatus.cancelled);
    stop.abort();
  };
  process.on("SIGINT", onSignal);
  process.on("SIGTERM", onSignal);
  try {
    await work(chooseArchiveFolder(options.archive), { signal: stop.signal, progress, json });
  } catch (error) {
    progress.clear();
    printError(error, json);
  } finally {
    progress.clear();
    process.off("SIGINT", onSignal);
    process.off("SIGTERM", onSignal);
  }
}

/** Prints an error as `error:` and `try:` (as JSON with `--json`) and sets the exit status. */
export function printError(error: unknown, json: boolean): void {
  if (isArchiveError(error)) {
    process.exitCode = exitStatus[error.code];
    if (json) printJson({ error: { code: error.code, message: error.message, hint: error.hint } });
    printRemark(`${style("red", "error:", process.stderr)} ${printable(error.message)}`);
    if (error.hint) printRemark(`${style("cyan", "try:", process.stderr)}   ${printable(error.hint)}`);
    return;
  }
  process.exitCode = unexpectedStatus;
  if (json) printJson({ error: { code: "unexpected", message: String(error), hint: "" } });
  printRemark(
    `${style("red", "error:", process.stderr)} ${printable(error instanceof Error ? (error.stack ?? error.message) : String(error))}`,
  );
  printRemark("try:   this is a fault of the program: please report it with the lines above");
}
