import { type Command, Option } from "commander";
import type { ExportFormat } from "../fonoteka.ts";
import { parseCount } from "./parse-count.ts";
import { type CommandContext, runCommand } from "./run-command.ts";
import { printJson, printLine } from "./terminal.ts";

type ExportOptions = {
  format: ExportFormat;
  out?: string;
  to?: string;
  all?: boolean;
  audio?: boolean;
  transcription?: number;
  overwrite?: boolean;
};

/** Listed here so that --help need not load the library; the compiler checks that no format is missing. */
const formats = { txt: true, srt: true, vtt: true, json: true, md: true } satisfies Record<
  ExportFormat,
  true
>;

export function addExportCommand(program: Command): void {
  program
    .command("export")
    .description("Export transcripts, and optionally the audio.")
    .argument("[recordings...]", "recording numbers, file names, or unique prefixes of them")
    .addOption(
      new Option("-f, --format <format>", "output format")
        .choices(Object.keys(formats))
        .default("txt", "txt"),
    )
    .option("-o, --out <file>", "output file, for a single recording (default: standard output)")
    .option("--to <folder>", "output folder, one file per recording")
    .option("--all", "all recordings that have a transcript")
    .option("--audio", "also copy the Opus files (with --to)")
    .option(
      "--transcription <number>",
      "use an earlier transcription, by the number that show prints",
      parseCount("--transcription", 1, 2 ** 31),
    )
    .option("--overwrite", "replace existing files")
    .addHelpText(
      "after",
      `
Examples:
  fonoteka export 3 --format srt > talk.srt
  fonoteka export 3 -f md -o talk.md
  fonoteka export --all -f json --audio --to ~/backup`,
    )
    .action((recordings: string[], options: ExportOptions, command: Command) =>
      runCommand(command, true, (context) => exportRecordings(context, recordings, options)),
    );
}

async function exportRecordings(
  context: CommandContext,
  recordings: string[],
  options: ExportOptions,
): Promise<void> {
  const { archive, json, signal } = context;
  if (recordings.length === 1 && !options.to && !options.out && !options.all) {
    const text = archive.export(recordings[0]!, options.format, { transcriptionId: options.transcription });
    if (json && options.format !== "json") printJson({ format: options.format, text });
    else process.stdout.write(text);
    return;
  }
  const written = await archive.exportFiles({
    recordings: options.all ? "all" : recordings,
    format: options.format,
    file: options.out,
    folder: options.to,
    audio: options.audio,
    overwrite: options.overwrite,
    transcriptionId: options.transcription,
    signal,
  });
  if (json) printJson(written);
  else for (const path of written) printLine(path);
}
