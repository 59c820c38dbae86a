/** Reads the command line and runs the command. */

import { CommanderError } from "commander";
import { exitStatus } from "./exit-status.ts";
import { buildProgram } from "./program.ts";
import { printError } from "./run-command.ts";
import { printJson } from "./terminal.ts";

/** Runs the command named on the command line; sets the exit status. */
export async function runProgram(): Promise<void> {
  const program = buildProgram();
  for (const command of [
    program,
    ...program.commands,
    ...program.commands.flatMap((parent) => parent.commands),
  ])
    command.exitOverride();

  try {
    await program.parseAsync();
  } catch (error) {
    const json = process.argv.includes("--json");
    if (!(error instanceof CommanderError)) printError(error, json);
    else if (error.exitCode !== 0) {
      // Commander has already printed its message. --help and --version end here, too, with exit code 0.
      process.exitCode = exitStatus["invalid-input"];
      const message =
        error.code === "commander.help" ? "missing command" : error.message.replace(/^error: /, "");
      if (json) printJson({ error: { code: "invalid-input", message, hint: "fonoteka --help" } });
    }
  }
}
