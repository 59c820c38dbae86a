import type { Command } from "commander";
import { incompleteStatus } from "./exit-status.ts";
import { formatCount } from "./format-values.ts";
import { runInFolder } from "./run-command.ts";
import { printable, printHint, printJson, printLine, style } from "./terminal.ts";
import { wrapText } from "./wrap-text.ts";

export function addRebuildCommand(program: Command): void {
  program
    .command("rebuild")
    .description(
      "Make data.db again from the files in recordings/, when it is lost or damaged. Numbers, names, titles, tags and " +
        "transcripts stay; the old data.db is kept beside the new one.",
    )
    .option("--no-vectors", "leave search by meaning for later (fonoteka rebuild-index)")
    .addHelpText("after", "\nExamples:\n  fonoteka rebuild\n  fonoteka --archive /mnt/disk/Fonoteka rebuild")
    .action((options: { vectors: boolean }, command: Command) =>
      runInFolder(command, async ({ folder, json, signal, progress }) => {
        const { openArchive, rebuildDatabase } = await import("../fonoteka.ts");
        const rebuilt = await rebuildDatabase(folder, { signal, onProgress: progress.update });
        progress.clear();
        if (!json) printRebuilt(rebuilt);
        if (rebuilt.problems.length > 0) process.exitCode = incompleteStatus;
        let embedded = 0;
        if (options.vectors) {
          await using archive = await openArchive(folder, { create: false });
          ({ embedded } = await archive.indexPending({ signal, onProgress: progress.update }));
          progress.clear();
        }
        if (json) printJson({ ...rebuilt, embedded });
        else if (options.vectors) printLine(`computed ${formatCount(embedded, "vector")}`);
        else printLine("search by meaning is still to be prepared: fonoteka rebuild-index");
      }),
    );
}

type Rebuilt = Awaited<ReturnType<typeof import("../fonoteka.ts")["rebuildDatabase"]>>;

function printRebuilt({ recordings, transcriptions, adopted, passages, replaced, problems }: Rebuilt): void {
  printLine(
    `rebuilt data.db: ${formatCount(recordings, "recording")} with ${formatCount(transcriptions, "transcript")}, ${formatCount(passages, "passage")} indexed`,
  );
  if (adopted.length > 0)
    printLine(
      wrapText(
        `${formatCount(adopted.length, "Opus file")} without data became new recordings: ${printable(adopted.slice(0, 10).join(", "))}${adopted.length > 10 ? " …" : ""}`,
        0,
      ),
    );
  if (replaced !== null) printLine(printable(`the old database is kept as ${replaced}`));
  for (const { text, hint } of problems) {
    printLine(`${style("red", "problem")}  ${wrapText(printable(text), 9)}`);
    if (hint) printHint(hint, 9);
  }
}
