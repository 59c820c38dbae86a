/** Output: results go to stdout, progress and remarks to stderr; only terminals get colours. */

import { styleText } from "node:util";
import type { SingleBar } from "cli-progress";
import { archiveError, fromSystemError, isArchiveError } from "../errors.ts";
import type { RebuildProgress, VerifyProgress } from "../fonoteka.ts";
import { exitStatus } from "./exit-status.ts";
import { formatBytes, formatTime } from "./format-values.ts";
import { wrapText } from "./wrap-text.ts";

type Style = Parameters<typeof styleText>[0];

// `fonoteka search … | head` closes the pipe early. That is not an error.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code === "EPIPE") process.exit(0);
  const known = fromSystemError(error, "standard output");
  if (!isArchiveError(known)) throw error;
  const isFull = known.code === "disk-full";
  const described = isFull ? archiveError("output-disk-full", { path: "standard output" }) : known;
  printRemark(`error: ${described.message}\ntry:   ${described.hint}`);
  process.exit(exitStatus[described.code]);
});
// If nobody reads stderr any more, the work goes on.
process.stderr.on("error", () => {});

/** Writes a line of the result. */
export function printLine(line = ""): void {
  process.stdout.write(`${line}\n`);
}

/** Writes the result as JSON. */
export function printJson(value: unknown): void {
  printLine(JSON.stringify(value, null, 2));
}

/** Writes a remark that is not part of the result. */
export function printRemark(line: string): void {
  process.stderr.write(`${line}\n`);
}

/** Writes what to try after a failure, below an entry whose text is indented by `indent` spaces. */
export function printHint(hint: string, indent: number): void {
  printLine(`${" ".repeat(indent)}${style("cyan", "try:")}   ${wrapText(printable(hint), indent + 7)}`);
}

/** The text with ANSI styles if `stream` is a terminal with colours, else unchanged. */
export function style(format: Style, text: string, stream: NodeJS.WriteStream = process.stdout): string {
  return stream.isTTY ? styleText(format, text, { stream }) : text;
}

/** The text without line breaks and control characters, so that a hostile title or transcript cannot control the terminal. */
export function printable(text: string): string {
  return (
    text
      .replaceAll(/[\t\n\r]+/gu, " ")
      // biome-ignore lint/suspicious/noControlCharactersInRegex: these are to be removed
      .replaceAll(/[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/gu, "�")
  );
}

type ShownProgress =
  | RebuildProgress
  | VerifyProgress
  | { stage: "evaluate"; subject: string; done: number; total: number; unit: "questions" };

const stageNames: Record<ShownProgress["stage"], string> = {
  import: "importing",
  transcribe: "transcribing",
  index: "indexing",
  embed: "embedding",
  download: "downloading",
  rebuild: "rebuilding",
  forget: "forgetting",
  evaluate: "searching",
  backup: "backing up",
  restore: "restoring",
  verify: "checking",
};

function formatAmount(value: number, unit: ShownProgress["unit"]): string {
  if (unit === "seconds") return formatTime(value * 1000);
  return unit === "bytes" ? formatBytes(value) : String(value);
}

/** A progress bar on stderr, shown only on a terminal. Clear it before printing a result. */
export class ProgressDisplay {
  #current: { key: string; bar: SingleBar } | undefined;
  #SingleBar: typeof SingleBar | undefined;
  #loading: Promise<void> | undefined;
  /** Progress reported while the package was being loaded. */
  #latest: ShownProgress | undefined;

  readonly update = (progress: ShownProgress): void => {
    if (!process.stderr.isTTY) return;
    if (!this.#SingleBar) {
      // Loaded on first use: most commands show no progress.
      this.#latest = progress;
      this.#loading ??= import("cli-progress").then((loaded) => {
        this.#SingleBar = loaded.default.SingleBar;
        if (this.#latest) this.update(this.#latest);
      });
      return;
    }
    const key = `${progress.stage} ${progress.subject}`;
    const total = Math.max(progress.total ?? progress.done, 1e-9);
    const done = Math.min(progress.done, total);
    const payload = {
      stage: stageNames[progress.stage].padEnd(12),
      subject: printable(progress.subject),
      amount: [progress.done, progress.total]
        .filter((value) => value !== null)
        .map((value) => formatAmount(value, progress.unit))
        .join(" / ")
        .concat(
          "resumedAt" in progress && progress.resumedAt
            ? ` (went on at ${formatAmount(progress.resumedAt, progress.unit)})`
            : "",
        ),
    };
    if (this.#current?.key !== key) {
      this.clear();
      const bar = new this.#SingleBar({
        format: "{stage} {bar} {percentage}%  {amount}  {subject}",
        barsize: 20,
        hideCursor: true,
        clearOnComplete: true,
        stream: process.stderr,
        barCompleteChar: "━",
        barIncompleteChar: "─",
        // The command handles Ctrl-C itself.
        gracefulExit: false,
      });
      bar.start(total, done, payload);
      this.#current = { key, bar };
    }
    this.#current.bar.setTotal(total);
    this.#current.bar.update(done, payload);
  };

  /** Removes the bar from the screen; the next update shows it again. */
  readonly clear = (): void => {
    this.#latest = undefined;
    this.#current?.bar.stop();
    this.#current = undefined;
  };
}
