import { EventSourceParserStream } from "eventsource-parser/stream";
import type { ServerEvent } from "../server/api-types.ts";

/** Pauses between two connections: short at first, so that a restarted server is noticed at once. */
const firstPauseMs = 300;
const maxPauseMs = 5000;

type Connect = (headers: Record<string, string>) => Promise<Response>;

/**
 * Follows a stream of server-sent events with `fetch`, which Node has as well and which can send a token; reconnects
 * with `Last-Event-ID` until the signal is aborted.
 * @returns when the signal is aborted
 */
export async function followEvents(
  connect: Connect,
  listener: (event: ServerEvent) => void,
  { signal }: { signal?: AbortSignal | undefined } = {},
): Promise<void> {
  let lastId = "";
  let pauseMs = firstPauseMs;
  while (!signal?.aborted) {
    try {
      const { body } = await connect(lastId ? { "last-event-id": lastId } : {});
      pauseMs = firstPauseMs;
      const reader = body!
        .pipeThrough(new TextDecoderStream() as ReadableWritablePair<string, Uint8Array>)
        .pipeThrough(new EventSourceParserStream())
        .getReader();
      for (let read = await reader.read(); !read.done; read = await reader.read()) {
        const { id, event, data } = read.value;
        if (id !== undefined) lastId = id;
        listener({ type: event, data: JSON.parse(data) } as ServerEvent);
      }
    } catch {
      // The connection is broken: the next turn makes another one.
    }
    if (signal?.aborted) return;
    await pause(pauseMs, signal);
    pauseMs = Math.min(pauseMs * 2, maxPauseMs);
  }
}

function pause(milliseconds: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, milliseconds);
    signal?.addEventListener("abort", () => {
      clearTimeout(timer);
      resolve();
    });
  });
}
