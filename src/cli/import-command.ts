import { basename } from "node:path";
import type { Command } from "commander";
import { toErrorInfo } from "../errors.ts";
import type { AttachedTranscript, ImportOutcome, Recording } from "../fonoteka.ts";
import type { Note } from "../messages/notes.ts";
import { exitStatus, partlyFailedStatus } from "./exit-status.ts";
import { formatCount, formatTime } from "./format-values.ts";
import { parseCount } from "./parse-count.ts";
import { type CommandContext, printError, runCommand } from "./run-command.ts";
import { printable, printHint, printJson, printLine, printRemark, style } from "./terminal.ts";
import { wrapText } from "./wrap-text.ts";

type ImportOptions = {
  date?: string;
  title?: string;
  transcript?: string;
  track?: number | "all";
  verbose?: boolean;
};

export function addImportCommand(program: Command): void {
  program
    .command("import")
    .description("Import audio or video files. The originals are only read.")
    .argument("<paths...>", "audio or video files, or folders that contain them")
    .option(
      "--date <date>",
      "recording date, e.g. 2024-01-15T14:30 (default: from the tags, the file name, or the file time)",
    )
    .option("--title <title>", "title (default: from the tags or the file name)")
    .option(
      "--transcript <file>",
      "transcript made by another program (SRT, VTT, Whisper JSON, …), for a single audio file",
    )
    .option(
      "--track <number>",
      'which of several sound tracks, or "all": each with sound becomes a recording (default: the default track if it has sound, else the first that has)',
      parseTrack,
    )
    .option("--verbose", "also list non-audio files")
    .addHelpText(
      "after",
      `
Examples:
  fonoteka import interview.mp3
  fonoteka import ~/Recordings "Voice 260411_083517.m4a"
  fonoteka import talk.wav --date 2024-01-15T14:30 --title "Talk in Leeds"
  fonoteka import talk.mp3 --transcript talk.srt
  fonoteka import "2024-05-03 10-20-30.mkv" --track all

Transcripts next to an audio file of the same name (talk.mp3 + talk.srt,
talk.en.vtt) are imported with it, also when they come later: import the file
or folder again.
Duplicates are detected by content, reported, and not stored twice.`,
    )
    .action((paths: string[], options: ImportOptions, command: Command) =>
      runCommand(command, false, (context) => importPaths(context, paths, options)),
    );
}

function parseTrack(text: string): number | "all" {
  return text === "all" ? text : parseCount("--track", 1, 1000, 2)(text);
}

async function importPaths(context: CommandContext, paths: string[], options: ImportOptions): Promise<void> {
  const { archive, signal, progress, json } = context;
  const outcomes: ImportOutcome[] = [];
  let printed = 0;
  const printNext = () => {
    if (!json) for (const outcome of outcomes.slice(printed)) printOutcome(outcome, options.verbose ?? false);
    printed = outcomes.length;
  };
  let failure: unknown;
  try {
    for await (const outcome of archive.import(paths, { ...options, signal, onProgress: progress.update })) {
      progress.clear();
      outcomes.push(outcome);
      // A failure is held back until another outcome follows: the only one is printed as an error.
      if (!isOnlyFailure(outcomes, paths)) printNext();
    }
  } catch (error) {
    failure = error;
    printNext();
  }
  progress.clear();
  const result = json ? outcomes.map(toJson) : undefined;
  if (failure) {
    if (!json && outcomes.length > 1) printLine(summarize(outcomes));
    printError(failure, json, result);
    return;
  }
  if (json) printJson(result);
  const failed = outcomes.filter((outcome) => outcome.status === "failed");
  if (isOnlyFailure(outcomes, paths)) {
    if (json) process.exitCode = exitStatus[failed[0]!.error.code];
    else printError(failed[0]!.error, false);
    return;
  }
  if (failed.length > 0) process.exitCode = partlyFailedStatus;
  if (json) return;
  if (outcomes.length === 0) printLine("nothing to import: no files found");
  else if (outcomes.length > 1 || outcomes[0]!.status === "skipped") printLine(summarize(outcomes));
  if (outcomes.some((outcome) => outcome.status === "imported" && !outcome.transcription))
    printRemark(style("dim", "next: fonoteka transcribe", process.stderr));
}

/** Whether a single file was given and failed: then only the error is printed. */
function isOnlyFailure(outcomes: ImportOutcome[], paths: string[]): boolean {
  return paths.length === 1 && outcomes.length === 1 && outcomes[0]!.status === "failed";
}

function printOutcome(outcome: ImportOutcome, verbose: boolean): void {
  const source = printable(outcome.path);
  const label = (format: Parameters<typeof style>[0]) => style(format, outcome.status.padEnd(9));
  if (outcome.status === "imported") {
    const { recording, warnings } = outcome;
    const length = formatTime(recording.durationSeconds * 1000);
    const from = outcome.adopted ? "kept in its place" : `from ${source}`;
    const dateFrom = style("dim", `date from ${nameDateSource(recording)}`);
    printEntry(label("green"), `${recording.filename}  ${length}  ${from}  ${dateFrom}`);
    printTranscripts(outcome);
    printNotes(warnings);
  } else if (outcome.status === "duplicate") {
    const what = outcome.reason === "same-file" ? "same file" : "same audio";
    printEntry(label("yellow"), `${source}: ${what} as ${outcome.recording.filename}`);
    printTranscripts(outcome);
    printNotes(outcome.warnings);
  } else if (outcome.status === "renamed") {
    const { recording, previousFilename } = outcome;
    printEntry(
      label("green"),
      `${recording.filename} is the file of ${previousFilename}: the new name is kept`,
    );
    printNotes(outcome.warnings);
  } else if (outcome.status === "restored") {
    const { recording, flaw } = outcome;
    printEntry(label("green"), `${recording.filename}  from ${source}: its file was ${flawNames[flaw]}`);
    printTranscripts(outcome);
    printNotes(outcome.warnings);
  } else if (outcome.status === "trashed") {
    printEntry(label("yellow"), `${source}: not imported`);
    printNotes(outcome.warnings);
  } else if (outcome.status === "skipped") {
    const { code, text, hint } = outcome.note;
    // Somebody may miss it, unlike a picture.
    if (!verbose && code !== "transcript-without-audio") return;
    printEntry(label("dim"), `${source}: ${printable(text)}`);
    if (hint) printHint(printable(hint), 11);
  } else {
    const { message, hint } = outcome.error;
    // Most messages already start with the path.
    const what = message.startsWith(outcome.path) ? message : `${outcome.path}: ${message}`;
    printEntry(label("red"), printable(what));
    if (hint) printHint(hint, 11);
  }
}

/** Prints the outcome in the first column and the rest, wrapped, in the second. */
function printEntry(label: string, text: string): void {
  printLine(`${label || " ".repeat(9)}  ${wrapText(text, 11)}`);
}

function printNotes(warnings: readonly Note[]): void {
  for (const { text, hint } of warnings) {
    printEntry("", `${style("yellow", "note")}: ${printable(text)}`);
    if (hint) printHint(printable(hint), 11);
  }
}

/** What was attached to it: one that came with its sound by its format, several and later ones by their names. */
function printTranscripts({
  status,
  transcripts = [],
}: {
  status: ImportOutcome["status"];
  transcripts?: AttachedTranscript[];
}): void {
  const isNamed = transcripts.length > 1 || status !== "imported";
  for (const { path, transcription } of transcripts) {
    const { model, language, wordCount, isCurrent } = transcription;
    const name = isNamed ? ` ${printable(basename(path))}` : "";
    const spoken = isNamed && language !== null ? `${language}, ` : "";
    const words = formatCount(wordCount, "word");
    const state = isCurrent ? "" : "; not the current one";
    printEntry("", `with its transcript${name} (${model}, ${spoken}${words})${state}`);
  }
}

const flawNames = { missing: "missing", "wrong-size": "damaged", damaged: "damaged" };

const dateNames = { given: "--date", tag: "tags", "file-name": "file name", "file-time": "file time" };

function nameDateSource({ dateSource, dateCandidates }: Recording): string {
  const isFolder = dateCandidates.some(({ source, value }) => source === "file-name" && value.includes("/"));
  return dateSource === "file-name" && isFolder ? "folder name" : dateNames[dateSource];
}

function summarize(outcomes: ImportOutcome[]): string {
  const count = (status: ImportOutcome["status"]) =>
    outcomes.filter((outcome) => outcome.status === status).length;
  const parts = [`${count("imported")} imported`];
  const attached = outcomes
    .filter(({ status }) => status !== "imported")
    .flatMap((outcome) => ("transcripts" in outcome && outcome.transcripts) || []).length;
  if (attached) parts.push(`${formatCount(attached, "transcript")} attached`);
  if (count("restored")) parts.push(`${count("restored")} restored`);
  if (count("trashed")) parts.push(`${count("trashed")} in the trash`);
  if (count("renamed")) parts.push(`${count("renamed")} renamed`);
  if (count("duplicate")) parts.push(formatCount(count("duplicate"), "duplicate"));
  if (count("skipped")) parts.push(`${count("skipped")} skipped (not audio)`);
  if (count("failed")) parts.push(`${count("failed")} failed`);
  return parts.join(", ");
}

function toJson(outcome: ImportOutcome): unknown {
  if (outcome.status !== "failed") return outcome;
  return { ...outcome, error: toErrorInfo(outcome.error) };
}
