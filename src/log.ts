/**
 * A small log of what the program does for itself: retries, reloads, restarts, migrations, errors that are handled and
 * shown to nobody. Off unless a setting or `serve` turns it on. A record is an event's name and numbers or codes: never a
 * path, a title or a word of a recording, so that a log can be sent with a bug report.
 *
 * Of our own, in one file: pino brings thread-stream, a worker and 1.6 MB for what is forty lines here.
 */

import { isArchiveError } from "./errors.ts";

export const logLevels = ["off", "error", "warn", "info", "debug"] as const;
export type LogLevel = (typeof logLevels)[number];
export const logFormats = ["text", "json"] as const;
export type LogFormat = (typeof logFormats)[number];

/** Numbers, flags and codes. */
type LogFields = Record<string, number | boolean | string | undefined>;
export type LogRecord = { time: string; level: Exclude<LogLevel, "off">; event: string } & LogFields;

let threshold = 0;
let write: (record: LogRecord) => void = writeTo(process.stderr, "text");

/** Sets what this process logs, and how. One log for all open archives: the last setting counts. */
export function configureLog(options: {
  level: LogLevel;
  format?: LogFormat | undefined;
  /** Instead of stderr: the engine process hands its records to the archive's process. */
  write?: ((record: LogRecord) => void) | undefined;
}): void {
  threshold = logLevels.indexOf(options.level);
  write = options.write ?? writeTo(process.stderr, options.format ?? "text");
}

/** Writes one record when its level is on. @param event kebab-case, such as `migration-applied` */
export function log(level: Exclude<LogLevel, "off">, event: string, fields: LogFields = {}): void {
  if (logLevels.indexOf(level) > threshold) return;
  write({ time: new Date().toISOString(), level, event, ...fields });
}

/** Passes on a record of another process. */
export function relayLog(record: LogRecord): void {
  if (logLevels.indexOf(record.level) <= threshold) write(record);
}

/** An error as fields: its code and reason and the system's code, not its message, which may name a recording. */
export function errorFields(error: unknown): LogFields {
  if (!(error instanceof Error)) return { error: typeof error };
  const { code, reason } = isArchiveError(error) ? error : { code: systemCode(error), reason: undefined };
  const cause = error.cause instanceof Error ? (systemCode(error.cause) ?? error.cause.name) : undefined;
  return { error: error.name, code, reason, cause };
}

function systemCode(error: Error): string | undefined {
  return "code" in error ? String(error.code) : undefined;
}

function writeTo(stream: NodeJS.WritableStream, format: LogFormat): (record: LogRecord) => void {
  return (record) => void stream.write(`${format === "json" ? JSON.stringify(record) : toLine(record)}\n`);
}

/** `2026-03-01T10:00:00.000Z info migration-applied version=4` */
function toLine({ time, level, event, ...fields }: LogRecord): string {
  const pairs = Object.entries(fields)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${name}=${value}`);
  return [time, level, event, ...pairs].join(" ");
}
