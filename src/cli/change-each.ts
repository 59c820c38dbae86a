import { toErrorInfo } from "../errors.ts";
import { partlyFailedStatus } from "./exit-status.ts";
import type { CommandContext } from "./run-command.ts";
import { printError } from "./run-command.ts";
import { printJson } from "./terminal.ts";

/**
 * Does something with one recording after another. One that fails is reported, and the others are still done; the exit
 * status says so.
 */
export async function changeEach<Result>(
  { json }: Pick<CommandContext, "json">,
  references: readonly string[],
  work: (reference: string) => Promise<Result>,
  print: (result: Result) => void,
): Promise<number> {
  const outcomes: unknown[] = [];
  const failures: unknown[] = [];
  for (const reference of references) {
    try {
      const result = await work(reference);
      outcomes.push(result);
      if (!json) print(result);
    } catch (failure) {
      failures.push(failure);
      outcomes.push({ recording: reference, error: toErrorInfo(failure, "fonoteka") });
      if (!json) printError(failure, false);
    }
  }
  if (json && failures.length === 0) printJson(outcomes);
  if (json && failures.length > 0) printError(failures[0], true, outcomes);
  // A single one: the status of its error.
  if (failures.length > 0 && references.length > 1) process.exitCode = partlyFailedStatus;
  return references.length - failures.length;
}
