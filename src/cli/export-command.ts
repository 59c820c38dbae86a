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

/** Spelled out, for the help must not wait for the library to load; the compiler holds it to the library's list. */
const formats = { txt: true, srt: true, vtt: true, json: true, md: true } satisfies Record<
  ExportFormat,
  true
>;

export function addExportCommand(program: Command): void {
  program
    .command("export")
    .description("write transcripts (and sound) out of the archive")
    .argument("[recordings...]", "number, file name or the beginning of it")
    .addOption(
      new Option("-f, --format <format>", "what to write").choices(Object.keys(formats)).default("txt"),
    )
    .option("-o, --out <file>", "the file to write, for one recording (default: standard output)")
    .option("--to <folder>", "a folder to write into, one file a recording")
    .option("--all", "every recording that has a transcript")
    .option("--audio", "copy the Opus files too (with --to)")
    .option(
      "--transcription <number>",
      "an earlier transcription (its number)",
      parseCount("--transcription", 1, 2 ** 31),
    )
    .option("--overwrite", "replace files that are there already")
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
