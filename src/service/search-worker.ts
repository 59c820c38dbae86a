/** The search thread: its own read-only connection and query embedder, so that no question keeps a request waiting. */

import { parentPort, workerData } from "node:worker_threads";
import { type Archive, isArchiveError, openArchive, type SearchOptions, type Settings } from "../fonoteka.ts";

export type SearchWorkerData = { folder: string; settings: Settings };
export type SearchQuestion = { id: number; query: string; options: SearchOptions };
export type SearchReply = { id: number } & (
  | { answer: Awaited<ReturnType<Archive["search"]>> }
  | { error: { code?: string; message: string; hint?: string } }
);

const { folder, settings } = workerData as SearchWorkerData;
const archive = await openArchive(folder, { create: false, readOnly: true, settings });

parentPort!.on("message", async ({ id, query, options }: SearchQuestion) => {
  try {
    parentPort!.postMessage({ id, answer: await archive.search(query, options) } satisfies SearchReply);
  } catch (error) {
    const { message, stack } = error as Error;
    const plain = isArchiveError(error)
      ? { code: error.code, message, hint: error.hint }
      : { message: stack ?? message };
    parentPort!.postMessage({ id, error: plain } satisfies SearchReply);
  }
});
