#!/usr/bin/env node
/** The command `fonoteka`. */

import { CommanderError } from "commander";
import { exitStatus } from "./exit-status.ts";
import { buildProgram } from "./program.ts";
import { printError } from "./run-command.ts";

const program = buildProgram();
for (const command of [program, ...program.commands, ...program.commands.flatMap((inner) => inner.commands)])
  command.exitOverride();

try {
  await program.parseAsync();
} catch (error) {
  // Commander has printed its message; asking for help or the version is no error.
  if (error instanceof CommanderError)
    process.exitCode = error.exitCode === 0 ? 0 : exitStatus["invalid-input"];
  else printError(error, process.argv.includes("--json"));
}
