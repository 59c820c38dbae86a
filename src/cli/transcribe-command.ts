import { type Command, Option } from "commander";
import { type ChannelChoice, channelChoices } from "../domain.ts";
import { archiveError, toErrorInfo } from "../errors.ts";
import type { Archive, TranscribeOutcome, WorkProgress } from "../fonoteka.ts";
import { exitStatus, partlyFailedStatus } from "./exit-status.ts";
import { formatCount, formatTime } from "./format-values.ts";
import { type CommandContext, printError, runCommand } from "./run-command.ts";
import { printable, printHint, printJson, printLine, style } from "./terminal.ts";
import { wrapText } from "./wrap-text.ts";

type TranscribeCommandOptions = {
  language?: string;
  channels?: ChannelChoice;
  again?: boolean;
  from?: string;
  force?: boolean;
};

export function addTranscribeCommand(program: Command): void {
  program
    .command("transcribe")
    .description("Transcribe recordings that have no transcript yet and index them.")
    .argument(
      "[recordings...]",
      "recording numbers, file names, or unique prefixes of them (default: all without a transcript)",
    )
    .option(
      "--language <code>",
      "spoken language, e.g. ru (default: detected, among the languages in the settings)",
    )
    .addOption(
      new Option(
        "--channels <which>",
        "of stereo recordings: what carries speech (auto), both together (mix), one, or each channel on its own as of two speakers (separate)",
      ).choices(channelChoices),
    )
    .option("--again", "transcribe again; earlier transcripts are kept")
    .option(
      "--from <file>",
      "attach a transcript made by another program (SRT, VTT, Whisper JSON, …) to a single recording",
    )
    .option("--force", "with --from: accept a transcript that is much longer than the recording")
    .addHelpText(
      "after",
      `
Examples:
  fonoteka transcribe
  fonoteka transcribe 3 --language ru --again
  fonoteka transcribe 7 --channels separate --again
  fonoteka transcribe 2024-01-15_14-30-00 --from interview.srt

Ctrl-C stops cleanly: what is recognised is kept, also of a recording in the
middle, and "fonoteka transcribe" goes on there.`,
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
  if (options.force && from === undefined)
    throw archiveError("option-needs-another", { option: "--force", other: "--from" });
  if (from !== undefined) return attach(context, recordings, { ...options, from });
  const outcomes: TranscribeOutcome[] = [];
  const done = { index: 0, embed: 0 };
  const onProgress = (event: WorkProgress) => {
    if (event.stage === "index" || event.stage === "embed") done[event.stage] = event.done;
    progress.update(event);
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
  const result = json ? outcomes.map(toJson) : undefined;
  if (failure) {
    printError(failure, json, result);
    return;
  }
  // What another process is doing is no failure, unless this very recording was asked for.
  const failed = outcomes.filter(
    (outcome) => outcome.status === "failed" || (outcome.status === "held" && recordings.length > 0),
  ) as Extract<TranscribeOutcome, { error: unknown }>[];
  if (failed.length === 1 && outcomes.length === 1) process.exitCode = exitStatus[failed[0]!.error.code];
  else if (failed.length > 0) process.exitCode = partlyFailedStatus;
  if (json) printJson(result);
  else if (outcomes.length === 0) {
    // After an update of Fonoteka everything may have been reindexed, which takes minutes: report it.
    if (done.index + done.embed > 0) printLine(`search index updated: ${describeIndexWork(done)}`);
    printLine(`nothing to transcribe: ${explainNothingDone(archive, recordings)}`);
  }
}

function describeIndexWork({ index, embed }: { index: number; embed: number }): string {
  const parts = [];
  if (index > 0) parts.push(`${formatCount(index, "transcript")} indexed`);
  if (embed > 0) parts.push(`${formatCount(embed, "passage")} embedded`);
  return parts.join(", ");
}

/** Why nothing was transcribed. There may still be recordings without a transcript. */
function explainNothingDone(archive: Archive, requested: string[]): string {
  if (requested.length > 0)
    return `${requested.length === 1 ? "it already has a transcript" : "they already have transcripts"} (--again transcribes again)`;
  const states = archive.list().map(({ state }) => state);
  if (states.length === 0) return "there are no recordings";
  const failed = states.filter((state) => state === "failed").length;
  const working = states.filter((state) => state === "working").length;
  if (failed + working === 0) return "every recording has a transcript";
  const reasons = [];
  if (failed > 0)
    reasons.push(
      `${failed} failed repeatedly (fonoteka status shows why; retry with fonoteka transcribe NUMBER)`,
    );
  if (working > 0) reasons.push(`${working} being transcribed by another process`);
  return reasons.join(", ");
}

async function attach(
  { archive, signal, progress, json }: CommandContext,
  recordings: string[],
  { from, language, force }: TranscribeCommandOptions & { from: string },
): Promise<void> {
  if (recordings.length !== 1) throw archiveError("from-needs-one-recording", {});
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
    `${style("green", "attached   ")}  ${recording.filename}  ${transcription.model}, ${formatCount(transcription.wordCount, "word")}`,
  );
  for (const warning of warnings)
    printLine(`             ${style("yellow", "note")}: ${printable(warning.text)}`);
}

function printOutcome(outcome: TranscribeOutcome): void {
  const name = outcome.recording.filename;
  if (outcome.status === "failed" || outcome.status === "held") {
    const { message, hint } = outcome.error;
    const label = outcome.status === "held" ? style("yellow", "busy       ") : style("red", "failed     ");
    printLine(`${label}  ${wrapText(`${name}  ${printable(message)}`, 13)}`);
    if (hint) printHint(hint, 13);
    return;
  }
  const { transcription, seconds, resumedAt } = outcome;
  const language = transcription.language ?? "unknown language";
  const confidence =
    transcription.confidence === null ? "" : `, confidence ${Math.round(transcription.confidence * 100)}%`;
  const what =
    transcription.wordCount === 0
      ? "no speech found"
      : `${language}, ${formatCount(transcription.wordCount, "word")}${confidence}`;
  const wentOn = resumedAt === undefined ? "" : `, went on at ${formatTime(resumedAt * 1000)}`;
  const length = formatTime(outcome.recording.durationSeconds * 1000);
  printLine(
    `${style("green", "transcribed")}  ${name}  ${length}  ${what}  ${style("dim", `in ${seconds.toFixed(1)} s${wentOn}`)}`,
  );
  for (const { text, hint } of transcription.notes) {
    printLine(`             ${style("yellow", "note")}: ${wrapText(printable(text), 19)}`);
    if (hint) printHint(hint, 13);
  }
}

function toJson(outcome: TranscribeOutcome): unknown {
  if (outcome.status === "transcribed") return outcome;
  return { ...outcome, error: toErrorInfo(outcome.error) };
}
