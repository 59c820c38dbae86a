/** What the archive's process and the engine process say to each other. Both ends are of one version: no negotiation. */

import type { ChannelChoice, Segment } from "../domain.ts";
import {
  ArchiveError,
  archiveError,
  type ErrorInfo,
  fromSystemError,
  isArchiveError,
  toErrorInfo,
} from "../errors.ts";
import type { LogLevel, LogRecord } from "../log.ts";
import type { Note } from "../messages/notes.ts";
import type { RecognitionCheckpoint } from "../speech/transcriber.ts";

/** Which weights the engine loads, and how. Given once, when the process starts. */
export type EngineSetup = {
  speechModel: string;
  embeddingModel: string;
  modelCache: string;
  threads: number;
  /** What the engine logs; its records come back as replies. */
  logLevel?: LogLevel | undefined;
};

export type EngineTask =
  | {
      kind: "transcribe";
      path: string;
      language: string | undefined;
      allowedLanguages: string[];
      channels: ChannelChoice | undefined;
      /** Where an earlier run was cut off. */
      resume?: RecognitionCheckpoint | undefined;
    }
  | { kind: "embed"; texts: readonly string[] };

export type EngineRequest =
  | { type: "setup"; setup: EngineSetup }
  | { type: "start"; id: number; task: EngineTask }
  | { type: "cancel"; id: number };

/** What a task sends while it works: segments, notes, checkpoints and progress of recognition, vectors of embedding. */
export type EngineEvent =
  | { kind: "segment"; segment: Segment }
  | { kind: "note"; note: Note }
  | { kind: "checkpoint"; checkpoint: RecognitionCheckpoint }
  | { kind: "progress"; done: number }
  | { kind: "vectors"; vectors: Float32Array[] };

export type EngineReply =
  | { type: "event"; id: number; event: EngineEvent }
  | { type: "done"; id: number }
  | { type: "failed"; id: number; error: PlainError }
  | { type: "log"; record: LogRecord };

/** An error as it crosses between processes: one of ours as data, any other by its stack. */
type PlainError = ErrorInfo | { stack: string };

export function toPlainError(error: unknown): PlainError {
  const known = fromSystemError(error, "the engine");
  if (isArchiveError(known)) return toErrorInfo(known);
  return { stack: error instanceof Error ? (error.stack ?? error.message) : String(error) };
}

export function fromPlainError(plain: PlainError): ArchiveError {
  return "stack" in plain ? archiveError("engine-error", { why: plain.stack }) : new ArchiveError(plain);
}
