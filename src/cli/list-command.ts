import { stripVTControlCharacters } from "node:util";
import type { Command } from "commander";
import { formatTime } from "./format-time.ts";
import { parseCount } from "./parse-count.ts";
import { type CommandContext, runCommand } from "./run-command.ts";
import { printable, printJson, printLine, style } from "./terminal.ts";
import { wrapText } from "./wrap-text.ts";

type ListOptions = { limit: number; from?: string; to?: string; language?: string[] };

export function addListCommand(program: Command): void {
  program
    .command("list")
    .description("list the recordings, newest first")
    .option("-n, --limit <count>", "how many", parseCount("--limit", 1, 1_000_000), 1_000_000)
    .option("--from <date>", "recorded on this day or later, e.g. 2024-01-15")
    .option("--to <date>", "recorded on this day or earlier")
    .option("--language <codes...>", "spoken in these languages, e.g. ru")
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
  if (recordings.length === 0) printLine("no recordings");
  const idWidth = Math.max(...recordings.map(({ id }) => String(id).length), 1);
  const nameWidth = Math.max(...recordings.map(({ filename }) => filename.length), 1);
  for (const { id, filename, durationSeconds, language, state, title } of recordings) {
    const columns = [
      style("bold", String(id).padStart(idWidth)),
      filename.padEnd(nameWidth),
      formatTime(durationSeconds * 1000).padStart(8),
      (language ?? "").padEnd(2),
    ];
    if (state !== "transcribed") columns.push(style("yellow", stateNames[state]));
    const facts = `${columns.join("  ")}  `;
    const indent = stripVTControlCharacters(facts).length;
    printLine(`${facts}${wrapText(printable(title), indent)}`.trimEnd());
  }
}

const stateNames = {
  working: "being transcribed",
  waiting: "waiting",
  failed: "failed",
  "no-speech": "no speech",
};
