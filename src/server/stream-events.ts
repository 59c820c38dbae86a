import type { EventLog } from "../service/event-log.ts";
import { RequestError } from "./error-answer.ts";
import type { ServerEvent } from "./schemas.ts";

/** Proxies and browsers drop a silent connection after a minute or so. */
const heartbeatMs = 15_000;
/** A page has one, a person a few pages. */
const mostListeners = 100;

/**
 * An answer of server-sent events (WHATWG HTML, 9.2) that goes on until the asker leaves. After `lastId` it begins with
 * what was missed, else with `hello`.
 */
export function streamEvents(
  events: EventLog,
  { version, lastId, signal }: { version: string; lastId: string | undefined; signal: AbortSignal },
): Response {
  if (events.listenerCount >= mostListeners)
    throw new RequestError("conflict", `${mostListeners} pages listen already`, "close some");
  let stop = () => {};
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      const encoder = new TextEncoder();
      const write = (text: string) => {
        // A listener that does not read must not fill the memory: it comes back and is told what it missed.
        if (controller.desiredSize !== null && controller.desiredSize < -1000) stop();
        else controller.enqueue(encoder.encode(text));
      };
      const send = (id: string, { type, data }: ServerEvent) =>
        write(`id: ${id}\nevent: ${type}\ndata: ${JSON.stringify(data)}\n\n`);
      const missed = lastId === undefined ? undefined : events.since(lastId);
      if (missed) for (const { id, event } of missed) send(id, event);
      else send(events.lastId, { type: "hello", data: { version } });
      const unlisten = events.listen(({ id, event }) => send(id, event));
      const heartbeat = setInterval(() => write(": still here\n\n"), heartbeatMs);
      heartbeat.unref();
      stop = () => {
        unlisten();
        clearInterval(heartbeat);
        stop = () => {};
        try {
          controller.close();
        } catch {
          // The asker has closed it.
        }
      };
      signal.addEventListener("abort", () => stop(), { once: true });
    },
    cancel: () => stop(),
  });
  return new Response(body, {
    headers: {
      "content-type": "text/event-stream; charset=utf-8",
      "cache-control": "no-store",
      "x-accel-buffering": "no",
    },
  });
}
