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
    ...program.commands.flatMap((inner) => inner.commands),
  ])
    command.exitOverride();

  try {
    await program.parseAsync();
  } catch (error) {
    const json = process.argv.includes("--json");
    if (!(error instanceof CommanderError)) printError(error, json);
    else if (error.exitCode !== 0) {
      // Commander has printed its message; asking for help or the version is no error.
      process.exitCode = exitStatus["invalid-input"];
      const said = error.code === "commander.help" ? "a command is missing" : error.message;
      const message = said.replace(/^error: /, "");
      if (json) printJson({ error: { code: "invalid-input", message, hint: "fonoteka --help" } });
    }
  }
}
