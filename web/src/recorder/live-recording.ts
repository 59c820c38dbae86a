import { computed, signal } from "@preact/signals";
import { api, type Recording } from "../api/api.ts";
import type { ChunkStore, KeptRecording } from "./chunk-store.ts";
import { finishLive } from "./finish-live.ts";
import { createLiveTransport } from "./live-transport.ts";
import { LiveUpload, type LiveUploadState } from "./live-upload.ts";
import { chooseMimeType, type Microphone } from "./microphone.ts";

/** What a killed server or a crashed tab may lose. */
const chunkMs = 1000;
/** Speech needs less. This is transparent for music, too, at 43 MB an hour. */
const bitsPerSecond = 96_000;

/**
 * A recording in progress: microphone → MediaRecorder → chunks of one second → the server's disk, and the storage of this
 * browser as well. Holds the recorder: end it with `finish` or `discard`.
 */
export class LiveRecording {
  readonly key = crypto.randomUUID();
  readonly isPaused = signal(false);
  readonly hasEnded = signal(false);
  readonly upload = signal<LiveUploadState>({
    savedBytes: 0,
    recordedBytes: 0,
    failingSince: null,
    wasResent: false,
  });
  readonly isFailing = computed(() => this.upload.value.failingSince !== null);
  readonly microphone: Microphone;
  readonly #recorder: MediaRecorder;
  readonly #upload: LiveUpload;
  readonly #store: ChunkStore;
  readonly #kept: KeptRecording;
  readonly #released = Promise.withResolvers<void>();
  #chunkCount = 0;
  #recordedMs = 0;
  #runningSince: number | null = null;

  constructor(microphone: Microphone, store: ChunkStore) {
    const mimeType = chooseMimeType();
    this.microphone = microphone;
    this.#store = store;
    this.#recorder = new MediaRecorder(microphone.stream, { mimeType, audioBitsPerSecond: bitsPerSecond });
    this.#kept = {
      key: this.key,
      startedAt: new Date().toISOString(),
      mimeType,
      inputName: microphone.name,
      liveId: null,
      durationMs: 0,
      savedBytes: 0,
    };
    this.#upload = new LiveUpload(createLiveTransport(this.#kept), {
      onState: (state) => {
        this.upload.value = state;
        this.#kept.savedBytes = state.savedBytes;
        this.#kept.liveId = this.#upload.liveId ?? null;
      },
    });
    this.#recorder.ondataavailable = ({ data }) => this.#take(data);
    this.#recorder.onstop = () => {
      this.hasEnded.value = true;
    };
  }

  /** Milliseconds recorded so far, without pauses. */
  get elapsedMs(): number {
    return this.#recordedMs + (this.#runningSince === null ? 0 : performance.now() - this.#runningSince);
  }

  start(): void {
    holdLock(this.key, this.#released.promise);
    void this.#store.keep(this.#kept);
    this.#recorder.start(chunkMs);
    this.#runningSince = performance.now();
  }

  pause(): void {
    if (this.#recorder.state !== "recording") return;
    this.#recorder.pause();
    this.#stopClock();
    this.isPaused.value = true;
    // Save what was said so far now, not after the pause.
    this.#recorder.requestData();
  }

  resume(): void {
    if (this.#recorder.state !== "paused") return;
    this.#recorder.resume();
    this.#runningSince = performance.now();
    this.isPaused.value = false;
  }

  /** Stops, waits until the server has everything, however long that takes, and saves the recording. */
  async finish(title: string, onWaiting: () => void): Promise<Recording> {
    await this.#stopRecorder();
    const recording = await finishLive(this.#upload, title, onWaiting);
    await this.#store.forget(this.key);
    this.#released.resolve();
    return recording;
  }

  async discard(): Promise<void> {
    await this.#stopRecorder();
    this.#upload.stop();
    await this.#store.forget(this.key);
    this.#released.resolve();
    const { liveId } = this.#upload;
    if (liveId !== undefined) await api.discardLive(liveId);
  }

  retryNow(): void {
    this.#upload.retryNow();
  }

  async #stopRecorder(): Promise<void> {
    this.#stopClock();
    if (this.#recorder.state !== "inactive") {
      const stopped = new Promise((resolve) =>
        this.#recorder.addEventListener("stop", resolve, { once: true }),
      );
      this.#recorder.stop();
      await stopped;
    }
    this.microphone.close();
  }

  #stopClock(): void {
    this.#recordedMs = this.elapsedMs;
    this.#runningSince = null;
  }

  #take(chunk: Blob): void {
    if (chunk.size === 0) return;
    this.#upload.add(chunk);
    void this.#store.addChunk(this.key, this.#chunkCount++, chunk);
    this.#kept.durationMs = this.elapsedMs;
    void this.#store.keep(this.#kept);
  }
}

/** Name of the lock that tells other tabs that this recording is in progress. */
export function liveLockName(key: string): string {
  return `fonoteka-live-${key}`;
}

function holdLock(key: string, until: Promise<void>): void {
  void navigator.locks?.request(liveLockName(key), () => until);
}
