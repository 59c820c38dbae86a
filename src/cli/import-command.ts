import type { Command } from "commander";
import type { ImportOutcome } from "../fonoteka.ts";
import { exitStatus, partlyFailedStatus } from "./exit-status.ts";
import { formatTime } from "./format-time.ts";
import { type CommandContext, printError, runCommand } from "./run-command.ts";
import { printable, printJson, printLine, printRemark, style } from "./terminal.ts";
import { wrapText } from "./wrap-text.ts";

type ImportOptions = { date?: string; title?: string; transcript?: string; verbose?: boolean };

export function addImportCommand(program: Command): void {
  program
    .command("import")
    .description("take sound files into the archive; your files stay where they are, untouched")
    .argument("<paths...>", "audio or video files, or folders with them")
    .option(
      "--date <date>",
      "when it was recorded, e.g. 2024-01-15T14:30 (else from tags, file name, file time)",
    )
    .option("--title <title>", "title (else from the tags or the file name)")
    .option(
      "--transcript <file>",
      "transcript of another program (SRT, VTT, whisper JSON, …) for the one file given",
    )
    .option("--verbose", "also list the files of a folder that are no sound")
    .addHelpText(
      "after",
      `
Examples:
  fonoteka import interview.mp3
  fonoteka import ~/Recordings "Voice 260411_083517.m4a"
  fonoteka import talk.wav --date 2024-01-15T14:30 --title "Talk in Leeds"
  fonoteka import talk.mp3 --transcript talk.srt

A transcript beside a sound file of the same name (talk.mp3 + talk.srt) is taken along.
The same sound is never kept twice: it is recognised by content and said so.`,
    )
    .action((paths: string[], options: ImportOptions, command: Command) =>
      runCommand(command, false, (context) => importPaths(context, paths, options)),
    );
}

async function importPaths(context: CommandContext, paths: string[], options: ImportOptions): Promise<void> {
  const { archive, signal, progress, json } = context;
  const outcomes: ImportOutcome[] = [];
  let failure: unknown;
  try {
    for await (const outcome of archive.import(paths, { ...options, signal, onProgress: progress.update })) {
      progress.clear();
      outcomes.push(outcome);
      if (!json && !isOnlyFailure(outcomes, paths)) printOutcome(outcome, options.verbose ?? false);
    }
  } catch (error) {
    failure = error;
  }
  progress.clear();
  const answer = json ? outcomes.map(toJson) : [];
  if (failure) {
    if (!json && outcomes.length > 1) printLine(summarise(outcomes));
    printError(failure, json, json ? answer : undefined);
    return;
  }
  if (json) printJson(answer);
  const failed = outcomes.filter((outcome) => outcome.status === "failed");
  if (isOnlyFailure(outcomes, paths)) {
    if (json) process.exitCode = exitStatus[failed[0]!.error.code];
    else printError(failed[0]!.error, false);
    return;
  }
  if (failed.length > 0) process.exitCode = partlyFailedStatus;
  if (json) return;
  if (outcomes.length === 0) printLine("nothing to import: no files there");
  else if (outcomes.length > 1) printLine(summarise(outcomes));
  if (outcomes.some((outcome) => outcome.status === "imported" && !outcome.transcription))
    printRemark(style("dim", "next: fonoteka transcribe", process.stderr));
}

/** One file was asked for and it failed: the error is the whole answer. */
function isOnlyFailure(outcomes: ImportOutcome[], paths: string[]): boolean {
  return paths.length === 1 && outcomes.length === 1 && outcomes[0]!.status === "failed";
}

/** A folder's other files are passed over in silence, but not one that by its name should have been sound. */
const soundName =
  /\.(?:aac|aiff?|amr|ape|caf|flac|m4[ab]|mka|mkv|mov|mp[123c4]|og[ag]|opus|spx|wav|webm|wma|wv)$/i;

function printOutcome(outcome: ImportOutcome, verbose: boolean): void {
  const source = printable(outcome.path);
  const label = (format: Parameters<typeof style>[0]) => style(format, outcome.status.padEnd(9));
  if (outcome.status === "imported") {
    const { recording, transcription, warnings } = outcome;
    const length = formatTime(recording.durationSeconds * 1000);
    const dateFrom = style("dim", `date from ${dateNames[recording.dateSource]}`);
    printEntry(label("green"), `${recording.filename}  ${length}  from ${source}  ${dateFrom}`);
    if (transcription)
      printEntry("", `with its transcript (${transcription.model}, ${transcription.wordCount} words)`);
    printNotes(warnings);
  } else if (outcome.status === "duplicate") {
    const why = outcome.reason === "same-file" ? "the same file" : "the same sound";
    printEntry(style("yellow", "known".padEnd(9)), `${outcome.recording.filename}  is ${why} as ${source}`);
    printNotes(outcome.warnings);
  } else if (outcome.status === "skipped") {
    if (!verbose && !soundName.test(outcome.path)) return;
    printEntry(label("dim"), `${source}: ${printable(outcome.reason)}`);
  } else {
    const { message, hint } = outcome.error;
    // Most messages begin with the path.
    const what = message.startsWith(outcome.path) ? message : `${outcome.path}: ${message}`;
    printEntry(label("red"), printable(what));
    if (hint) printEntry("", `try: ${printable(hint)}`);
  }
}

/** What happened in the first column, to what in the second; that one is broken where the window ends. */
function printEntry(label: string, text: string): void {
  printLine(`${label || " ".repeat(9)}  ${wrapText(text, 11)}`);
}

function printNotes(warnings: readonly string[]): void {
  for (const warning of warnings) printEntry("", `${style("yellow", "note")}: ${printable(warning)}`);
}

const dateNames = { given: "you", tag: "its tags", "file-name": "its name", "file-time": "the file's time" };

function summarise(outcomes: ImportOutcome[]): string {
  const count = (status: ImportOutcome["status"]) =>
    outcomes.filter((outcome) => outcome.status === status).length;
  const parts = [`${count("imported")} imported`];
  if (count("duplicate")) parts.push(`${count("duplicate")} already there`);
  if (count("skipped")) parts.push(`${count("skipped")} skipped (no sound in them)`);
  if (count("failed")) parts.push(`${count("failed")} failed`);
  return parts.join(", ");
}

function toJson(outcome: ImportOutcome): unknown {
  if (outcome.status !== "failed") return outcome;
  const { code, message, hint } = outcome.error;
  return { ...outcome, error: { code, message, hint } };
}
