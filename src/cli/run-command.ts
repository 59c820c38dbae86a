/** What every command shares: the archive is opened, Ctrl-C stops it cleanly, errors become `error:` and `try:`. */

import type { Command } from "commander";
import { type ErrorCode, isArchiveError } from "../errors.ts";
import type { Archive } from "../fonoteka.ts";
import { chooseArchiveFolder, loadSettings, type Settings } from "../settings.ts";
import { exitStatus, unexpectedStatus } from "./exit-status.ts";
import { ProgressDisplay, printable, printJson, printRemark, style } from "./terminal.ts";
import { wrapText } from "./wrap-text.ts";

/** What a command that needs no archive works with. */
export type BareContext = {
  settings: Readonly<Settings>;
  /** Aborted by the first Ctrl-C, by SIGTERM or when the terminal closes. */
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
    const { openArchive } = await import("../fonoteka.ts");
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

/** Ctrl-C, a shutdown, a closed terminal. */
const stopSignals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

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
  for (const signal of stopSignals) process.on(signal, onSignal);
  try {
    await work(chooseArchiveFolder(options.archive), { signal: stop.signal, progress, json });
  } catch (error) {
    progress.clear();
    printError(error, json);
  } finally {
    progress.clear();
    for (const signal of stopSignals) process.off(signal, onSignal);
  }
}

/**
 * Prints an error as `error:` and `try:` and sets the exit status. With `--json` it is one value on stdout, too, with
 * what was done before it in `outcomes`.
 */
export function printError(error: unknown, json: boolean, outcomes?: readonly unknown[]): void {
  const { code, message, hint } = describeError(error);
  process.exitCode = code === "unexpected" ? unexpectedStatus : exitStatus[code];
  if (json) printJson({ error: { code, message, hint }, outcomes });
  // Only a fault of our own has lines: its stack.
  const said =
    code === "unexpected" ? message.split("\n").map(printable).join("\n") : wrapRemark(printable(message));
  printRemark(`${style("red", "error:", process.stderr)} ${said}`);
  if (hint) printRemark(`${style("cyan", "try:", process.stderr)}   ${wrapRemark(printable(hint))}`);
}

const wrapRemark = (text: string) => wrapText(text, 7, process.stderr);

function describeError(error: unknown): { code: ErrorCode | "unexpected"; message: string; hint: string } {
  if (isArchiveError(error)) return error;
  const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
  const hint = "this is a fault of the program: please report it with the lines above";
  return { code: "unexpected", message, hint };
}
