/** Reads the command line and runs the command. */

import { CommanderError } from "commander";
import { archiveError, toErrorInfo } from "../errors.ts";
import { exitStatus } from "./exit-status.ts";
import { buildProgram, helpOf, listCommands } from "./program.ts";
import { printError } from "./run-command.ts";
import { printJson } from "./terminal.ts";

/** Runs the command named on the command line; sets the exit status. */
export async function runProgram(): Promise<void> {
  const program = buildProgram();
  let failedCommand = program;
  for (const command of listCommands(program)) {
    command.exitOverride((error) => {
      failedCommand = command;
      throw error;
    });
  }

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
      if (json)
        printJson({
          error: toErrorInfo(
            archiveError("invalid-command-line", { why: message, help: helpOf(failedCommand) }),
          ),
        });
    }
  }
}
