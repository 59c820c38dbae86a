/** Shared by all commands: opens the archive, stops cleanly on Ctrl-C, prints errors as `error:` and `try:`. */

import type { Command } from "commander";
import { type ErrorCode, isArchiveError } from "../errors.ts";
import type { Archive } from "../fonoteka.ts";
import { chooseArchiveFolder, loadSettings, type Settings } from "../settings.ts";
import { exitStatus, unexpectedStatus } from "./exit-status.ts";
import { ProgressDisplay, printable, printJson, printRemark, style } from "./terminal.ts";
import { wrapText } from "./wrap-text.ts";

/** What the work of a command without an archive gets. */
type SettingsContext = {
  settings: Readonly<Settings>;
  /** Aborted by the first Ctrl-C, by SIGTERM, or when the terminal is closed. */
  signal: AbortSignal;
  progress: ProgressDisplay;
  /** Whether `--json` was given. */
  json: boolean;
};

export type CommandContext = Omit<SettingsContext, "settings"> & { archive: Archive };

type GlobalOptions = { archive?: string; json?: boolean };

/**
 * Opens the archive, runs `work` and closes the archive. Sets the exit status.
 * @param mustExist fail if the archive does not exist, instead of creating it
 */
export async function runCommand(
  command: Command,
  mustExist: boolean,
  work: (context: CommandContext) => Promise<void>,
): Promise<void> {
  await runUntilStopped(command, async (folder, context) => {
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

/** Runs `work` with the settings only, without opening the archive. */
export async function runWithSettings(
  command: Command,
  work: (context: SettingsContext) => Promise<void>,
): Promise<void> {
  await runUntilStopped(command, (folder, context) =>
    work({ settings: loadSettings(folder).settings, ...context }),
  );
}

/** Ctrl-C, shutdown, closed terminal. */
const stopSignals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

async function runUntilStopped(
  command: Command,
  work: (folder: string, context: Omit<SettingsContext, "settings">) => Promise<void>,
): Promise<void> {
  const options = command.optsWithGlobals<GlobalOptions>();
  const json = options.json ?? false;
  const progress = new ProgressDisplay();
  const stop = new AbortController();
  const onSignal = () => {
    // A second Ctrl-C exits at once.
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
 * Prints an error as `error:` and `try:` and sets the exit status. With `--json` it is also printed to stdout as one
 * value, with what had been done until then in `outcomes`.
 */
export function printError(error: unknown, json: boolean, outcomes?: readonly unknown[]): void {
  const { code, message, hint } = describeError(error);
  process.exitCode = code === "unexpected" ? unexpectedStatus : exitStatus[code];
  if (json) printJson({ error: { code, message, hint }, outcomes });
  // Only a bug prints several lines: its stack.
  const text =
    code === "unexpected" ? message.split("\n").map(printable).join("\n") : wrapRemark(printable(message));
  printRemark(`${style("red", "error:", process.stderr)} ${text}`);
  if (hint) printRemark(`${style("cyan", "try:", process.stderr)}   ${wrapRemark(printable(hint))}`);
}

const wrapRemark = (text: string) => wrapText(text, 7, process.stderr);

function describeError(error: unknown): { code: ErrorCode | "unexpected"; message: string; hint: string } {
  if (isArchiveError(error)) return error;
  const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
  const hint = "this is a bug in Fonoteka: please report it together with the lines above";
  return { code: "unexpected", message, hint };
}
