import type { ErrorCode } from "../errors.ts";

/** Exit status for each error code. Stable: scripts depend on it (docs/cli.md). */
export const exitStatus: Record<ErrorCode, number> = {
  "invalid-input": 2,
  "not-found": 3,
  "no-permission": 4,
  "disk-full": 5,
  "unsupported-audio": 6,
  "corrupt-audio": 6,
  "unsupported-transcript": 6,
  "model-missing": 7,
  "model-download": 7,
  "archive-busy": 8,
  "archive-newer": 8,
  "archive-damaged": 8,
  "engine-failed": 9,
  "native-module-missing": 11,
  "sqlite-too-old": 12,
  "too-many-files": 13,
  "disk-error": 14,
  "internal-error": 1,
  cancelled: 130,
};

/** Several files were given and some failed; the others are done. */
export const partlyFailedStatus = 10;

/** It was done as far as it could be; what is left is printed with what to do about it. */
export const incompleteStatus = 15;

/** `verify` or `status` has found problems; the command itself has done its work. */
export const problemsFoundStatus = 20;
