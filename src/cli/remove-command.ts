import type { Command } from "commander";
import { toErrorInfo } from "../errors.ts";
import type { TrashedRecording } from "../fonoteka.ts";
import { partlyFailedStatus } from "./exit-status.ts";
import { type CommandContext, printError, runCommand } from "./run-command.ts";
import { printable, printJson, printLine, style } from "./terminal.ts";

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

/**
 * Does something with one recording after another. One that fails is reported, and the others are still done; the exit
 * status says so.
 */
export async function changeEach<Result>(
  { json }: Pick<CommandContext, "json">,
  references: readonly string[],
  work: (reference: string) => Promise<Result>,
  print: (result: Result) => void,
): Promise<number> {
  const outcomes: unknown[] = [];
  const failures: unknown[] = [];
  for (const reference of references) {
    try {
      const result = await work(reference);
      outcomes.push(result);
      if (!json) print(result);
    } catch (failure) {
      failures.push(failure);
      outcomes.push({ recording: reference, error: toErrorInfo(failure, "fonoteka") });
      if (!json) printError(failure, false);
    }
  }
  if (json && failures.length === 0) printJson(outcomes);
  if (json && failures.length > 0) printError(failures[0], true, outcomes);
  // A single one: the status of its error.
  if (failures.length > 0 && references.length > 1) process.exitCode = partlyFailedStatus;
  return references.length - failures.length;
}
