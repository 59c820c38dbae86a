/** The server's answer to a chunk: its new offset, or why it was rejected. */
export type ChunkAnswer =
  | { status: "accepted"; offset: number }
  /** The server has another offset: an answer got lost, or it was restarted. */
  | { status: "offset-mismatch"; offset: number }
  /** The server does not know this recording: it was restarted and has saved what it had. */
  | { status: "unknown" };

export type LiveTransport = {
  open: () => Promise<string>;
  send: (liveId: string, offset: number, bytes: Blob) => Promise<ChunkAnswer>;
};

export type LiveUploadState = {
  /** Bytes on the server's disk, and bytes recorded. */
  savedBytes: number;
  recordedBytes: number;
  /** Since when requests fail; null while they succeed. */
  failingSince: number | null;
  /** The server was restarted, and the whole recording was sent again under a new id. */
  wasResent: boolean;
};

const minPauseMs = 400;
const maxPauseMs = 5000;
const maxSendBytes = 4 * 1024 * 1024;

/**
 * Sends the chunks of a recorder in order, one request at a time, and retries until it succeeds. All chunks are kept until
 * the end, so that a restarted server can get the whole recording again.
 */
export class LiveUpload {
  readonly #transport: LiveTransport;
  readonly #onState: (state: LiveUploadState) => void;
  readonly #chunks: Blob[] = [];
  /** The chunk with the next byte to send, and the offset of its start. */
  #place = 0;
  #placeOffset = 0;
  #liveId: string | undefined;
  #saved = 0;
  #recorded = 0;
  #failingSince: number | null = null;
  #wasResent = false;
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
    this.#emitState();
    this.#loop ??= this.#run().finally(() => {
      this.#loop = undefined;
    });
  }

  /** Resolves when the server has everything that was added; rejects if the upload was stopped. */
  async drain(): Promise<string> {
    while (this.#saved < this.#recorded && !this.#stopped) {
      this.#wake?.();
      await (this.#loop ?? this.#run());
    }
    if (this.#stopped || this.#liveId === undefined) throw new DOMException("stopped", "AbortError");
    return this.#liveId;
  }

  /** Retries now instead of after the pause. */
  retryNow(): void {
    this.#wake?.();
  }

  /** Sends everything again as a new recording: the server was restarted and no longer has it. */
  resend(): void {
    this.#liveId = undefined;
    this.#wasResent ||= this.#saved > 0;
    this.#saved = 0;
  }

  stop(): void {
    this.#stopped = true;
    this.#wake?.();
  }

  async #run(): Promise<void> {
    let pauseMs = minPauseMs;
    while (!this.#stopped && (this.#saved < this.#recorded || this.#liveId === undefined)) {
      try {
        this.#liveId ??= await this.#transport.open();
        await this.#sendNext(this.#liveId);
        pauseMs = minPauseMs;
        this.#failingSince = null;
        this.#emitState();
      } catch {
        this.#failingSince ??= Date.now();
        this.#emitState();
        await this.#pause(pauseMs);
        pauseMs = Math.min(maxPauseMs, pauseMs * 2);
      }
    }
  }

  async #sendNext(liveId: string): Promise<void> {
    const bytes = this.#bytesToSend();
    if (bytes.size === 0) return;
    const answer = await this.#transport.send(liveId, this.#saved, bytes);
    if (answer.status === "unknown") {
      this.resend();
      return;
    }
    this.#saved = Math.min(answer.offset, this.#recorded);
  }

  /** Skips chunks that were sent: ten hours have 36 000 of them. */
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
    for (let place = this.#place; byteLength < maxSendBytes; place++) {
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

  #emitState(): void {
    this.#onState({
      savedBytes: this.#saved,
      recordedBytes: this.#recorded,
      failingSince: this.#failingSince,
      wasResent: this.#wasResent,
    });
  }
}
