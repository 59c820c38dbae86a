import type { Command } from "commander";
import type { ImportOutcome } from "../archive.ts";
import { partlyFailedStatus } from "./exit-status.ts";
import { formatTime } from "./format-time.ts";
import { type CommandContext, printError, runCommand } from "./run-command.ts";
import { printable, printJson, printLine, printRemark, style } from "./terminal.ts";

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
      if (!json && (outcome.status !== "skipped" || options.verbose)) printOutcome(outcome);
    }
  } catch (error) {
    failure = error;
  }
  progress.clear();
  const failed = outcomes.filter((outcome) => outcome.status === "failed");
  const imported = outcomes.filter((outcome) => outcome.status === "imported");
  if (json) printJson(outcomes.map(toJson));
  else if (outcomes.length > 1) printLine(summarise(outcomes));
  if (failure) throw failure;
  if (failed.length === 1 && outcomes.length === 1) printError(failed[0]!.error, false);
  else if (failed.length > 0) process.exitCode = partlyFailedStatus;
  if (!json && imported.some((outcome) => !outcome.transcription))
    printRemark(style("dim", "next: fonoteka transcribe", process.stderr));
}

function printOutcome(outcome: ImportOutcome): void {
  const source = printable(outcome.path);
  if (outcome.status === "imported") {
    const { recording, transcription, warnings } = outcome;
    const what = `${recording.filename}  ${formatTime(recording.durationSeconds * 1000)}  from ${source}`;
    printLine(
      `${style("green", "imported ")}  ${what}  ${style("dim", `date from ${dateNames[recording.dateSource]}`)}`,
    );
    if (transcription)
      printLine(`            with its transcript (${transcription.model}, ${transcription.wordCount} words)`);
    for (const warning of warnings)
      printLine(`            ${style("yellow", "note")}: ${printable(warning)}`);
  } else if (outcome.status === "duplicate") {
    const why = outcome.reason === "same-file" ? "the same file" : "the same sound";
    printLine(`${style("yellow", "known    ")}  ${outcome.recording.filename}  is ${why} as ${source}`);
  } else if (outcome.status === "skipped") {
    printLine(`${style("dim", "skipped  ")}  ${source}  ${style("dim", printable(outcome.reason))}`);
  } else {
    printLine(`${style("red", "failed   ")}  ${source}  ${printable(outcome.error.message)}`);
    if (outcome.error.hint) printLine(`            try: ${printable(outcome.error.hint)}`);
  }
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
