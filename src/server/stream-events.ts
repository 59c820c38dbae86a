import type { EventLog } from "../service/event-log.ts";
import type { Job } from "../service/job.ts";
import { serviceError } from "../service/service-error.ts";
import type { ServerEvent } from "./api-types.ts";

/** Proxies and browsers drop a silent connection after a minute or so. */
const heartbeatMs = 15_000;
/** A page has one listener, a person a few pages. */
const maxListeners = 100;

/**
 * A stream of server-sent events (WHATWG HTML, 9.2) that ends when the client disconnects. It begins with the events
 * after `lastId`, or with `hello` when those are not known.
 */
export function streamEvents(
  events: EventLog,
  {
    version,
    lastId,
    signal,
    hide,
  }: {
    version: string;
    lastId: string | undefined;
    signal: AbortSignal;
    /** The job as a client may see it. */
    hide: (job: Job) => Job;
  },
): Response {
  if (events.listenerCount >= maxListeners) throw serviceError("too-many-listeners", { count: maxListeners });
  let stop = () => {};
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      const encoder = new TextEncoder();
      const write = (text: string) => {
        // A listener that does not read must not fill the memory: it reconnects and gets what it missed.
        if (controller.desiredSize !== null && controller.desiredSize < -1000) stop();
        else controller.enqueue(encoder.encode(text));
      };
      const send = (id: string, { type, data }: ServerEvent) => {
        const shown = type === "job" ? hide(data) : data;
        write(`id: ${id}\nevent: ${type}\ndata: ${JSON.stringify(shown)}\n\n`);
      };
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
          // The client has closed it.
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
