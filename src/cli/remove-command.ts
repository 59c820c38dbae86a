import type { Command } from "commander";
import type { TrashedRecording } from "../fonoteka.ts";
import { changeEach } from "./change-each.ts";
import { runCommand } from "./run-command.ts";
import { printable, printLine, style } from "./terminal.ts";

export function addRemoveCommand(program: Command): void {
  program
    .command("remove")
    .description("Move recordings to the trash, with their transcripts and notes.")
    .argument("<recordings...>", "recording numbers, file names, or unique prefixes of them")
    .addHelpText(
      "after",
      `
Nothing is deleted: fonoteka trash restore brings a recording back, fonoteka trash empty deletes for good.

Examples:
  fonoteka remove 3
  fonoteka remove 3 2026-03-16_10-00-12`,
    )
    .action((recordings: string[], _options: unknown, command: Command) =>
      runCommand(command, true, async (context) => {
        const work = async (reference: string) => context.archive.remove(reference);
        await changeEach(context, recordings, work, ({ id, recording }: TrashedRecording) => {
          const { filename, title } = recording;
          printLine(`${style("yellow", "removed")}  ${id}  ${filename}  ${printable(title)}`.trimEnd());
        });
      }),
    );
}
