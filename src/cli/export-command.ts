import { type Command, Option } from "commander";
import { archiveError, type ErrorCode, type ErrorInfo, toErrorInfo } from "../errors.ts";
import type { ExportFormat } from "../fonoteka.ts";
import { partlyFailedStatus } from "./exit-status.ts";
import { parseCount } from "./parse-count.ts";
import { type CommandContext, printError, runCommand } from "./run-command.ts";
import { printJson, printLine, printRemark } from "./terminal.ts";

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
  const { out, to, all = false } = options;
  if (!all && recordings.length === 0) throw archiveError("export-without-recordings", {});
  if (all && recordings.length > 0) throw archiveError("export-all-and-recordings", {});
  if (recordings.length === 1 && !to && !out && !all && !options.audio) {
    const text = archive.export(recordings[0]!, options.format, { transcriptionId: options.transcription });
    if (json && options.format !== "json") printJson({ format: options.format, text });
    else process.stdout.write(text);
    return;
  }
  const write = (chosen: string[] | number[] | "all") =>
    archive.exportFiles({
      recordings: chosen,
      format: options.format,
      file: out,
      folder: to,
      audio: options.audio,
      overwrite: options.overwrite,
      transcriptionId: options.transcription,
      signal,
    });
  const several = all ? archive.list({ states: ["transcribed"] }).map(({ id }) => id) : recordings;
  if (to && !out && several.length > 1) return exportEach(context, several, (chosen) => write([chosen]));
  const written = await write(all ? "all" : recordings);
  if (json) printJson(written);
  else if (written.length > 0) for (const path of written) printLine(path);
  else printRemark("nothing to export: no recording has a transcript");
}

type ExportOutcome =
  | { status: "written"; recording: string | number; paths: string[] }
  | { status: "failed"; recording: string | number; error: ErrorInfo };

/** Errors of the disk or the archive: every other recording would fail in the same way. */
const fatalCodes: readonly ErrorCode[] = [
  "cancelled",
  "disk-full",
  "disk-error",
  "no-permission",
  "archive-busy",
  "archive-damaged",
  "too-many-files",
];

/** Writes one recording after another. One that fails is reported, and the others are still written. */
async function exportEach(
  { archive, json }: CommandContext,
  references: readonly (string | number)[],
  write: (id: number) => Promise<string[]>,
): Promise<void> {
  const outcomes: ExportOutcome[] = [];
  const failures: unknown[] = [];
  const seen = new Set<number>();
  for (const recording of references) {
    try {
      const { id } = archive.describe(recording).recording;
      if (seen.has(id)) continue;
      seen.add(id);
      const paths = await write(id);
      outcomes.push({ status: "written", recording, paths });
      if (!json) for (const path of paths) printLine(path);
    } catch (failure) {
      const error = toErrorInfo(failure, "fonoteka");
      if (fatalCodes.includes(error.code)) {
        printError(failure, json, outcomes);
        return;
      }
      failures.push(failure);
      outcomes.push({ status: "failed", recording, error });
      if (!json) printError(failure, false);
    }
  }
  if (failures.length === 0) {
    if (json) printJson(outcomes.flatMap((outcome) => (outcome.status === "written" ? outcome.paths : [])));
    return;
  }
  if (json) printError(failures[0], true, outcomes);
  process.exitCode = partlyFailedStatus;
}
