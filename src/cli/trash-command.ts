import type { Command } from "commander";
import { isArchiveError } from "../errors.ts";
import type { Recording } from "../fonoteka.ts";
import { changeEach } from "./change-each.ts";
import { confirm } from "./confirm.ts";
import { formatAge, formatBytes, formatCount } from "./format-values.ts";
import { parseCount } from "./parse-count.ts";
import { type CommandContext, runCommand } from "./run-command.ts";
import { printable, printJson, printLine, printRemark, style } from "./terminal.ts";

type EmptyOptions = { olderThan?: number; yes?: boolean };

export function addTrashCommand(program: Command): void {
  const trash = program.command("trash").description("List, restore or delete recordings in the trash.");
  trash
    .command("list")
    .description("List the recordings in the trash, last removed first.")
    .action((_options: unknown, command: Command) => runCommand(command, true, list));
  trash
    .command("restore")
    .description("Restore recordings from the trash.")
    .argument("<recordings...>", "recording numbers, file names, or unique prefixes of them")
    .addHelpText("after", "\nExamples:\n  fonoteka trash restore 3")
    .action((recordings: string[], _options: unknown, command: Command) =>
      runCommand(command, true, (context) => restore(context, recordings)),
    );
  trash
    .command("empty")
    .description("Delete recordings in the trash for good. There is no way back.")
    .argument("[recordings...]", "recording numbers or file names (default: everything in the trash)")
    .option(
      "--older-than <days>",
      "only what was removed more than this many days ago",
      parseCount("--older-than", 1, 36_500, 30),
    )
    .option("--yes", "do not ask")
    .addHelpText(
      "after",
      `
Words of a deleted recording may still be in free pages of data.db and in backups: fonoteka forget erases those, too.

Examples:
  fonoteka trash empty
  fonoteka trash empty --older-than 30 --yes`,
    )
    .action((recordings: string[], options: EmptyOptions, command: Command) =>
      runCommand(command, true, (context) => empty(context, recordings, options)),
    );
}

async function list({ archive, json }: CommandContext): Promise<void> {
  const recordings = await archive.listTrash();
  const others = await archive.listOtherTrashFiles(recordings);
  if (json) {
    printJson({ recordings, others });
    return;
  }
  if (recordings.length + others.length === 0) printLine("the trash is empty");
  for (const { id, recording, removedAt, byteLength, sound } of recordings) {
    const columns = [
      style("bold", String(id).padStart(4)),
      recording.filename,
      formatBytes(byteLength).padStart(9),
      `removed ${formatAge(removedAt)}`,
      printable(recording.title),
    ];
    printLine(columns.join("  ").trimEnd());
    if (sound !== "present") {
      const again = "fonoteka import with the original file restores it with its sound";
      printLine(`      ${style("red", `its Opus file is ${sound}`)}: ${again}`);
    }
  }
  for (const { name, byteLength, kind, changedAt } of others) {
    const what =
      kind === "live"
        ? `live recording, discarded ${formatAge(changedAt)}`
        : "left by an interrupted removal, damaged, or not Fonoteka's: look at it, then delete it yourself";
    printLine(`      trash/${printable(name)}  ${formatBytes(byteLength)}  ${what}`);
  }
}

async function restore(context: CommandContext, references: string[]): Promise<void> {
  const { archive, signal, progress } = context;
  const restored = await changeEach(
    context,
    references,
    (reference) => archive.restore(reference),
    ({ id, filename, title }: Recording) =>
      printLine(`${style("green", "restored")}  ${id}  ${filename}  ${printable(title)}`.trimEnd()),
  );
  if (restored === 0) return;
  try {
    await archive.indexPending({ signal, onProgress: progress.update });
  } catch (error) {
    // It is restored all the same; the next command that indexes makes it searchable.
    if (!isArchiveError(error)) throw error;
    printRemark(`note: not searchable yet: ${error.message}`);
  }
}

async function empty(
  { archive, json, signal, progress }: CommandContext,
  references: string[],
  { olderThan, yes }: EmptyOptions,
): Promise<void> {
  const recordings = references.length > 0 ? references : undefined;
  progress.clear();
  if (!yes) {
    const what = recordings ? formatCount(recordings.length, "recording") : "everything";
    const age = olderThan === undefined ? "" : ` removed more than ${formatCount(olderThan, "day")} ago`;
    await confirm(`Delete ${what} in the trash${age} for good?`, { yes, signal });
  }
  const emptied = await archive.emptyTrash({
    ...(recordings && { recordings }),
    olderThanDays: olderThan,
    signal,
  });
  if (json) {
    printJson(emptied);
    return;
  }
  for (const { id, recording } of emptied.recordings)
    printLine(
      `${style("red", "deleted")}  ${id}  ${recording.filename}  ${printable(recording.title)}`.trimEnd(),
    );
  for (const { name } of emptied.others) printLine(`${style("red", "deleted")}  trash/${printable(name)}`);
  const count = emptied.recordings.length + emptied.others.length;
  printLine(count === 0 ? "nothing to delete" : `${formatBytes(emptied.byteLength)} freed`);
}
