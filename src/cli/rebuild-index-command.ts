import type { Command } from "commander";
import { formatCount } from "./format-values.ts";
import { runCommand } from "./run-command.ts";
import { printJson, printLine } from "./terminal.ts";

export function addRebuildIndexCommand(program: Command): void {
  program
    .command("rebuild-index")
    .description("Rebuild the search index from the transcripts. Recordings and transcripts are not changed.")
    .option("--vectors", "also recompute the vectors (default: keep those of the current model)")
    .addHelpText(
      "after",
      "\nThe index in use answers until the new one is complete. Until then data.db holds\nboth text indexes.\n\nExamples:\n  fonoteka rebuild-index\n  fonoteka rebuild-index --vectors",
    )
    .action((options: { vectors?: boolean }, command: Command) =>
      runCommand(command, true, async ({ archive, json, signal, progress }) => {
        const rebuilt = await archive.rebuildIndex({
          vectors: options.vectors,
          signal,
          onProgress: progress.update,
        });
        progress.clear();
        if (json) printJson(rebuilt);
        else
          printLine(
            `indexed ${formatCount(rebuilt.transcriptions, "transcript")} (${formatCount(rebuilt.passages, "passage")}), computed ${formatCount(rebuilt.embedded, "vector")}`,
          );
      }),
    );
}
