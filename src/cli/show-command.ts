import type { Command } from "commander";
import type { DateCandidate } from "../domain.ts";
import type { RecordingDetails, RecordingSummary } from "../fonoteka.ts";
import { listDamage } from "../messages/damage-notes.ts";
import { describeTrack } from "../messages/describe-track.ts";
import { nameChannels } from "../messages/name-channels.ts";
import { describeDates, formatRecordedAt, sourceNames } from "./describe-dates.ts";
import { formatBytes, formatCount, formatLocalTime, formatTime } from "./format-values.ts";
import { nameState } from "./name-state.ts";
import { parseCount } from "./parse-count.ts";
import { type CommandContext, runCommand } from "./run-command.ts";
import { printable, printHint, printJson, printLine, style } from "./terminal.ts";
import { wrapText } from "./wrap-text.ts";

type ShowOptions = { transcription?: number; words?: boolean };

export function addShowCommand(program: Command): void {
  program
    .command("show")
    .description("Show a recording's details and transcript.")
    .argument("<recording>", "recording number, file name, or a unique prefix of it")
    .option(
      "--transcription <number>",
      "show an earlier transcription, by its number",
      parseCount("--transcription", 1, 2 ** 31),
    )
    .option("--words", "also show each word with its time and confidence")
    .addHelpText(
      "after",
      "\nExamples:\n  fonoteka show 3\n  fonoteka show 2024-01-15_14-30-00 --words\n  fonoteka show 3 --json",
    )
    .action((recording: string, options: ShowOptions, command: Command) =>
      runCommand(command, true, (context) => show(context, recording, options)),
    );
}

async function show(
  { archive, json }: CommandContext,
  reference: string,
  options: ShowOptions,
): Promise<void> {
  const details = archive.show(reference, { transcriptionId: options.transcription });
  if (json) printJson(details);
  else printDetails(details, options.words ?? false);
}

function printDetails(
  { recording, tracks, dateChoices, transcriptions, transcription, segments }: RecordingDetails,
  words: boolean,
): void {
  const facts: [string, string][] = [
    ["file", `${recording.filename} (${formatBytes(recording.byteLength)})`],
    ["title", printable(recording.title)],
    ["recorded", `${formatRecordedAt(recording.createdAt)} (${sourceNames[recording.dateSource]})`],
    ["dates", describeOtherDates(recording, dateChoices)],
    ["length", formatTime(recording.durationSeconds * 1000, true)],
    [
      "source",
      `${printable(recording.sourceName)} (${recording.sourceFormat}), imported ${formatLocalTime(recording.importedAt)}`,
    ],
    ["tags", recording.tags.map(printable).join(", ")],
    ["notes", printable(recording.notes)],
  ];
  for (const [name, value] of facts)
    if (value) printLine(`${style("dim", name.padEnd(10))} ${wrapText(value, 11)}`);
  printTracks(recording, tracks);
  printImportNotes(recording);
  for (const { id, isCurrent, engine, model, language, wordCount, createdAt, notes } of transcriptions) {
    const source = engine === "import" ? `imported from ${model}` : model;
    const text = `number ${id}${isCurrent ? " (current)" : ""}: ${source}, ${language ?? "unknown language"}, ${formatCount(wordCount, "word")}, ${formatLocalTime(createdAt)}`;
    printLine(`${style("dim", "transcript")} ${wrapText(text, 11)}`);
    for (const note of notes) printLine(`${" ".repeat(11)}${wrapText(printable(note.text), 11)}`);
  }
  for (const { text } of transcription?.notes ?? [])
    printLine(`${style("yellow", "noted     ")} ${wrapText(printable(text), 11)}`);
  const state = nameState(recording.state, recording.error !== undefined);
  if (state) printLine(`${style("dim", "state     ")} ${style("yellow", state)}`);
  if (recording.error) {
    printLine(`${style("red", "error     ")} ${wrapText(printable(recording.error.message), 11)}`);
    if (recording.error.hint) printHint(recording.error.hint, 11);
  }
  printLine();
  if (!transcription) printLine(describeAbsence(recording));
  else if (transcription.wordCount === 0) printLine("no speech found");
  for (const segment of nameChannels(segments)) {
    const speaker = segment.speaker ? `${style("bold", printable(segment.speaker))}: ` : "";
    const text = segment.words.map((word) => word.text).join(" ");
    const time = formatTime(segment.startMs).padStart(7);
    printLine(`${style("green", time)}  ${wrapText(speaker + printable(text), 9)}`);
    if (!words) continue;
    for (const word of segment.words) {
      const confidence = word.confidence === null ? "" : `  ${word.confidence.toFixed(2)}`;
      const times = `${formatTime(word.startMs, true)}–${formatTime(word.endMs, true)}`;
      printLine(
        style(
          "dim",
          `         ${times}  ${printable(word.text)}${confidence}${word.timing === "interpolated" ? "  (time interpolated)" : ""}`,
        ),
      );
    }
  }
}

function printTracks({ id, sourceName }: RecordingSummary, tracks: RecordingDetails["tracks"]): void {
  for (const [i, track] of tracks.entries()) {
    const { recordingId, problem } = track;
    const use =
      recordingId === id
        ? "this recording"
        : recordingId !== null
          ? `recording ${recordingId}`
          : (problemNames[problem ?? "none"] ?? "not imported");
    const label = style("dim", (i === 0 ? "tracks" : "").padEnd(10));
    printLine(`${label} ${wrapText(printable(`${describeTrack(track)}: ${use}`), 11)}`);
  }
  const other = tracks.find(({ recordingId, problem }) => recordingId === null && problem === undefined);
  if (other) printHint(printable(`fonoteka import "${sourceName}" --track ${other.number}`), 11);
}

const problemNames: Record<string, string> = { silent: "no sound in it", "no-decoder": "no decoder for it" };

/** What the other sources say, where it is not the same. */
function describeOtherDates({ createdAt, dateSource }: RecordingSummary, choices: readonly DateCandidate[]) {
  const others = choices.filter(({ source, date }) => source !== dateSource && date !== createdAt);
  return describeDates(others)
    .map(({ name, text }) => `${name} ${printable(text)}`)
    .join("; ");
}

function printImportNotes({ importNotes }: RecordingSummary): void {
  // Of the other tracks the list says more.
  const shown = importNotes.filter(({ code }) => !/^(other-tracks|tracks-)/.test(code));
  if (shown.length === 0) return;
  const found = shown.map(({ text }) => printable(text)).join("; ");
  const meaning =
    listDamage(importNotes).length > 0
      ? ". The imported file was damaged; this is what could be read of it"
      : "";
  printLine(`${style("yellow", "noted     ")} ${wrapText(`${found}${meaning}`, 11)}`);
}

/** Failed attempts are not repeated for ever: only its name surely tries it again. */
function describeAbsence({ id, state, holder, recognisedSeconds }: RecordingSummary): string {
  if (holder) return `no transcript yet: being transcribed by process ${holder.processId} on ${holder.host}`;
  const command = state === "failed" ? `fonoteka transcribe ${id}` : "fonoteka transcribe";
  const part = recognisedSeconds ? `, goes on at ${formatTime(recognisedSeconds * 1000)}` : "";
  return `no transcript yet: ${command}${part}`;
}
