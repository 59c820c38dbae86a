import type { Command } from "commander";
import { formatTime, parseTime } from "./format-time.ts";
import { type CommandContext, runCommand } from "./run-command.ts";
import { printJson, printLine } from "./terminal.ts";

type ClipOptions = { out?: string; overwrite?: boolean };

export function addClipCommand(program: Command): void {
  program
    .command("clip")
    .description("cut a stretch out as a playable Opus file, without encoding it again")
    .argument("<recording>", "number, file name or the beginning of it")
    .argument("<from>", "start: 83, 1:23, 1:23.5 or 1:02:03")
    .argument("<to>", "end")
    .option("-o, --out <file>", "the file to write (default: name and times, in this folder)")
    .option("--overwrite", "replace the file if it is there already")
    .addHelpText(
      "after",
      "\nExamples:\n  fonoteka clip 3 1:23 1:40\n  fonoteka clip 2024-01-15_14-30-00 83.2 91 -o quote.opus",
    )
    .action((recording: string, from: string, to: string, options: ClipOptions, command: Command) =>
      runCommand(command, true, (context) =>
        clip(context, recording, parseTime(from, "<from>"), parseTime(to, "<to>"), options),
      ),
    );
}

async function clip(
  context: CommandContext,
  recording: string,
  startMs: number,
  endMs: number,
  options: ClipOptions,
): Promise<void> {
  const { archive, signal, json } = context;
  const written = await archive.clip(recording, {
    startMs,
    endMs,
    targetPath: options.out,
    overwrite: options.overwrite,
    signal,
  });
  if (json) printJson(written);
  else printLine(`${written.path}  ${formatTime(written.durationMs, true)}`);
}
