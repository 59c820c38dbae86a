import { randomBytes } from "node:crypto";
import type { ServerEvent } from "../server/schemas.ts";

type LoggedEvent = { id: string; event: ServerEvent };

/** How far back a page that was away is told what it missed; beyond that it reads everything anew. */
const keptEvents = 500;

/** What happens, in order, for those who listen now and those who come back after a cut. */
export class EventLog {
  /** Ids of an earlier run of the server mean nothing to this one. */
  readonly #run = randomBytes(4).toString("hex");
  readonly #events: LoggedEvent[] = [];
  readonly #listeners = new Set<(logged: LoggedEvent) => void>();
  #count = 0;

  /** Tells every listener. */
  emit(event: ServerEvent): void {
    const logged = { id: `${this.#run}-${++this.#count}`, event };
    this.#events.push(logged);
    if (this.#events.length > keptEvents) this.#events.shift();
    for (const listener of this.#listeners) listener(logged);
  }

  /** What came after an event; undefined when that is not known any more. */
  since(id: string): LoggedEvent[] | undefined {
    const [run, count] = id.split("-");
    const missed = run === this.#run ? this.#count - Number(count) : Number.NaN;
    if (!(missed >= 0 && missed <= this.#events.length)) return undefined;
    return missed === 0 ? [] : this.#events.slice(-missed);
  }

  /** Id of the newest event, to begin from. */
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
