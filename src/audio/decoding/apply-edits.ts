import type { SampleChunk } from "../audio-source.ts";
import type { Edit } from "./edit-list.ts";

type ApplyEditsOptions = {
  edits: readonly Edit[];
  sampleRate: number;
  channels: number;
};

/** Samples of a chunk of silence. */
const silentChunkSamples = 1 << 15;

/**
 * Plays a track by its edit list: its parts in the order of the list, silence where that has a pause.
 * @param open the track's sound from its start; called again where the list goes back
 */
export async function* applyEdits(
  open: () => AsyncIterable<SampleChunk>,
  options: ApplyEditsOptions,
): AsyncGenerator<SampleChunk> {
  const { edits, sampleRate, channels } = options;
  let sound = new SoundCursor(open());
  let movieSeconds = 0;
  try {
    for (const [i, { mediaSeconds, seconds }] of edits.entries()) {
      const start = Math.round(movieSeconds * sampleRate);
      movieSeconds += seconds;
      let left = Math.round(movieSeconds * sampleRate) - start;
      if (mediaSeconds !== undefined) {
        const from = Math.round(mediaSeconds * sampleRate);
        if (from < sound.position) {
          await sound.close();
          sound = new SoundCursor(open());
        }
        await sound.skipTo(from);
        while (left > 0) {
          const chunk = await sound.take(left);
          if (!chunk) break;
          left -= chunk[0]!.length;
          yield chunk;
        }
      }
      // Sound that ends before its part does leaves silence, but not at the very end.
      if (i < edits.length - 1) yield* silence(left, channels);
    }
  } finally {
    await sound.close();
  }
}

function* silence(samples: number, channels: number): Generator<SampleChunk> {
  for (let left = samples; left > 0; left -= silentChunkSamples) {
    const plane = new Float32Array(Math.min(left, silentChunkSamples));
    yield Array.from({ length: channels }, () => plane);
  }
}

/** Reads on in a stream of chunks by numbers of samples. */
class SoundCursor {
  position = 0;
  readonly #chunks: AsyncIterator<SampleChunk>;
  #rest: SampleChunk | undefined;

  constructor(chunks: AsyncIterable<SampleChunk>) {
    this.#chunks = chunks[Symbol.asyncIterator]();
  }

  async skipTo(position: number): Promise<void> {
    while (this.position < position && (await this.take(position - this.position)));
  }

  /** So many samples, or fewer; undefined at the end. */
  async take(count: number): Promise<SampleChunk | undefined> {
    const chunk = this.#rest ?? (await this.#next());
    this.#rest = undefined;
    if (!chunk) return undefined;
    const length = chunk[0]!.length;
    if (length > count) this.#rest = chunk.map((plane) => plane.subarray(count));
    this.position += Math.min(count, length);
    return length > count ? chunk.map((plane) => plane.subarray(0, count)) : chunk;
  }

  async close(): Promise<void> {
    await this.#chunks.return?.();
  }

  async #next(): Promise<SampleChunk | undefined> {
    const { done, value } = await this.#chunks.next();
    return done ? undefined : value;
  }
}
