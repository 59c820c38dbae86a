import type { Command } from "commander";
import type { RecordingDetails } from "../fonoteka.ts";
import { formatBytes, formatMoment, formatTime } from "./format-time.ts";
import { parseCount } from "./parse-count.ts";
import { type CommandContext, runCommand } from "./run-command.ts";
import { printable, printJson, printLine, style } from "./terminal.ts";
import { wrapText } from "./wrap-text.ts";

type ShowOptions = { transcription?: number; words?: boolean };

export function addShowCommand(program: Command): void {
  program
    .command("show")
    .description("show a recording: what is known of it and what was said")
    .argument("<recording>", "number, file name or the beginning of it")
    .option(
      "--transcription <number>",
      "an earlier transcription (its number)",
      parseCount("--transcription", 1, 2 ** 31),
    )
    .option("--words", "every word with its time and confidence")
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
  { recording, transcriptions, transcription, segments }: RecordingDetails,
  words: boolean,
): void {
  const facts: [string, string][] = [
    ["file", `${recording.filename} (${formatBytes(recording.byteLength)})`],
    ["title", printable(recording.title)],
    ["recorded", recording.createdAt],
    ["length", formatTime(recording.durationSeconds * 1000, true)],
    [
      "from",
      `${printable(recording.sourceName)} (${recording.sourceFormat}), imported ${formatMoment(recording.importedAt)}`,
    ],
    ["tags", recording.tags.map(printable).join(", ")],
    ["notes", printable(recording.notes)],
  ];
  for (const [name, value] of facts) if (value) printLine(`${style("dim", name.padEnd(10))} ${value}`);
  for (const one of transcriptions) {
    const made = `${one.engine} ${one.model}, ${one.language ?? "no language"}, ${one.wordCount} words, ${formatMoment(one.createdAt)}`;
    printLine(`${style("dim", "transcript")} ${one.id}${one.isCurrent ? " (current)" : ""}: ${made}`);
  }
  printLine();
  if (!transcription) printLine("no transcript yet: fonoteka transcribe");
  else if (transcription.wordCount === 0) printLine("no speech found");
  for (const segment of segments) {
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
