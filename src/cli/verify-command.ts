import type { Command } from "commander";
import { archiveError } from "../errors.ts";
import type { Finding, FindingArea, PartOf, VerifyReport } from "../fonoteka.ts";
import { problemsFoundStatus } from "./exit-status.ts";
import { formatBytes, formatCount } from "./format-values.ts";
import { type CommandContext, runCommand } from "./run-command.ts";
import { printable, printHint, printJson, printLine, style } from "./terminal.ts";
import { wrapText } from "./wrap-text.ts";

type VerifyCommandOptions = { deep?: boolean; part?: PartOf; repair?: boolean; from?: string[] };

export function addVerifyCommand(program: Command): void {
  program
    .command("verify")
    .description(
      "Check every file and all of data.db for damage, and repair what can be repaired. Exits with 20 if something is wrong.",
    )
    .option("--deep", "also check every page of the audio and decode all of it (an hour takes about 10 s)")
    .option(
      "--part <n/total>",
      "read the files of one part only, such as 3/30: thirty daily runs read everything once",
      parsePart,
    )
    .option(
      "--repair",
      "make the index again, write sidecars, put back lost audio and transcripts from copies; never deletes",
    )
    .option(
      "--from <path>",
      "with --repair: a backup folder or original files to take lost audio from (repeatable)",
      (path: string, paths: string[] = []) => [...paths, path],
    )
    .addHelpText(
      "after",
      "\nExamples:\n  fonoteka verify\n  fonoteka verify --deep --part 3/30\n  fonoteka verify --repair --from /media/backup",
    )
    .action((options: VerifyCommandOptions, command: Command) =>
      runCommand(command, true, (context) => runVerify(context, options)),
    );
}

async function runVerify(context: CommandContext, options: VerifyCommandOptions): Promise<void> {
  const { archive, json, signal, progress } = context;
  if (options.from && !options.repair)
    throw archiveError("option-needs-another", { option: "--from", other: "--repair" });
  const report = await archive.verify({ ...options, signal, onProgress: progress.update });
  progress.clear();
  if (!report.isSound) process.exitCode = problemsFoundStatus;
  if (json) printJson(report);
  else printReport(report);
}

const areaNames: Record<FindingArea, string> = {
  files: "audio files",
  sidecars: "sidecars",
  database: "database",
  transcripts: "transcripts",
  index: "search index",
  trash: "trash",
  incoming: "incoming",
};

/** More of one kind are counted: what to do is the same. */
const maxOfKind = 20;

function printReport(report: VerifyReport): void {
  const { scope, findings, repaired = [] } = report;
  printLine(describeScope(report));
  if (scope.firstSeen > 0)
    printLine(
      `${formatCount(scope.firstSeen, "file")} of an earlier version had no stored hash: stored now, damage from before cannot be known`,
    );
  for (const { text } of repaired)
    printLine(`${style("green", "repaired")}  ${wrapText(printable(text), 10)}`);
  for (const [area, own] of Map.groupBy(findings, (finding) => finding.area)) {
    printLine(style("red", areaNames[area]));
    for (const [, ofKind] of Map.groupBy(own, ({ code }) => code)) printKind(ofKind);
  }
  if (report.isSound) printLine(style("green", "everything is as it was stored"));
  else printLine(`${formatCount(findings.length, "problem")} found`);
}

function printKind(findings: readonly Finding[]): void {
  for (const { text } of findings.slice(0, maxOfKind)) printLine(`  ${wrapText(printable(text), 2)}`);
  if (findings.length > maxOfKind)
    printLine(`  … and ${findings.length - maxOfKind} more like this (all: --json)`);
  const { hint } = findings[0]!;
  if (hint) printHint(hint, 2);
}

function describeScope({ scope, deep, part }: VerifyReport): string {
  const how = deep ? "read and decoded" : "read";
  const share = part ? ` of ${scope.recordings} (part ${part.part} of ${part.of})` : "";
  return [
    `checked ${formatCount(scope.filesRead, "audio file")}${share} (${formatBytes(scope.bytesRead)} ${how})`,
    formatCount(scope.sidecars, "sidecar"),
    `data.db (${formatBytes(scope.databaseByteLength)}): ${formatCount(scope.transcriptions, "transcript")}, ${formatCount(scope.words, "word")}, ${formatCount(scope.vectors, "vector")}`,
    ...(scope.trashEntries > 0 ? [`${scope.trashEntries} in the trash`] : []),
  ].join("; ");
}

function parsePart(text: string): PartOf {
  const match = /^(\d{1,6})\/(\d{1,6})$/.exec(text);
  if (!match) throw archiveError("invalid-part", { part: text });
  return { part: Number(match[1]), of: Number(match[2]) };
}
