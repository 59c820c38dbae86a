import type { ServerEvent } from "../server/schemas.ts";

/** Waits between two connections: short, so that a restarted server is noticed at once, then longer. */
const firstWaitMs = 300;
const longestWaitMs = 5000;

type Connect = (headers: Record<string, string>) => Promise<Response>;

/**
 * Reads a stream of server-sent events (WHATWG HTML, 9.2) with `fetch`, which Node has as well and which can carry a
 * token; connects again with `Last-Event-ID` until the signal is aborted.
 * @returns when the signal is aborted
 */
export async function followEvents(
  connect: Connect,
  listener: (event: ServerEvent) => void,
  { signal }: { signal?: AbortSignal | undefined } = {},
): Promise<void> {
  let lastId = "";
  let waitMs = firstWaitMs;
  while (!signal?.aborted) {
    try {
      const response = await connect(lastId ? { "last-event-id": lastId } : {});
      waitMs = firstWaitMs;
      for await (const { id, event, data } of readEvents(response)) {
        if (id !== undefined) lastId = id;
        if (data !== "") listener({ type: event, data: JSON.parse(data) } as ServerEvent);
      }
    } catch {
      // The connection is gone: the next turn makes another one.
    }
    if (signal?.aborted) return;
    await pause(waitMs, signal);
    waitMs = Math.min(waitMs * 2, longestWaitMs);
  }
}

type RawEvent = { id: string | undefined; event: string; data: string };

async function* readEvents(response: Response): AsyncGenerator<RawEvent> {
  if (!response.body) return;
  const reader = response.body.getReader();
  const decoder = new TextDecoder();
  let rest = "";
  try {
    while (true) {
      const { done, value } = await reader.read();
      if (done) return;
      const blocks = (rest + decoder.decode(value, { stream: true })).split("\n\n");
      rest = blocks.pop() ?? "";
      for (const block of blocks) yield readEvent(block);
    }
  } finally {
    await reader.cancel().catch(() => {});
  }
}

function readEvent(block: string): RawEvent {
  const found: RawEvent = { id: undefined, event: "message", data: "" };
  for (const line of block.split("\n")) {
    const [, field, value] = /^(id|event|data): ?(.*)$/.exec(line) ?? [];
    if (field === "id") found.id = value;
    if (field === "event") found.event = value!;
    if (field === "data") found.data += value;
  }
  return found;
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
