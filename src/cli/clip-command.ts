import type { Command } from "commander";
import { formatTime, parseTime } from "./format-values.ts";
import { type CommandContext, runCommand } from "./run-command.ts";
import { printJson, printLine } from "./terminal.ts";

type ClipOptions = { out?: string; overwrite?: boolean };

export function addClipCommand(program: Command): void {
  program
    .command("clip")
    .description("Cut an excerpt into an Opus file, without re-encoding it.")
    .argument("<recording>", "recording number, file name, or a unique prefix of it")
    .argument("<from>", "start time: 83, 1:23, 1:23.5 or 1:02:03")
    .argument("<to>", "end time")
    .option(
      "-o, --out <file>",
      "output file (default: named after the recording and the times, in this folder)",
    )
    .option("--overwrite", "replace an existing file")
    .addHelpText(
      "after",
      "\nExamples:\n  fonoteka clip 3 1:23 1:40\n  fonoteka clip 2024-01-15_14-30-00 83.2 91 -o quote.opus",
    )
    .action((recording: string, from: string, to: string, options: ClipOptions, command: Command) =>
      runCommand(command, true, (context) =>
        cutClip(context, recording, parseTime(from, "<from>"), parseTime(to, "<to>"), options),
      ),
    );
}

async function cutClip(
  context: CommandContext,
  recording: string,
  startMs: number,
  endMs: number,
  options: ClipOptions,
): Promise<void> {
  const { archive, signal, json } = context;
  const clip = await archive.clip(recording, {
    startMs,
    endMs,
    targetPath: options.out,
    overwrite: options.overwrite,
    signal,
  });
  if (json) printJson(clip);
  else printLine(`${clip.path}  ${formatTime(clip.durationMs, true)}`);
}
