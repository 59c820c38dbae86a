import type { Command } from "commander";
import { ArchiveError } from "../errors.ts";
import type { Archive, TranscribeOutcome, WorkProgress } from "../fonoteka.ts";
import { exitStatus, partlyFailedStatus } from "./exit-status.ts";
import { formatTime } from "./format-time.ts";
import { type CommandContext, printError, runCommand } from "./run-command.ts";
import { printable, printJson, printLine, style } from "./terminal.ts";
import { wrapText } from "./wrap-text.ts";

type TranscribeCommandOptions = { language?: string; again?: boolean; from?: string; force?: boolean };

export function addTranscribeCommand(program: Command): void {
  program
    .command("transcribe")
    .description("recognise speech in what has no transcript yet, and make it searchable")
    .argument(
      "[recordings...]",
      "recordings by number, file name or the beginning of it (default: all that wait)",
    )
    .option(
      "--language <code>",
      "the language spoken, e.g. ru (default: detected among the allowed languages)",
    )
    .option("--again", "also what has a transcript already; the old one is kept")
    .option(
      "--from <file>",
      "attach another program's transcript (SRT, VTT, whisper JSON, …) to the one recording given",
    )
    .option("--force", "with --from: also when it runs far past the end of the recording")
    .addHelpText(
      "after",
      `
Examples:
  fonoteka transcribe
  fonoteka transcribe 3 --language ru --again
  fonoteka transcribe 2024-01-15_14-30-00 --from interview.srt

Ctrl-C stops cleanly: what is finished stays, the rest goes on with the next "fonoteka transcribe".`,
    )
    .action((recordings: string[], options: TranscribeCommandOptions, command: Command) =>
      runCommand(command, true, (context) => transcribe(context, recordings, options)),
    );
}

async function transcribe(
  context: CommandContext,
  recordings: string[],
  options: TranscribeCommandOptions,
): Promise<void> {
  const { archive, signal, progress, json } = context;
  const { from, ...transcribeOptions } = options;
  if (from !== undefined) return attach(context, recordings, { ...options, from });
  const outcomes: TranscribeOutcome[] = [];
  const made = { index: 0, embed: 0 };
  const onProgress = (at: WorkProgress) => {
    if (at.stage === "index" || at.stage === "embed") made[at.stage] = at.done;
    progress.update(at);
  };
  const work = archive.transcribe({ ...transcribeOptions, recordings, signal, onProgress });
  let failure: unknown;
  try {
    for await (const outcome of work) {
      progress.clear();
      outcomes.push(outcome);
      if (!json) printOutcome(outcome);
    }
  } catch (error) {
    failure = error;
  }
  progress.clear();
  const answer = json ? outcomes.map(toJson) : undefined;
  if (failure) {
    printError(failure, json, answer);
    return;
  }
  const failed = outcomes.filter((outcome) => outcome.status === "failed");
  if (failed.length === 1 && outcomes.length === 1) process.exitCode = exitStatus[failed[0]!.error.code];
  else if (failed.length > 0) process.exitCode = partlyFailedStatus;
  if (json) printJson(answer);
  else if (outcomes.length === 0) {
    // After an update everything may have been indexed anew: minutes of work that were not nothing.
    if (made.index + made.embed > 0) printLine(`search index brought up to date: ${describeMade(made)}`);
    printLine(`nothing to transcribe: ${whyNothing(archive, recordings)}`);
  }
}

function describeMade({ index, embed }: { index: number; embed: number }): string {
  const parts = [];
  if (index > 0) parts.push(`${index} ${index === 1 ? "transcript" : "transcripts"} indexed`);
  if (embed > 0) parts.push(`${embed} ${embed === 1 ? "passage" : "passages"} embedded`);
  return parts.join(", ");
}

/** Nothing was done, and that is said truly: there may be recordings all the same that have no transcript. */
function whyNothing(archive: Archive, asked: string[]): string {
  if (asked.length > 0) return "there is a transcript already (--again makes another)";
  const states = archive.list().map(({ state }) => state);
  if (states.length === 0) return "there are no recordings";
  const failed = states.filter((state) => state === "failed").length;
  const waiting = states.filter((state) => state === "waiting").length;
  if (failed + waiting === 0) return "every recording has a transcript";
  const reasons = [];
  if (failed > 0)
    reasons.push(
      `${failed} failed too often (fonoteka status says why; fonoteka transcribe NUMBER tries again)`,
    );
  if (waiting > 0) reasons.push(`another program is at ${waiting}`);
  return reasons.join(", ");
}

async function attach(
  { archive, signal, progress, json }: CommandContext,
  recordings: string[],
  { from, language, force }: TranscribeCommandOptions & { from: string },
): Promise<void> {
  if (recordings.length !== 1)
    throw new ArchiveError(
      "invalid-input",
      "--from: a transcript belongs to one recording",
      "name that recording: its number or file name",
    );
  const attached = await archive.attachTranscript(recordings[0]!, from, {
    language,
    force,
    signal,
    onProgress: progress.update,
  });
  progress.clear();
  if (json) {
    printJson(attached);
    return;
  }
  const { recording, transcription, warnings } = attached;
  printLine(
    `${style("green", "attached   ")}  ${recording.filename}  ${transcription.model}, ${transcription.wordCount} words`,
  );
  for (const warning of warnings) printLine(`             ${style("yellow", "note")}: ${printable(warning)}`);
}

function printOutcome(outcome: TranscribeOutcome): void {
  const name = outcome.recording.filename;
  if (outcome.status === "failed") {
    const { message, hint } = outcome.error;
    printLine(`${style("red", "failed     ")}  ${wrapText(`${name}  ${printable(message)}`, 13)}`);
    if (hint) printLine(`             try: ${wrapText(printable(hint), 18)}`);
    return;
  }
  const { transcription, seconds } = outcome;
  const language = transcription.language ?? "no language";
  const confidence =
    transcription.confidence === null ? "" : `, confidence ${Math.round(transcription.confidence * 100)} %`;
  const what =
    transcription.wordCount === 0
      ? "no speech found"
      : `${language}, ${transcription.wordCount} words${confidence}`;
  const length = formatTime(outcome.recording.durationSeconds * 1000);
  printLine(
    `${style("green", "transcribed")}  ${name}  ${length}  ${what}  ${style("dim", `in ${seconds.toFixed(1)} s`)}`,
  );
}

function toJson(outcome: TranscribeOutcome): unknown {
  if (outcome.status !== "failed") return outcome;
  const { code, message, hint } = outcome.error;
  return { ...outcome, error: { code, message, hint } };
}
