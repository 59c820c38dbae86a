/**
 * The engine process: loads the models, recognises and embeds, and hands results back by message. It never opens the
 * database. Queries come before batches: embedding tasks run between the steps of a recognition.
 */

import { configureLog } from "../log.ts";
import { disableTelemetry } from "../settings.ts";
import type { EngineModels } from "./engine-models.ts";
import {
  type EngineReply,
  type EngineRequest,
  type EngineSetup,
  type EngineTask,
  toPlainError,
} from "./protocol.ts";

disableTelemetry();

/** Loaded with the setup, so that a package that is missing fails the tasks with its own error and not the process. */
let models: Promise<EngineModels> | undefined;
const running = new Map<number, AbortController>();

process.on("message", (request: EngineRequest) => {
  if (request.type === "setup") models = loadModels(request.setup);
  else if (request.type === "cancel") running.get(request.id)?.abort();
  else void runTask(request.id, request.task);
});
// The archive's process has ended.
process.on("disconnect", () => process.exit(0));
// Ctrl-C, a closed terminal and a shutdown reach the whole process group; the archive's process handles them.
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => {});

function loadModels(setup: EngineSetup): Promise<EngineModels> {
  configureLog({ level: setup.logLevel ?? "off", write: (record) => void reply({ type: "log", record }) });
  const loading = import("./engine-models.ts").then(({ EngineModels }) => new EngineModels(setup));
  // The task that waits for it reports the failure.
  loading.catch(() => {});
  return loading;
}

async function runTask(id: number, task: EngineTask): Promise<void> {
  const controller = new AbortController();
  running.set(id, controller);
  try {
    if (!models) throw new TypeError("the engine was not set up");
    await (await models).run(task, controller.signal, (event) => void reply({ type: "event", id, event }));
    await reply({ type: "done", id });
  } catch (error) {
    await reply({ type: "failed", id, error: toPlainError(error) });
  } finally {
    running.delete(id);
  }
}

function reply(message: EngineReply): Promise<void> {
  return new Promise((resolve) => {
    if (!process.connected) resolve();
    else process.send!(message, () => resolve());
  });
}
