/** What the server says to a chunk: the offset it now has, or why it did not take it. */
export type ChunkAnswer =
  | { status: "taken"; offset: number }
  /** It has another offset: an answer got lost, or it was restarted. */
  | { status: "elsewhere"; offset: number }
  /** It does not know this recording any more: it was restarted and has made a recording of what it had. */
  | { status: "gone" };

export type LiveTransport = {
  open: () => Promise<string>;
  send: (liveId: string, offset: number, bytes: Blob) => Promise<ChunkAnswer>;
};

export type LiveUploadState = {
  /** Bytes the server has on its disk, and bytes recorded. */
  savedBytes: number;
  recordedBytes: number;
  /** Since when the server does not answer; null while it does. */
  troubleSince: number | null;
  /** The server lost its thread and the whole recording was sent again under a new id. */
  startedAgain: boolean;
};

const firstPauseMs = 400;
const longestPauseMs = 5000;
const longestSendBytes = 4 * 1024 * 1024;

/**
 * Sends what a recorder gives to the server, in order, one request at a time, for as long as it takes: what cannot be sent
 * waits and is tried again. All chunks are kept until the end, so that a restarted server can be given the whole again.
 */
export class LiveUpload {
  readonly #transport: LiveTransport;
  readonly #onState: (state: LiveUploadState) => void;
  readonly #chunks: Blob[] = [];
  /** The chunk that holds the first byte to be sent, and the offset it begins at. */
  #place = 0;
  #placeOffset = 0;
  #liveId: string | undefined;
  #saved = 0;
  #recorded = 0;
  #troubleSince: number | null = null;
  #startedAgain = false;
  #stopped = false;
  #loop: Promise<void> | undefined;
  #wake: (() => void) | undefined;

  constructor(
    transport: LiveTransport,
    options: { liveId?: string | undefined; onState: (state: LiveUploadState) => void },
  ) {
    this.#transport = transport;
    this.#liveId = options.liveId;
    this.#onState = options.onState;
  }

  get liveId(): string | undefined {
    return this.#liveId;
  }

  add(chunk: Blob): void {
    if (chunk.size === 0) return;
    this.#chunks.push(chunk);
    this.#recorded += chunk.size;
    this.#tell();
    this.#loop ??= this.#run().finally(() => {
      this.#loop = undefined;
    });
  }

  /** Resolves when the server has everything that was added; rejects when the upload was stopped before. */
  async drain(): Promise<string> {
    while (this.#saved < this.#recorded && !this.#stopped) {
      this.#wake?.();
      await (this.#loop ?? this.#run());
    }
    if (this.#stopped || this.#liveId === undefined) throw new DOMException("stopped", "AbortError");
    return this.#liveId;
  }

  /** Tries at once instead of waiting out the pause. */
  retryNow(): void {
    this.#wake?.();
  }

  /** The server has lost this recording (it was restarted): all of it is sent again, as a new one. */
  startAgain(): void {
    this.#liveId = undefined;
    this.#startedAgain ||= this.#saved > 0;
    this.#saved = 0;
  }

  stop(): void {
    this.#stopped = true;
    this.#wake?.();
  }

  async #run(): Promise<void> {
    let pauseMs = firstPauseMs;
    while (!this.#stopped && (this.#saved < this.#recorded || this.#liveId === undefined)) {
      try {
        this.#liveId ??= await this.#transport.open();
        await this.#sendNext(this.#liveId);
        pauseMs = firstPauseMs;
        this.#troubleSince = null;
        this.#tell();
      } catch {
        this.#troubleSince ??= Date.now();
        this.#tell();
        await this.#pause(pauseMs);
        pauseMs = Math.min(longestPauseMs, pauseMs * 2);
      }
    }
  }

  async #sendNext(liveId: string): Promise<void> {
    const bytes = this.#bytesToSend();
    if (bytes.size === 0) return;
    const answer = await this.#transport.send(liveId, this.#saved, bytes);
    if (answer.status === "gone") {
      this.startAgain();
      return;
    }
    this.#saved = Math.min(answer.offset, this.#recorded);
  }

  /** Looks only at chunks not yet sent: ten hours are 36 000 of them. */
  #bytesToSend(): Blob {
    if (this.#saved < this.#placeOffset) {
      this.#place = 0;
      this.#placeOffset = 0;
    }
    for (let chunk = this.#chunks[this.#place]; chunk; chunk = this.#chunks[this.#place]) {
      if (this.#placeOffset + chunk.size > this.#saved) break;
      this.#placeOffset += chunk.size;
      this.#place++;
    }
    const parts: Blob[] = [];
    let byteLength = 0;
    for (let place = this.#place; byteLength < longestSendBytes; place++) {
      const chunk = this.#chunks[place];
      if (!chunk) break;
      parts.push(chunk);
      byteLength += chunk.size;
    }
    return new Blob(parts).slice(this.#saved - this.#placeOffset);
  }

  #pause(milliseconds: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(done, milliseconds);
      const self = this;
      function done() {
        clearTimeout(timer);
        self.#wake = undefined;
        resolve();
      }
      this.#wake = done;
    });
  }

  #tell(): void {
    this.#onState({
      savedBytes: this.#saved,
      recordedBytes: this.#recorded,
      troubleSince: this.#troubleSince,
      startedAgain: this.#startedAgain,
    });
  }
}
