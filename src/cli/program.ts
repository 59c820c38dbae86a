import { readFileSync } from "node:fs";
import { Command } from "commander";
import { addBackupCommand } from "./backup-command.ts";
import { addClipCommand } from "./clip-command.ts";
import { addDateCommand } from "./date-command.ts";
import { addEvalCommand } from "./eval-command.ts";
import { addExportCommand } from "./export-command.ts";
import { addForgetCommand } from "./forget-command.ts";
import { addImportCommand } from "./import-command.ts";
import { addListCommand } from "./list-command.ts";
import { addModelsCommand } from "./models-command.ts";
import { addRebuildCommand } from "./rebuild-command.ts";
import { addRebuildIndexCommand } from "./rebuild-index-command.ts";
import { addRemoveCommand } from "./remove-command.ts";
import { addRestoreCommand } from "./restore-command.ts";
import { addSearchCommand } from "./search-command.ts";
import { addServeCommand } from "./serve-command.ts";
import { addShowCommand } from "./show-command.ts";
import { addStatusCommand } from "./status-command.ts";
import { addTranscribeCommand } from "./transcribe-command.ts";
import { addTrashCommand } from "./trash-command.ts";
import { addVerifyCommand } from "./verify-command.ts";

/** Builds the command `fonoteka` with all its subcommands, without running it. docs/cli.md is generated from it, too. */
export function buildProgram(): Command {
  const { version } = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8")) as {
    version: string;
  };
  const program = new Command("fonoteka")
    .description("Your recordings, found by word and by meaning, on your own machine.")
    .version(version, "-V, --version", "show the version")
    .helpOption("-h, --help", "show this help")
    // Commander's own says nothing about an unknown command.
    .helpCommand(false)
    .option(
      "--archive <folder>",
      "archive folder (default: $FONOTEKA_ARCHIVE, or else Fonoteka in your home folder)",
    )
    .option("--json", "print the result as JSON")
    .configureHelp({ showGlobalOptions: true, subcommandTerm: (command) => command.name() })
    .addHelpText(
      "after",
      "\nGetting started:\n  fonoteka import FOLDER\n  fonoteka transcribe\n  fonoteka search WORDS",
    );
  addServeCommand(program);
  addImportCommand(program);
  addTranscribeCommand(program);
  addSearchCommand(program);
  addListCommand(program);
  addShowCommand(program);
  addExportCommand(program);
  addClipCommand(program);
  addDateCommand(program);
  addRemoveCommand(program);
  addTrashCommand(program);
  addForgetCommand(program);
  addStatusCommand(program);
  addBackupCommand(program);
  addRestoreCommand(program);
  addVerifyCommand(program);
  addEvalCommand(program);
  addModelsCommand(program);
  addRebuildIndexCommand(program);
  addRebuildCommand(program);
  addHelpCommand(program);
  for (const command of listCommands(program)) command.showHelpAfterError(`try:   ${helpOf(command)}`);
  return program;
}

/** The command and all below it. */
export function listCommands(command: Command): Command[] {
  return [command, ...command.commands.flatMap(listCommands)];
}

/** What shows the help of a command: `fonoteka models pull --help`. */
export function helpOf(command: Command): string {
  const names: string[] = [];
  for (let inner: Command | null = command; inner; inner = inner.parent) names.unshift(inner.name());
  return `${names.join(" ")} --help`;
}

function addHelpCommand(program: Command): void {
  program
    .command("help")
    .description("Show the help of a command.")
    .argument("[command...]")
    .action((names: string[]) => {
      let command = program;
      for (const name of names) {
        const inner = command.commands.find((candidate) => candidate.name() === name);
        if (!inner) command.error(`error: unknown command '${name}'`, { code: "commander.unknownCommand" });
        command = inner!;
      }
      command.outputHelp();
    });
}
