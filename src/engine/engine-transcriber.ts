import type { Segment } from "../domain.ts";
import { speechFingerprint } from "../speech/speech-fingerprint.ts";
import type { RecognitionCheckpoint, Transcriber, TranscriberOptions } from "../speech/transcriber.ts";
import type { EngineProcess } from "./engine-process.ts";

/** A Transcriber that works in the engine process. Closing it leaves the process running. */
export class EngineTranscriber implements Transcriber {
  readonly engine = "whisper";
  readonly model: string;
  readonly fingerprint: string;
  readonly #process: EngineProcess;

  constructor(engineProcess: EngineProcess) {
    this.#process = engineProcess;
    this.model = engineProcess.setup.speechModel;
    this.fingerprint = speechFingerprint(this.model);
  }

  async *transcribe(path: string, options: TranscriberOptions): AsyncIterable<Segment> {
    // In order: a checkpoint counts on the segments before it.
    const arrived: (Segment | { checkpoint: RecognitionCheckpoint })[] = [];
    let wake = () => {};
    let ended = false;
    // When the consumer stops reading, the work stops, too.
    const stop = new AbortController();
    const signal = options.signal ? AbortSignal.any([options.signal, stop.signal]) : stop.signal;
    const work = this.#process
      .run(
        {
          kind: "transcribe",
          path,
          language: options.language,
          allowedLanguages: [...options.allowedLanguages],
          channels: options.channels,
          resume: options.resume,
        },
        (event) => {
          if (event.kind === "progress") options.onProgress?.(event.done);
          if (event.kind === "note") options.onNote?.(event.note);
          if (event.kind === "segment") arrived.push(event.segment);
          if (event.kind === "checkpoint") arrived.push({ checkpoint: event.checkpoint });
          wake();
        },
        signal,
      )
      .finally(() => {
        ended = true;
        wake();
      });
    // The failure is thrown by `await work` below; until then it must not count as unhandled.
    work.catch(() => {});
    try {
      while (true) {
        for (const item of arrived.splice(0)) {
          if ("checkpoint" in item) options.onCheckpoint?.(item.checkpoint);
          else yield item;
        }
        if (ended && arrived.length === 0) break;
        if (arrived.length === 0) {
          await new Promise<void>((resolve) => {
            wake = resolve;
            if (ended || arrived.length > 0) resolve();
          });
        }
      }
      await work;
    } finally {
      if (!ended) stop.abort();
    }
  }

  async close(): Promise<void> {}

  async [Symbol.asyncDispose](): Promise<void> {}
}
