import { createInterface } from "node:readline/promises";
import { archiveError } from "../errors.ts";

/**
 * Asks on the terminal before something that cannot be undone.
 * @param yes `--yes` was given: nothing is asked
 * @throws ArchiveError `invalid-input` without a terminal to ask on; `cancelled` for any other answer than "yes"
 */
export async function confirm(
  question: string,
  { yes, signal }: { yes?: boolean | undefined; signal: AbortSignal },
) {
  if (yes) return;
  if (!process.stdin.isTTY || !process.stderr.isTTY) throw archiveError("confirmation-needed", {});
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    const answer = await terminal.question(`${question} Type yes: `, { signal });
    if (answer.trim().toLowerCase() !== "yes") throw archiveError("not-confirmed", {});
  } catch (error) {
    if (signal.aborted) throw archiveError("not-confirmed", {});
    throw error;
  } finally {
    terminal.close();
  }
}
