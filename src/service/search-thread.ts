import { fileURLToPath } from "node:url";
import { Worker } from "node:worker_threads";
import {
  ArchiveError,
  archiveError,
  cancelledError,
  type ErrorInfo,
  saysTooManyFiles,
  throwIfCancelled,
} from "../errors.ts";
import type { SearchAnswer, SearchOptions, Settings } from "../fonoteka.ts";
import type { SearchCancellation, SearchQuestion, SearchReply, SearchWorkerData } from "./search-worker.ts";

type Waiting = {
  query: string;
  options: SearchQuestion["options"];
  resolve: (answer: SearchAnswer) => void;
  reject: (error: unknown) => void;
};

/**
 * Searches in a thread of its own, one query after another; a query that is cancelled while it waits (the user kept
 * typing) is never run. Holds a thread: close it.
 */
export class SearchThread implements AsyncDisposable {
  readonly #data: SearchWorkerData;
  readonly #queue: Waiting[] = [];
  #worker: Worker | undefined;
  #running: (Waiting & { id: number }) | undefined;
  #nextId = 1;
  #closed = false;
  #onIdle: (() => void) | undefined;

  constructor({ folder, settings }: { folder: string; settings: Readonly<Settings> }) {
    this.#data = { folder, settings: { ...settings, languages: [...settings.languages] } };
  }

  /** @throws ArchiveError as `Archive.search`, `cancelled`, `engine-failed` when the thread died */
  async search(query: string, asked: SearchOptions, signal = asked.signal): Promise<SearchAnswer> {
    throwIfCancelled(signal, "search");
    // A signal cannot be sent to a thread.
    const { signal: _, ...options } = asked;
    if (this.#closed) throw cancelledError("search");
    return new Promise((resolve, reject) => {
      const waiting = { query, options, resolve, reject };
      this.#queue.push(waiting);
      signal?.addEventListener("abort", () => {
        const index = this.#queue.indexOf(waiting);
        if (index >= 0) this.#queue.splice(index, 1);
        // The answer of a running query is dropped when it arrives, which is soon: the thread is told.
        if (this.#running?.resolve === resolve)
          this.#worker?.postMessage({ cancel: this.#running.id } satisfies SearchCancellation);
        reject(cancelledError("search"));
      });
      this.#askNext();
    });
  }

  /** Stops the thread; open queries fail with `cancelled`. */
  async close(): Promise<void> {
    this.#closed = true;
    for (const waiting of this.#queue.splice(0)) waiting.reject(cancelledError("search"));
    if (this.#running && this.#worker) {
      this.#running.reject(cancelledError("search"));
      // A thread that is loading a model must not be terminated: onnxruntime-node would end the whole process
      // ("terminate called after throwing an instance of 'Napi::Error'"). Once it has answered, it is safe.
      this.#worker.ref();
      await new Promise<void>((resolve) => {
        this.#onIdle = resolve;
      });
    }
    await this.#worker?.terminate();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  #askNext(): void {
    if (this.#running || this.#closed) return;
    const next = this.#queue.shift();
    if (!next) {
      this.#worker?.unref();
      return;
    }
    const id = this.#nextId++;
    this.#running = { ...next, id };
    this.#worker ??= this.#start();
    // A program that awaits an answer must not end before it; an idle thread must not keep a program alive.
    this.#worker.ref();
    this.#worker.postMessage({ id, query: next.query, options: next.options } satisfies SearchQuestion);
  }

  #start(): Worker {
    const extension = import.meta.url.endsWith(".ts") ? "ts" : "js";
    const path = fileURLToPath(new URL(`./search-worker.${extension}`, import.meta.url));
    const worker = new Worker(path, { workerData: this.#data });
    worker.on("message", (reply: SearchReply) => this.#receive(reply));
    worker.on("error", (error) => this.#onGone(worker, error.message));
    worker.on("exit", (status) => this.#onGone(worker, `exit status ${status}`));
    return worker;
  }

  #receive(reply: SearchReply): void {
    const running = this.#running;
    if (running?.id !== reply.id) return;
    this.#running = undefined;
    this.#onIdle?.();
    if ("answer" in reply) running.resolve(reply.answer);
    else running.reject(toError(reply.error));
    this.#askNext();
  }

  #onGone(worker: Worker, reason: string): void {
    if (this.#worker !== worker) return;
    this.#worker = undefined;
    this.#onIdle?.();
    this.#running?.reject(
      saysTooManyFiles(reason)
        ? archiveError("too-many-files", { path: "the search thread" })
        : archiveError("search-thread-stopped", { how: reason }),
    );
    this.#running = undefined;
    this.#askNext();
  }
}

function toError(error: ErrorInfo | { stack: string }): Error {
  return "stack" in error ? new Error(error.stack) : new ArchiveError(error);
}
