/** Where the command writes: results to stdout, progress and remarks to stderr, styles only for a terminal. */

import { styleText } from "node:util";
import type { SingleBar } from "cli-progress";
import { fromSystemError, isArchiveError } from "../errors.ts";
import type { WorkProgress } from "../fonoteka.ts";
import { exitStatus } from "./exit-status.ts";
import { formatBytes, formatTime } from "./format-time.ts";

type Style = Parameters<typeof styleText>[0];

// `fonoteka search … | head` closes the pipe early: that is an end, not an error.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code === "EPIPE") process.exit(0);
  const described = fromSystemError(error, "standard output");
  if (!isArchiveError(described)) throw error;
  printRemark(`error: ${described.message}\ntry:   ${described.hint}`);
  process.exit(exitStatus[described.code]);
});
// Nobody reads the remarks any more: the work goes on.
process.stderr.on("error", () => {});

/** Writes a line of the answer. */
export function printLine(line = ""): void {
  process.stdout.write(`${line}\n`);
}

/** Writes a value as JSON, for programs. */
export function printJson(value: unknown): void {
  printLine(JSON.stringify(value, null, 2));
}

/** Writes a remark that is no part of the answer. */
export function printRemark(line: string): void {
  process.stderr.write(`${line}\n`);
}

/** Styled text when `stream` is a terminal that wants colour, the bare text otherwise. */
export function style(format: Style, text: string, stream: NodeJS.WriteStream = process.stdout): string {
  return stream.isTTY ? styleText(format, text, { stream }) : text;
}

/** Text for one line of a terminal: control characters of a hostile title or transcript never reach it. */
export function printable(text: string): string {
  return (
    text
      .replaceAll(/[\t\n\r]+/gu, " ")
      // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is removed
      .replaceAll(/[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/gu, "�")
  );
}

/** Work on recordings, or questions asked of them. */
type ShownProgress =
  | WorkProgress
  | { stage: "evaluate"; subject: string; done: number; total: number; unit: "questions" };

const stageNames: Record<ShownProgress["stage"], string> = {
  import: "importing",
  transcribe: "transcribing",
  index: "indexing",
  embed: "embedding",
  download: "downloading",
  evaluate: "asking",
};

function formatAmount(value: number, unit: ShownProgress["unit"]): string {
  if (unit === "seconds") return formatTime(value * 1000);
  return unit === "bytes" ? formatBytes(value) : String(value);
}

/** A bar for the work in hand on stderr, only when that is a terminal; silent otherwise. Clear it before an answer. */
export class ProgressDisplay {
  #current: { key: string; bar: SingleBar } | undefined;
  #SingleBar: typeof SingleBar | undefined;
  #loading: Promise<void> | undefined;
  /** What came while the bar was being loaded and is not shown yet. */
  #latest: ShownProgress | undefined;

  readonly update = (progress: ShownProgress): void => {
    if (!process.stderr.isTTY) return;
    if (!this.#SingleBar) {
      // Loaded with the first progress: most commands have none.
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
        .join(" / "),
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
        // Ctrl-C is handled by the command: it finishes what is begun.
        gracefulExit: false,
      });
      bar.start(total, done, payload);
      this.#current = { key, bar };
    }
    this.#current.bar.setTotal(total);
    this.#current.bar.update(done, payload);
  };

  /** Takes the bar off the screen; a later update shows it again. */
  readonly clear = (): void => {
    this.#latest = undefined;
    this.#current?.bar.stop();
    this.#current = undefined;
  };
}
