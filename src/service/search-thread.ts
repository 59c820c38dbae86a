import { fileURLToPath } from "node:url";
import { Worker } from "node:worker_threads";
import { ArchiveError, cancelledError, type ErrorCode, throwIfCancelled } from "../errors.ts";
import type { SearchAnswer, SearchOptions, Settings } from "../fonoteka.ts";
import type { SearchQuestion, SearchReply, SearchWorkerData } from "./search-worker.ts";

type Waiting = {
  query: string;
  options: SearchOptions;
  resolve: (answer: SearchAnswer) => void;
  reject: (error: unknown) => void;
};

/**
 * Searches in a thread of its own, one question after another; a question that is cancelled while it waits (somebody
 * typed on) is never asked. Holds a thread: close it.
 */
export class SearchThread {
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
  async search(query: string, options: SearchOptions, signal?: AbortSignal): Promise<SearchAnswer> {
    throwIfCancelled(signal, "search");
    if (this.#closed) throw cancelledError("search");
    return new Promise((resolve, reject) => {
      const waiting = { query, options, resolve, reject };
      this.#queue.push(waiting);
      signal?.addEventListener("abort", () => {
        const place = this.#queue.indexOf(waiting);
        if (place >= 0) this.#queue.splice(place, 1);
        // The answer of a question in work is dropped when it comes.
        reject(cancelledError("search"));
      });
      this.#askNext();
    });
  }

  /** Stops the thread; open questions fail with `cancelled`. */
  async close(): Promise<void> {
    this.#closed = true;
    for (const waiting of this.#queue.splice(0)) waiting.reject(cancelledError("search"));
    if (this.#running && this.#worker) {
      this.#running.reject(cancelledError("search"));
      // A thread that is just loading a model must not be torn down: onnxruntime-node ends the whole process then
      // ("terminate called after throwing an instance of 'Napi::Error'"). Its answer is the sign that it may go.
      this.#worker.ref();
      await new Promise<void>((resolve) => {
        this.#onIdle = resolve;
      });
    }
    await this.#worker?.terminate();
  }

  #askNext(): void {
    if (this.#running || this.#closed) return;
    const next = this.#queue.shift();
    if (!next) return;
    const id = this.#nextId++;
    this.#running = { ...next, id };
    this.#worker ??= this.#start();
    this.#worker.postMessage({ id, query: next.query, options: next.options } satisfies SearchQuestion);
  }

  #start(): Worker {
    const extension = import.meta.url.endsWith(".ts") ? "ts" : "js";
    const path = fileURLToPath(new URL(`./search-worker.${extension}`, import.meta.url));
    const worker = new Worker(path, { workerData: this.#data });
    worker.on("message", (reply: SearchReply) => this.#receive(reply));
    worker.on("error", (error) => this.#onGone(worker, error.message));
    worker.on("exit", (status) => this.#onGone(worker, `exit status ${status}`));
    worker.unref();
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

  #onGone(worker: Worker, how: string): void {
    if (this.#worker !== worker) return;
    this.#worker = undefined;
    this.#onIdle?.();
    this.#running?.reject(
      new ArchiveError("engine-failed", `the search thread stopped: ${how}`, "search again"),
    );
    this.#running = undefined;
    this.#askNext();
  }
}

function toError({ code, message, hint }: { code?: string; message: string; hint?: string }): Error {
  return code === undefined ? new Error(message) : new ArchiveError(code as ErrorCode, message, hint ?? "");
}
