/** What the archive's process and the engine process say to each other. Both ends are of one version: no negotiation. */

import type { Segment } from "../domain.ts";
import { ArchiveError, type ErrorCode, errorCodes, isArchiveError } from "../errors.ts";

/** Which weights the engine loads, and how. Given once, when the process starts. */
export type EngineSetup = {
  speechModel: string;
  embeddingModel: string;
  modelCache: string;
  threads: number;
};

export type EngineTask =
  | { kind: "transcribe"; path: string; language: string | undefined; allowedLanguages: string[] }
  | { kind: "embed"; texts: readonly string[] };

export type EngineRequest =
  | { type: "setup"; setup: EngineSetup }
  | { type: "start"; id: number; task: EngineTask }
  | { type: "cancel"; id: number };

/** What a task sends while it works: segments and progress of recognition, vectors of embedding. */
export type EngineEvent =
  | { kind: "segment"; segment: Segment }
  | { kind: "progress"; done: number }
  | { kind: "vectors"; vectors: Float32Array[] };

export type EngineReply =
  | { type: "event"; id: number; event: EngineEvent }
  | { type: "done"; id: number }
  | { type: "failed"; id: number; error: PlainError };

/** An error as it crosses between processes. */
export type PlainError = { code: ErrorCode | undefined; message: string; hint: string };

export function toPlainError(error: unknown): PlainError {
  if (isArchiveError(error)) return { code: error.code, message: error.message, hint: error.hint };
  return {
    code: undefined,
    message: error instanceof Error ? (error.stack ?? error.message) : String(error),
    hint: "",
  };
}

export function fromPlainError(plain: PlainError): ArchiveError {
  if (plain.code !== undefined && errorCodes.includes(plain.code))
    return new ArchiveError(plain.code, plain.message, plain.hint);
  return new ArchiveError(
    "engine-failed",
    `the engine failed: ${plain.message}`,
    "run it again; if it fails on the same recording again, report it with this message",
  );
}
