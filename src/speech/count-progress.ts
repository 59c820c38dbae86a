import type { SpeechSpan } from "./find-spans.ts";
import { sampleRate } from "./sample-rate.ts";
import type { SpeechWindow } from "./windows.ts";

/** Counts the seconds that are done: silence as soon as it is read, speech when its window is recognised. */
export class Progress {
  readonly #report: ((doneSeconds: number) => void) | undefined;
  #waiting = 0;
  #read = 0;
  #done = 0;

  /** @param from samples done and spans waiting when the work goes on after an interruption */
  constructor(
    report: ((doneSeconds: number) => void) | undefined,
    from: { done: number; waiting: number } = { done: 0, waiting: 0 },
  ) {
    this.#report = report;
    this.#done = from.done;
    this.#waiting = from.waiting;
  }

  /** Samples that are done. */
  get doneSamples(): number {
    return this.#done;
  }

  read(samples: number): void {
    this.#read = samples;
    // The last half minute may hold speech that is not in a span yet.
    if (this.#waiting === 0) this.#advance(samples - 30 * sampleRate);
  }

  async *countSpans(spans: AsyncIterable<SpeechSpan>): AsyncGenerator<SpeechSpan> {
    for await (const span of spans) {
      this.#waiting++;
      yield span;
    }
  }

  done({ spans }: SpeechWindow): void {
    this.#waiting -= spans.length;
    const last = spans.at(-1) as SpeechSpan;
    this.#advance(last.start + last.samples.length);
  }

  end(): void {
    this.#advance(this.#read);
  }

  #advance(samples: number): void {
    if (samples <= this.#done) return;
    this.#done = samples;
    this.#report?.(samples / sampleRate);
  }
}
