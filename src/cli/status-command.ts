import type { Command } from "commander";
import type { ArchiveStatus } from "../fonoteka.ts";
import { problemsFoundStatus } from "./exit-status.ts";
import { formatAge, formatBytes, formatCount, formatTime } from "./format-values.ts";
import { runCommand } from "./run-command.ts";
import { printable, printHint, printJson, printLine, style } from "./terminal.ts";
import { wrapText } from "./wrap-text.ts";

export function addStatusCommand(program: Command): void {
  program
    .command("status")
    .description(
      "Show contents, pending and failed work, and effective settings. Exits with 20 if there are problems or failed imports.",
    )
    .option(
      "--check",
      "also check data.db for damage and the index for consistency, and measure vector search (slower)",
    )
    .option("--repair", "with --check: repair a search index that disagrees with the transcripts")
    .addHelpText(
      "after",
      "\nExamples:\n  fonoteka status\n  fonoteka status --check --repair\n  fonoteka status --json",
    )
    .action((options: { check?: boolean; repair?: boolean }, command: Command) =>
      runCommand(command, true, async ({ archive, json }) => {
        const status = await archive.status(options);
        // An upload that failed is sound that is not in the archive yet.
        if (status.problems.length + status.incoming.failed.length > 0)
          process.exitCode = problemsFoundStatus;
        if (json) printJson(status);
        else printStatus(status);
      }),
    );
}

function printStatus(status: ArchiveStatus): void {
  const { recordings, waiting, index, failures, problems } = status;
  const { count, durationSeconds, byteLength, words, damagedSources } = recordings;
  const length = formatTime(durationSeconds * 1000);
  printFact("archive", status.folder);
  printFact(
    "recordings",
    count === 0
      ? "none yet: fonoteka import FOLDER"
      : `${count}, total length ${length}, ${formatBytes(byteLength)}, ${formatCount(words, "word")}`,
  );
  if (damagedSources > 0)
    printFact(
      "incomplete",
      `${formatCount(damagedSources, "recording")} from damaged files: fonoteka list marks them, fonoteka show says what was found`,
    );
  printFact("database", `${formatBytes(status.databaseByteLength)}, format version ${status.schemaVersion}`);
  const { passages, vectors, vectorsOutOfDate, embeddingModel } = index;
  const outOfDate = vectorsOutOfDate > 0 ? `, ${vectorsOutOfDate} with vectors of another model` : "";
  const embedded = `${vectors} with vectors of ${embeddingModel}${outOfDate}`;
  printFact("index", passages === 0 ? "empty" : `${formatCount(passages, "passage")}, ${embedded}`);
  if (status.vectorSearch !== undefined) printFact("vectors", describeVectorSearch(status.vectorSearch));
  const pending = [
    ...(waiting.transcribe > 0 ? [`${formatCount(waiting.transcribe, "recording")} to transcribe`] : []),
    ...(waiting.index > 0 ? [`${formatCount(waiting.index, "transcript")} to index`] : []),
    ...(waiting.embed > 0 ? [`${formatCount(waiting.embed, "passage")} to embed`] : []),
  ];
  printFact("waiting", pending.length > 0 ? `${pending.join(", ")}: fonoteka transcribe` : "nothing");
  if (waiting.sidecars > 0)
    printFact("writing", `${formatCount(waiting.sidecars, "file")} of titles and transcripts in recordings/`);
  if (status.incoming.count > 0) printFact("incoming", describeIncoming(status.incoming));
  for (const { name, error } of status.incoming.failed) {
    // Most messages begin with the name already.
    const message = error.message.startsWith(`${name}:`) ? error.message : `${name}: ${error.message}`;
    printFact("failed", `import ${printable(message)}`, "red");
    if (error.hint) printHint(error.hint, factIndent);
  }
  for (const { name, tracks } of status.incoming.withTracks) {
    const others = formatCount(tracks, "more sound track");
    printFact(
      "tracks",
      `${printable(name)} is kept for ${others}: choose on the page Import of fonoteka serve`,
    );
  }
  for (const { subject, holder } of status.working)
    printFact("working", `transcribing ${subject}: process ${holder.processId} on ${holder.host}`);
  for (const { folder, lastSnapshot, lastAt } of status.backups)
    printFact("backup", `${printable(folder)}: ${lastSnapshot}, ${formatAge(lastAt)}`);
  for (const { path, byteLength, changedAt } of status.databaseCopies)
    printFact(
      "copy",
      `${printable(path)}, ${formatBytes(byteLength)}, ${formatAge(changedAt)}: delete it when it is not needed any more`,
    );
  for (const { stage, subject, attempts, message, hint } of failures) {
    printFact(
      "failed",
      `${stage} ${subject} (${formatCount(attempts, "attempt")}): ${printable(message)}`,
      "red",
    );
    if (hint) printHint(hint, factIndent);
  }
  for (const { text } of status.repaired ?? []) printFact("repaired", text, "green");
  for (const { text, hint } of problems) {
    printFact("problem", printable(text), "red");
    if (hint) printHint(hint, factIndent);
  }
  printLine();
  for (const { name, value, origin } of status.settings)
    printLine(`${style("dim", name.padEnd(15))} ${printable(String(value))} ${style("dim", `(${origin})`)}`);
}

const factIndent = 12;

function printFact(name: string, value: string, color: "dim" | "red" | "green" = "dim"): void {
  printLine(`${style(color, name.padEnd(factIndent - 2))}  ${wrapText(value, factIndent)}`);
}

/** `3 files, 12.5 MB of 40 MB, the oldest of 2026-03-01` */
function describeIncoming({
  count,
  byteLength,
  missingByteLength,
  oldestAt,
}: ArchiveStatus["incoming"]): string {
  const announced = missingByteLength > 0 ? ` of ${formatBytes(byteLength + missingByteLength)}` : "";
  const oldest = oldestAt ? `, the oldest of ${oldestAt.slice(0, 10)}` : "";
  return `${formatCount(count, "file")}, ${formatBytes(byteLength)}${announced}${oldest}: fonoteka serve`;
}

function describeVectorSearch(search: NonNullable<ArchiveStatus["vectorSearch"]> | null): string {
  if (!search) return "exact search (few enough to compare each one)";
  const { recall, vectors, candidates, byteLength } = search;
  const found = `approximate search finds ${((recall ?? 0) * 100).toFixed(1)}% of the nearest 100`;
  return `${found}; it compares ${candidates} of ${vectors} vectors in detail and takes ${formatBytes(byteLength)} of memory in a server`;
}
