import { throwIfCancelled } from "../../src/errors.ts";
import type {
  CandidateEngine,
  EngineChanges,
  EnginePassage,
  EngineState,
  FindRequest,
  TextQuery,
} from "../../src/index/candidate-engine.ts";

/** What the engine keeps when it is closed: in place of a disk. */
export type MemoryStore = { passages: Map<number, EnginePassage>; state: EngineState | undefined };

export function emptyStore(): MemoryStore {
  return { passages: new Map(), state: undefined };
}

/**
 * A whole engine, and nothing in it is clever: every question looks at every passage. It shows what an engine has to do, and
 * what others find is compared with it.
 */
export class MemoryEngine implements CandidateEngine {
  readonly name = "memory";
  readonly #store: MemoryStore;

  constructor(store: MemoryStore = emptyStore()) {
    this.#store = store;
  }

  async find({ texts, nearest, filter }: FindRequest, signal?: AbortSignal) {
    throwIfCancelled(signal, "search");
    const all = [...this.#store.passages.values()];
    const allowed = all.filter(({ createdMs, language, recordingId }) => {
      if (!filter) return true;
      const { fromMs, toMs, languages, recordingIds } = filter;
      return (
        createdMs >= (fromMs ?? Number.NEGATIVE_INFINITY) &&
        createdMs < (toMs ?? Number.POSITIVE_INFINITY) &&
        (languages === null || (language !== null && languages.includes(language))) &&
        (recordingIds === null || recordingIds.includes(recordingId))
      );
    });
    const frequencies = new Frequencies(all);
    return {
      texts: texts.map(({ query, limit }) =>
        best(allowed, limit, (passage) =>
          matches(passage, query) ? frequencies.score(passage, query) : undefined,
        ),
      ),
      nearest: nearest
        ? best(allowed, nearest.limit, ({ vector }) => vector && dot(vector, nearest.vector))
        : [],
    };
  }

  async apply(
    { put, remove, seq, token }: EngineChanges,
    of: Pick<EngineState, "archive" | "embedding">,
  ): Promise<void> {
    for (const passage of put) this.#store.passages.set(passage.passageId, passage);
    for (const id of remove) this.#store.passages.delete(id);
    this.#store.state = { ...of, seq, token };
  }

  async state(): Promise<EngineState | undefined> {
    return this.#store.state;
  }

  async clear(): Promise<void> {
    this.#store.passages.clear();
    this.#store.state = undefined;
  }

  async tidy(): Promise<void> {}

  async close(): Promise<void> {}
}

function best(
  passages: readonly EnginePassage[],
  limit: number,
  score: (passage: EnginePassage) => number | undefined,
): number[] {
  return passages
    .flatMap((passage) => {
      const own = score(passage);
      return own === undefined ? [] : [{ id: passage.passageId, score: own }];
    })
    .sort((a, b) => b.score - a.score || a.id - b.id)
    .slice(0, Math.max(0, limit))
    .map(({ id }) => id);
}

function matches({ stems }: EnginePassage, { terms, phrases, excluded }: TextQuery): boolean {
  const own = stems.split(" ");
  const has = new Set(own);
  if (excluded.some((stem) => has.has(stem))) return false;
  const holds = (phrase: readonly string[]) => phrase.length > 0 && countPhrase(own, phrase) > 0;
  if (phrases.length > 0) return phrases.every(holds);
  return terms.some((term) => (term.includes(" ") ? holds(term.split(" ")) : has.has(term)));
}

function countPhrase(stems: readonly string[], phrase: readonly string[]): number {
  return stems.filter((_, at) => phrase.every((stem, place) => stems[at + place] === stem)).length;
}

/** BM25 as FTS5 has it: k1 1.2, b .75, an idf of at least 1e-6. */
class Frequencies {
  readonly #passages: readonly { stems: readonly string[]; passage: EnginePassage }[];
  readonly #meanLength: number;
  readonly #idf = new Map<string, number>();

  constructor(passages: readonly EnginePassage[]) {
    this.#passages = passages.map((passage) => ({ passage, stems: passage.stems.split(" ") }));
    this.#meanLength = this.#passages.reduce((sum, { stems }) => sum + stems.length, 0) / passages.length;
  }

  score({ stems }: EnginePassage, { terms, phrases }: TextQuery): number {
    const own = stems.split(" ");
    let score = 0;
    const asked = [...terms.map((term) => term.split(" ")), ...phrases];
    // Repeated ones count once.
    for (const phrase of new Map(asked.map((stems) => [stems.join(" "), stems])).values()) {
      const times = countPhrase(own, phrase);
      const length = 1.2 * (0.25 + (0.75 * own.length) / this.#meanLength);
      score += (this.#idfOf(phrase) * times * 2.2) / (times + length);
    }
    return score;
  }

  #idfOf(phrase: readonly string[]): number {
    const key = phrase.join(" ");
    let idf = this.#idf.get(key);
    if (idf === undefined) {
      const count = this.#passages.filter(({ stems }) => countPhrase(stems, phrase) > 0).length;
      idf = Math.max(1e-6, Math.log((this.#passages.length - count + 0.5) / (count + 0.5)));
      this.#idf.set(key, idf);
    }
    return idf;
  }
}

function dot(a: Float32Array, b: Float32Array): number {
  return a.reduce((sum, value, at) => sum + value * b[at]!, 0);
}
