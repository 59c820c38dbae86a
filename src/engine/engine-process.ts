/**
 * The archive's end of the engine process: starts it when first needed, hands it tasks, and starts it again after a
 * crash. A crash (native fault, out of memory) or a kill fails its running tasks with `engine-failed` and nothing else.
 */

import { type ChildProcess, fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import { archiveError, cancelledError, saysTooManyFiles, throwIfCancelled } from "../errors.ts";
import { log, relayLog } from "../log.ts";
import {
  type EngineEvent,
  type EngineReply,
  type EngineRequest,
  type EngineSetup,
  type EngineTask,
  fromPlainError,
} from "./protocol.ts";

/** A model call cannot be interrupted from inside; after this time the process is killed: it holds no data that could be lost. */
const cancelGraceMs = 600;

/** How much of the engine's stderr is kept to explain a crash. */
const stderrTailLength = 2000;

type RunningTask = {
  what: string;
  onEvent: (event: EngineEvent) => void;
  resolve: () => void;
  reject: (error: unknown) => void;
};

/** One engine process. Tasks of a kind run in the order given. Holds a child process: close it. */
export class EngineProcess implements AsyncDisposable {
  readonly setup: EngineSetup;
  #child: ChildProcess | undefined;
  #tasks = new Map<number, RunningTask>();
  #nextId = 1;
  #stderrTail = "";
  #closed = false;
  #starts = 0;

  constructor(setup: EngineSetup) {
    this.setup = setup;
  }

  /** Process id while it runs: for tests and for `status`. */
  get pid(): number | undefined {
    return this.#child?.pid;
  }

  /**
   * Runs one task to its end.
   * @param onEvent called for each segment, progress or batch of vectors, in order
   * @throws ArchiveError what the task threw, `cancelled` within a second of the signal, `engine-failed` when the process died
   */
  async run(task: EngineTask, onEvent: (event: EngineEvent) => void, signal?: AbortSignal): Promise<void> {
    if (this.#closed) throw new TypeError("the engine is closed");
    const what = task.kind === "transcribe" ? "recognition" : "embedding";
    throwIfCancelled(signal, what);
    const id = this.#nextId++;
    const child = this.#start();
    const finished = new Promise<void>((resolve, reject) => {
      this.#tasks.set(id, { what, onEvent, resolve, reject });
    });
    this.#keepAlive(child);
    let killTimer: NodeJS.Timeout | undefined;
    const onAbort = () => {
      this.#send(child, { type: "cancel", id });
      killTimer = setTimeout(() => {
        this.#tasks.get(id)?.reject(cancelledError(what));
        this.#tasks.delete(id);
        child.kill("SIGKILL");
      }, cancelGraceMs);
    };
    signal?.addEventListener("abort", onAbort, { once: true });
    this.#send(child, { type: "start", id, task });
    try {
      await finished;
    } catch (error) {
      // Ctrl-C in the terminal may also end the engine while it starts: that is not a crash.
      throw signal?.aborted ? cancelledError(what) : error;
    } finally {
      clearTimeout(killTimer);
      signal?.removeEventListener("abort", onAbort);
      this.#tasks.delete(id);
      this.#releaseWhenIdle(child);
    }
  }

  /** Stops the process; running tasks fail with `cancelled`. */
  async close(): Promise<void> {
    this.#closed = true;
    const child = this.#child;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const exited = new Promise<void>((resolve) => child.once("exit", () => resolve()));
    for (const task of this.#tasks.values()) task.reject(cancelledError(task.what));
    this.#tasks.clear();
    // An idle engine does not keep the program alive, but here we wait for its end.
    child.ref();
    child.kill("SIGKILL");
    await exited;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  #start(): ChildProcess {
    if (this.#child) return this.#child;
    const extension = import.meta.url.endsWith(".ts") ? "ts" : "js";
    const child = fork(fileURLToPath(new URL(`./engine-main.${extension}`, import.meta.url)), [], {
      serialization: "advanced",
      stdio: ["ignore", "ignore", "pipe", "ipc"],
      execArgv: ["--disable-warning=ExperimentalWarning"],
    });
    this.#stderrTail = "";
    child.stderr?.on("data", (data: Buffer) => {
      this.#stderrTail = (this.#stderrTail + data.toString()).slice(-stderrTailLength);
    });
    child.on("message", (reply: EngineReply) => this.#receive(reply));
    // During a model call it would notice our end only afterwards.
    const killAtExit = () => child.kill("SIGKILL");
    process.once("exit", killAtExit);
    child.once("exit", () => process.off("exit", killAtExit));
    child.once("error", (error) => this.#onGone(child, error.message));
    child.once("exit", (code, signal) =>
      this.#onGone(child, signal ? `killed by ${signal}` : `exit status ${code}`),
    );
    this.#child = child;
    log(this.#starts++ === 0 ? "debug" : "info", "engine-started", { pid: child.pid, start: this.#starts });
    this.#send(child, { type: "setup", setup: this.setup });
    this.#releaseWhenIdle(child);
    return child;
  }

  #receive(reply: EngineReply): void {
    if (reply.type === "log") {
      relayLog(reply.record);
      return;
    }
    const task = this.#tasks.get(reply.id);
    if (!task) return;
    if (reply.type === "done") task.resolve();
    else if (reply.type === "failed") task.reject(fromPlainError(reply.error));
    else task.onEvent(reply.event);
  }

  #onGone(child: ChildProcess, how: string): void {
    if (this.#child !== child) return;
    this.#child = undefined;
    if (!this.#closed) log("warn", "engine-stopped", { how, tasks: this.#tasks.size });
    const stderr = this.#stderrTail.trim();
    const why = stderr ? `${how}: ${stderr}` : how;
    for (const { what, reject } of this.#tasks.values())
      reject(
        saysTooManyFiles(why)
          ? archiveError("too-many-files", { path: "the engine process" })
          : archiveError("engine-stopped", { what, how: why }),
      );
    this.#tasks.clear();
  }

  #send(child: ChildProcess, request: EngineRequest): void {
    // If the process has just died, `exit` reports it; the callback only keeps Node from throwing.
    if (child.connected) child.send(request, () => {});
  }

  /** An idle engine must not keep a finished program alive; a working one must. */
  #keepAlive(child: ChildProcess): void {
    child.ref();
    child.channel?.ref();
  }

  #releaseWhenIdle(child: ChildProcess): void {
    if (this.#tasks.size > 0) return;
    child.unref();
    child.channel?.unref();
    (child.stderr as { unref?: () => void } | null)?.unref?.();
  }
}
