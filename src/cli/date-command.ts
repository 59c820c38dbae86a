import type { Command } from "commander";
import type { DateSource } from "../domain.ts";
import { archiveError, isArchiveError } from "../errors.ts";
import type { Archive, ChangedDate } from "../fonoteka.ts";
import { changeEach } from "./change-each.ts";
import { describeDates, formatRecordedAt, sourceNames } from "./describe-dates.ts";
import { formatCount } from "./format-values.ts";
import { type CommandContext, runCommand } from "./run-command.ts";
import { printable, printJson, printLine, style } from "./terminal.ts";
import { wrapText } from "./wrap-text.ts";

type DateOptions = { from?: Source; all?: boolean; datedBy?: Source; language?: string[]; dryRun?: boolean };

const sources = {
  name: "file-name",
  tag: "tag",
  file: "file-time",
  given: "given",
} as const satisfies Record<string, DateSource>;
type Source = keyof typeof sources;

export function addDateCommand(program: Command): void {
  program
    .command("date")
    .description("Show what is known of a recording's date, set it, or take it from another source.")
    .argument("[recordings...]", "recording numbers, file names, or unique prefixes of them")
    .option(
      "--from <source>",
      "take the date from: name (file or folder name), tag, file (time of the file), given (set by hand before)",
      parseSource("--from"),
    )
    .option("--all", "with --from: all recordings")
    .option(
      "--dated-by <source>",
      "with --all: only those whose date is from this source now",
      parseSource("--dated-by"),
    )
    .option("--language <codes...>", "with --all: only recordings in these languages, e.g. ru")
    .option("--dry-run", "only show what would change")
    .addHelpText(
      "after",
      `
The Opus file keeps its name. Dates of all sources are kept: --from with another source takes the change back.

Examples:
  fonoteka date 3
  fonoteka date 3 2024-01-15T14:30
  fonoteka date --from name 3 4
  fonoteka date --from name --all --dated-by file --dry-run`,
    )
    .action((recordings: string[], options: DateOptions, command: Command) =>
      runCommand(command, true, (context) => runDate(context, recordings, options)),
    );
}

function parseSource(option: string) {
  return (value: string): Source => {
    if (Object.hasOwn(sources, value)) return value as Source;
    throw archiveError("value-not-known", { field: option, known: Object.keys(sources).join(", ") });
  };
}

async function runDate(context: CommandContext, given: string[], options: DateOptions): Promise<void> {
  const { archive } = context;
  const { from, all = false, datedBy, language, dryRun = false } = options;
  if (from === undefined) {
    for (const [option, value] of Object.entries({
      "--all": all,
      "--dated-by": datedBy,
      "--language": language,
    }))
      if (value) throw archiveError("option-needs-another", { option, other: "--from" });
    return setOrShow(context, given, dryRun);
  }
  for (const [option, value] of Object.entries({ "--dated-by": datedBy, "--language": language }))
    if (value && !all) throw archiveError("option-needs-another", { option, other: "--all" });
  if (all === given.length > 0) throw archiveError("recordings-or-all", {});
  if (all) return takeFromAll(context, options);
  const work = async (reference: string) => archive.changeDate(reference, { from: sources[from], dryRun });
  await changeEach(context, given, work, (result: ChangedDate) => printChange(result, dryRun));
}

/** Recordings of which the source says nothing keep their date, and are counted. */
function takeFromAll(
  { archive, json }: CommandContext,
  { from, datedBy, language, dryRun }: DateOptions,
): void {
  const changed: ChangedDate[] = [];
  let same = 0;
  let silent = 0;
  for (const { id, dateSource } of archive.list({ sort: "oldest", languages: language })) {
    if (datedBy !== undefined && dateSource !== sources[datedBy]) continue;
    const result = tryChange(archive, id, { from: sources[from!], dryRun });
    if (!result) silent += 1;
    else if (!result.changed) same += 1;
    else {
      changed.push(result);
      if (!json) printChange(result, dryRun ?? false);
    }
  }
  if (json) {
    printJson({ changed, unchanged: same, withoutDate: silent });
    return;
  }
  const name = sourceNames[sources[from!]];
  const parts = [
    `${formatCount(changed.length, "date")} ${dryRun ? "would be changed" : "changed"}`,
    ...(same > 0 ? [`${same} already from ${name}`] : []),
    ...(silent > 0 ? [`${silent} without a date from ${name}`] : []),
  ];
  printLine(parts.join(", "));
}

function tryChange(
  archive: Archive,
  id: number,
  options: { from: DateSource; dryRun: boolean | undefined },
): ChangedDate | undefined {
  try {
    return archive.changeDate(id, options);
  } catch (error) {
    if (isArchiveError(error, "invalid-input")) return undefined;
    throw error;
  }
}

function setOrShow({ archive, json }: CommandContext, given: string[], dryRun: boolean): void {
  const [reference, date, ...rest] = given;
  if (reference === undefined || rest.length > 0) throw archiveError("date-arguments", {});
  if (date !== undefined) {
    const { recording } = archive.describe(reference);
    const { createdAt, dateSource } = recording;
    if (dryRun) throw archiveError("option-needs-another", { option: "--dry-run", other: "--from" });
    const changed = archive.update(recording.id, { createdAt: date });
    const result = {
      recording: changed,
      previous: { createdAt, dateSource },
      changed: changed.createdAt !== createdAt || changed.dateSource !== dateSource,
    };
    if (json) printJson(result);
    else printChange(result, false);
    return;
  }
  const { recording, dateChoices } = archive.describe(reference);
  if (json) {
    printJson({ recording, dateChoices });
    return;
  }
  const { id, filename, createdAt, dateSource, dateCandidates } = recording;
  printLine(`${id}  ${filename}  ${formatRecordedAt(createdAt)} (${sourceNames[dateSource]})`);
  for (const { name, text } of describeDates(dateChoices))
    printLine(`  ${style("dim", name.padEnd(14))} ${wrapText(printable(text), 17)}`);
  if (dateCandidates.length === 0)
    printLine(`  ${style("dim", "imported by an earlier version: what other sources said was not kept")}`);
}

function printChange({ recording, previous, changed }: ChangedDate, dryRun: boolean): void {
  const { id, filename, createdAt, dateSource } = recording;
  const now = `${formatRecordedAt(createdAt)} (${sourceNames[dateSource]})`;
  const before = `${formatRecordedAt(previous.createdAt)} (${sourceNames[previous.dateSource]})`;
  const label = changed ? style("green", dryRun ? "would be" : "changed ") : style("dim", "same    ");
  printLine(`${label}  ${id}  ${filename}  ${changed ? `${now}, was ${before}` : now}`);
}
