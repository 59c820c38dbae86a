import { readFileSync } from "node:fs";
import { Command } from "commander";
import { addClipCommand } from "./clip-command.ts";
import { addEvalCommand } from "./eval-command.ts";
import { addExportCommand } from "./export-command.ts";
import { addImportCommand } from "./import-command.ts";
import { addListCommand } from "./list-command.ts";
import { addModelsCommand } from "./models-command.ts";
import { addRebuildIndexCommand } from "./rebuild-index-command.ts";
import { addSearchCommand } from "./search-command.ts";
import { addServeCommand } from "./serve-command.ts";
import { addShowCommand } from "./show-command.ts";
import { addStatusCommand } from "./status-command.ts";
import { addTranscribeCommand } from "./transcribe-command.ts";

/** The command `fonoteka` with all its commands, not yet run: also what docs/cli.md is generated from. */
export function buildProgram(): Command {
  const { version } = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8")) as {
    version: string;
  };
  const program = new Command("fonoteka")
    .description("Your recordings, found by word and by meaning, on your own machine.")
    .version(version)
    .option("--archive <folder>", "the archive (default: FONOTEKA_ARCHIVE, else Fonoteka in the home folder)")
    .option("--json", "answer as JSON, for programs")
    .configureHelp({ showGlobalOptions: true })
    .showHelpAfterError("try: fonoteka --help")
    .addHelpText(
      "after",
      "\nBegin with:\n  fonoteka import FOLDER\n  fonoteka transcribe\n  fonoteka search WORDS",
    );
  addServeCommand(program);
  addImportCommand(program);
  addTranscribeCommand(program);
  addSearchCommand(program);
  addListCommand(program);
  addShowCommand(program);
  addExportCommand(program);
  addClipCommand(program);
  addStatusCommand(program);
  addEvalCommand(program);
  addModelsCommand(program);
  addRebuildIndexCommand(program);
  return program;
}
