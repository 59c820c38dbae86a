import { randomBytes } from "node:crypto";
import type { Job } from "./job.ts";

/** What happens in a service: a job changed, or a recording was added, changed or removed. */
export type ServiceEvent =
  | { type: "job"; data: Job }
  | { type: "recording"; data: { id: number; change: "added" | "changed" | "removed" } };

export type LoggedEvent = { id: string; event: ServiceEvent };

/** Events kept for listeners that reconnect; those who missed more read everything again. */
const maxKeptEvents = 500;

/** Events in order, for current listeners and for those that reconnect. */
export class EventLog {
  /** Ids of an earlier process must not be taken for ids of this one. */
  readonly #run = randomBytes(4).toString("hex");
  readonly #events: LoggedEvent[] = [];
  readonly #listeners = new Set<(logged: LoggedEvent) => void>();
  #count = 0;

  /** Passes an event to every listener. */
  emit(event: ServiceEvent): void {
    const logged = { id: `${this.#run}-${++this.#count}`, event };
    this.#events.push(logged);
    if (this.#events.length > maxKeptEvents) this.#events.shift();
    for (const listener of this.#listeners) listener(logged);
  }

  /** Events after the one with this id; undefined when that is no longer known. */
  since(id: string): LoggedEvent[] | undefined {
    const [run, count] = id.split("-");
    const missed = run === this.#run ? this.#count - Number(count) : Number.NaN;
    if (!(missed >= 0 && missed <= this.#events.length)) return undefined;
    return missed === 0 ? [] : this.#events.slice(-missed);
  }

  /** Id of the newest event, to start from. */
  get lastId(): string {
    return `${this.#run}-${this.#count}`;
  }

  /** @returns ends the listening */
  listen(listener: (logged: LoggedEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  get listenerCount(): number {
    return this.#listeners.size;
  }
}
