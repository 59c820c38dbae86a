/** The state of a field, shown beside it. */
export type SaveState = "idle" | "typing" | "saving" | "saved" | "failed";

/** Typed but not yet saved on the server; survives a reload, a crash and a dead server. */
type Draft<Value> = { value: Value; base: Value };

type AutosaveOptions<Value> = {
  /** Key of the draft in localStorage. */
  key: string;
  value: Value;
  /** Sends the value to the server; `leaving` if the page is being closed. */
  save: (value: Value, options: { leaving: boolean }) => Promise<void>;
  onState: (state: SaveState, error?: unknown) => void;
  delayMs?: number;
};

const typingDelayMs = 700;
const minRetryMs = 1500;
const maxRetryMs = 30_000;

/**
 * Saves a field while it is being edited. Nothing typed is lost: each change stays in localStorage until the server has
 * it, failures are retried with growing pauses, and the next page restores what a closed one left unsaved.
 */
export class Autosave<Value> {
  #saved: Value;
  #wanted: Value;
  #previous: Value | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #running: Promise<void> | undefined;
  #retryMs = minRetryMs;
  readonly #options: AutosaveOptions<Value>;

  constructor(options: AutosaveOptions<Value>) {
    this.#options = options;
    this.#saved = options.value;
    this.#wanted = options.value;
  }

  get value(): Value {
    return this.#wanted;
  }

  get isSettled(): boolean {
    return same(this.#wanted, this.#saved);
  }

  /** Restores and saves the draft of an earlier page. @returns it, or undefined if there is none */
  restoreDraft(): Value | undefined {
    const draft = readDraft<Value>(this.#options.key);
    if (!draft || same(draft.value, this.#saved)) {
      forgetDraft(this.#options.key);
      return undefined;
    }
    this.change(draft.value);
    void this.flush();
    return draft.value;
  }

  /** Accepts a new value of the server unless the field is being edited. @returns whether to show it */
  acceptStored(value: Value): boolean {
    if (!this.isSettled || same(trimmed(value), trimmed(this.#saved))) return false;
    this.#saved = value;
    this.#wanted = value;
    this.#previous = undefined;
    return true;
  }

  change(value: Value): void {
    this.#wanted = value;
    if (same(value, this.#saved)) forgetDraft(this.#options.key);
    else keepDraft(this.#options.key, { value, base: this.#saved });
    this.#options.onState("typing");
    this.#schedule(this.#options.delayMs ?? typingDelayMs);
  }

  /** Saves now. Resolves when the server has the value or the attempt failed; a failure is retried later. */
  async flush(options: { leaving?: boolean } = {}): Promise<void> {
    clearTimeout(this.#timer);
    if (this.#running && !options.leaving) await this.#running;
    if (this.isSettled) {
      this.#options.onState("idle");
      return;
    }
    this.#running = this.#save(options.leaving ?? false);
    await this.#running;
    this.#running = undefined;
    if (!this.isSettled && !this.#timer) this.#schedule(this.#options.delayMs ?? typingDelayMs);
  }

  /** Restores the value before the last save. */
  undo(): Value | undefined {
    if (this.#previous === undefined) return undefined;
    const value = this.#previous;
    this.change(value);
    void this.flush();
    return value;
  }

  async #save(leaving: boolean): Promise<void> {
    const value = this.#wanted;
    this.#timer = undefined;
    this.#options.onState("saving");
    try {
      await this.#options.save(value, { leaving });
      this.#previous = this.#saved;
      this.#saved = value;
      this.#retryMs = minRetryMs;
      if (this.isSettled) {
        forgetDraft(this.#options.key);
        this.#options.onState("saved");
      }
    } catch (error) {
      this.#options.onState("failed", error);
      this.#schedule(this.#retryMs);
      this.#retryMs = Math.min(maxRetryMs, this.#retryMs * 2);
    }
  }

  #schedule(delayMs: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.flush(), delayMs);
  }
}

function same(a: unknown, b: unknown): boolean {
  return a === b || JSON.stringify(a) === JSON.stringify(b);
}

/** The server trims the value. The field keeps its spaces, since typing may go on. */
function trimmed(value: unknown): unknown {
  return typeof value === "string" ? value.trim() : value;
}

/** A browser may deny storage (private mode, full disk). Then there is no draft, but typing goes on. */
function keepDraft(key: string, draft: Draft<unknown>): void {
  try {
    localStorage.setItem(key, JSON.stringify(draft));
  } catch {}
}

function readDraft<Value>(key: string): Draft<Value> | undefined {
  try {
    const text = localStorage.getItem(key);
    return text === null ? undefined : (JSON.parse(text) as Draft<Value>);
  } catch {
    return undefined;
  }
}

function forgetDraft(key: string): void {
  try {
    localStorage.removeItem(key);
  } catch {}
}
