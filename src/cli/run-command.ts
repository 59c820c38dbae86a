/** Shared by all commands: opens the archive, stops cleanly on Ctrl-C, prints errors as `error:` and `try:`. */

import type { Command } from "commander";
import { toErrorInfo } from "../errors.ts";
import type { Archive, OpenArchiveOptions } from "../fonoteka.ts";
import { chooseArchiveFolder, loadSettings, type Settings } from "../settings.ts";
import { exitStatus } from "./exit-status.ts";
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
 * @param chooseSettings settings of this command that override the environment, and its own defaults
 */
export async function runCommand(
  command: Command,
  mustExist: boolean,
  work: (context: CommandContext) => Promise<void>,
  chooseSettings?: (folder: string) => Pick<OpenArchiveOptions, "settings" | "defaults">,
): Promise<void> {
  await runUntilStopped(command, async (folder, context) => {
    const { openArchive } = await import("../fonoteka.ts");
    const archive = await openArchive(folder, { create: !mustExist, ...chooseSettings?.(folder) });
    try {
      if (archive.copyTakenAt) {
        const at = new Date(archive.copyTakenAt).toLocaleString("sv-SE");
        printRemark(
          `note: this archive cannot be written and was not closed well: read from a copy as of ${at}`,
        );
      }
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

/** Runs `work` with the archive's folder and the settings, without opening the archive. */
export async function runInFolder(
  command: Command,
  work: (context: SettingsContext & { folder: string }) => Promise<void>,
): Promise<void> {
  await runUntilStopped(command, (folder, context) =>
    work({ folder, settings: loadSettings(folder).settings, ...context }),
  );
}

/** Runs `work` without reading settings or an archive. */
export async function runWithoutArchive(
  command: Command,
  work: (context: Omit<SettingsContext, "settings">) => Promise<void>,
): Promise<void> {
  await runUntilStopped(command, (_folder, context) => work(context));
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
  const info = toErrorInfo(error, "fonoteka");
  process.exitCode = exitStatus[info.code];
  if (json) printJson({ error: info, outcomes });
  printRemark(`${style("red", "error:", process.stderr)} ${wrapRemark(printable(info.message))}`);
  printRemark(`${style("cyan", "try:", process.stderr)}   ${wrapRemark(printable(info.hint))}`);
  // Of a bug also where it happened.
  if (info.code === "internal-error" && error instanceof Error)
    for (const line of (error.stack ?? "").split("\n").slice(1)) printRemark(printable(line));
}

const wrapRemark = (text: string) => wrapText(text, 7, process.stderr);
