import { stripVTControlCharacters } from "node:util";
import type { Command } from "commander";
import { listDamage } from "../messages/damage-notes.ts";
import { formatTime } from "./format-values.ts";
import { nameState } from "./name-state.ts";
import { parseCount } from "./parse-count.ts";
import { type CommandContext, runCommand } from "./run-command.ts";
import { printable, printJson, printLine, style } from "./terminal.ts";
import { wrapText } from "./wrap-text.ts";

type ListOptions = { limit?: number; from?: string; to?: string; language?: string[] };

export function addListCommand(program: Command): void {
  program
    .command("list")
    .description("List recordings, newest first.")
    .option(
      "-n, --limit <count>",
      "max. number of recordings (default: all)",
      parseCount("--limit", 1, 1_000_000),
    )
    .option("--from <date>", "recorded on or after this date, e.g. 2024-01-15")
    .option("--to <date>", "recorded on or before this date")
    .option("--language <codes...>", "only recordings in these languages, e.g. ru")
    .addHelpText(
      "after",
      "\nExamples:\n  fonoteka list\n  fonoteka list --from 2026-03-01 --language ru\n  fonoteka list --json",
    )
    .action((options: ListOptions, command: Command) =>
      runCommand(command, true, (context) => list(context, options)),
    );
}

async function list({ archive, json }: CommandContext, options: ListOptions): Promise<void> {
  const recordings = archive.list({
    limit: options.limit,
    from: options.from,
    to: options.to,
    languages: options.language,
  });
  if (json) {
    printJson(recordings);
    return;
  }
  if (recordings.length === 0) {
    const isFiltered = options.from ?? options.to ?? options.language;
    printLine(isFiltered ? "no recordings match" : "no recordings yet: fonoteka import FOLDER");
    return;
  }
  const idWidth = Math.max(...recordings.map(({ id }) => String(id).length), 1);
  const nameWidth = Math.max(...recordings.map(({ filename }) => filename.length), 1);
  for (const { id, filename, durationSeconds, language, state, title, error, importNotes } of recordings) {
    const columns = [
      style("bold", String(id).padStart(idWidth)),
      filename.padEnd(nameWidth),
      formatTime(durationSeconds * 1000).padStart(8),
      (language ?? "").padEnd(2),
    ];
    const stateName = nameState(state, error !== undefined);
    if (stateName) columns.push(style("yellow", stateName));
    if (listDamage(importNotes).length > 0) columns.push(style("yellow", "damaged source"));
    const facts = `${columns.join("  ")}  `;
    const indent = stripVTControlCharacters(facts).length;
    printLine(`${facts}${wrapText(printable(title), indent)}`.trimEnd());
  }
}
