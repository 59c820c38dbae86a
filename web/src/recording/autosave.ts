/** How one field stands: what the reader is told beside it. */
export type SaveState = "idle" | "typing" | "saving" | "saved" | "failed";

/** What was typed and not yet taken by the server: outlives a reload, a crash and a dead server. */
export type Draft<Value> = { value: Value; base: Value };

export type AutosaveOptions<Value> = {
  /** Key of the draft in localStorage. */
  key: string;
  value: Value;
  /** Takes the value to the server; `leaving` when the page is being closed. */
  save: (value: Value, options: { leaving: boolean }) => Promise<void>;
  onState: (state: SaveState, error?: unknown) => void;
  delayMs?: number;
};

const typingDelayMs = 700;
const firstRetryMs = 1500;
const longestRetryMs = 30_000;

/**
 * Saves one field while it is typed in. Nothing typed is lost: every change lies in localStorage until the server has
 * it, a failure is tried again with growing pauses, and what a closed page left behind is taken up by the next one.
 */
export class Autosave<Value> {
  #saved: Value;
  #wanted: Value;
  #previous: Value | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #running: Promise<void> | undefined;
  #retryMs = firstRetryMs;
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

  /** Takes up what an earlier page left unsaved; returns it, or undefined when there is nothing. */
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

  /** Takes what the server has now when nothing is being changed here; returns whether it is to be shown. */
  takeStored(value: Value): boolean {
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
    this.#plan(this.#options.delayMs ?? typingDelayMs);
  }

  /** Saves now; done when the server has it or the attempt failed (it is then tried again later). */
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
    if (!this.isSettled && !this.#timer) this.#plan(this.#options.delayMs ?? typingDelayMs);
  }

  /** Puts back what stood before the last save. */
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
      this.#retryMs = firstRetryMs;
      if (this.isSettled) {
        forgetDraft(this.#options.key);
        this.#options.onState("saved");
      }
    } catch (error) {
      this.#options.onState("failed", error);
      this.#plan(this.#retryMs);
      this.#retryMs = Math.min(longestRetryMs, this.#retryMs * 2);
    }
  }

  #plan(delayMs: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.flush(), delayMs);
  }
}

function same(a: unknown, b: unknown): boolean {
  return a === b || JSON.stringify(a) === JSON.stringify(b);
}

/** The server takes spaces at the ends away; in the field they stay, one may be about to type on. */
function trimmed(value: unknown): unknown {
  return typeof value === "string" ? value.trim() : value;
}

/** A browser may refuse storage (private mode, full): typing goes on, the second net is missing then. */
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
