/** The search thread: its own read-only connection and query embedder, so that no search delays anything else. */

import { parentPort, workerData } from "node:worker_threads";
import { type ErrorInfo, fromSystemError, isArchiveError, toErrorInfo } from "../errors.ts";
import { type Archive, openArchive, type SearchOptions, type Settings } from "../fonoteka.ts";

export type SearchWorkerData = { folder: string; settings: Settings };
export type SearchQuestion = { id: number; query: string; options: Omit<SearchOptions, "signal"> };
/** Cancels a question in work; one that is answered already is ignored. */
export type SearchCancellation = { cancel: number };
export type SearchReply = { id: number } & (
  | { answer: Awaited<ReturnType<Archive["search"]>> }
  | { error: ErrorInfo | { stack: string } }
);

const { folder, settings } = workerData as SearchWorkerData;
const archive = await openArchive(folder, { create: false, readOnly: true, settings });

const running = new Map<number, AbortController>();

parentPort!.on("message", (message: SearchQuestion | SearchCancellation) => {
  if ("cancel" in message) running.get(message.cancel)?.abort();
  else void answer(message);
});

async function answer({ id, query, options }: SearchQuestion): Promise<void> {
  const stop = new AbortController();
  running.set(id, stop);
  try {
    const found = await archive.search(query, { ...options, signal: stop.signal });
    parentPort!.postMessage({ id, answer: found } satisfies SearchReply);
  } catch (error) {
    const known = fromSystemError(error, folder);
    const { message, stack } = error as Error;
    const plain = isArchiveError(known) ? toErrorInfo(known) : { stack: stack ?? message };
    parentPort!.postMessage({ id, error: plain } satisfies SearchReply);
  } finally {
    running.delete(id);
  }
}
