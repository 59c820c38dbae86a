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
  cancelled: 130,
};

/** A bug in Fonoteka. */
export const unexpectedStatus = 1;

/** Several files were given and some failed; the others are done. */
export const partlyFailedStatus = 10;
