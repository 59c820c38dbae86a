import { once } from "node:events";
import { Worker } from "node:worker_threads";
import type { TranscriptFormat } from "./transcript-json-samples.ts";
import { transcriptFormats } from "./transcript-samples.ts";

export type ManyLines = { format: string; wordCount: number; cpuMsPerLine: number };

let worker: Worker | undefined;

/**
 * Reads files of so many lines, one word each, in a thread with a stack so small that the longest is too many arguments
 * for one call: a spread of all lines overflows it, as one of 130,000 lines does in the main thread.
 * @returns what each file gave, in order
 */
export async function readManyLines(
  format: TranscriptFormat,
  lineCounts: readonly number[],
): Promise<ManyLines[]> {
  worker ??= new Worker(new URL("./many-lines-worker.ts", import.meta.url), {
    resourceLimits: { stackSizeMb: 0.4 },
  });
  worker.ref();
  worker.postMessage({ place: transcriptFormats.indexOf(format), lineCounts });
  const [answer] = (await once(worker, "message")) as [ManyLines[] | Error];
  worker.unref();
  if (answer instanceof Error) throw answer;
  return answer;
}
