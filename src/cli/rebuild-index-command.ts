import type { Command } from "commander";
import { runCommand } from "./run-command.ts";
import { printJson, printLine } from "./terminal.ts";

export function addRebuildIndexCommand(program: Command): void {
  program
    .command("rebuild-index")
    .description(
      "make the search index anew from the transcripts; recordings and transcripts are not touched",
    )
    .option("--vectors", "embed every passage anew too (default: vectors of the same model are kept)")
    .addHelpText("after", "\nExamples:\n  fonoteka rebuild-index\n  fonoteka rebuild-index --vectors")
    .action((options: { vectors?: boolean }, command: Command) =>
      runCommand(command, true, async ({ archive, json, signal, progress }) => {
        const done = await archive.rebuildIndex({
          vectors: options.vectors,
          signal,
          onProgress: progress.update,
        });
        progress.clear();
        if (json) printJson(done);
        else
          printLine(
            `${done.transcriptions} transcriptions indexed, ${done.passages} passages, ${done.embedded} embedded`,
          );
      }),
    );
}
