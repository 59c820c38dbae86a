import type { TextQuery } from "../../../src/index/candidate-engine.ts";
import type { IndexEntry } from "../../../src/index/sqlite/put-texts.ts";
import type { SqliteIndex } from "../../support/sqlite-index.ts";

/** What a test of the contract needs besides the index: passages exist in the archive before they are indexed. */
export type IndexFixture = {
  index: SqliteIndex;
  /** Length of the vectors the index takes. */
  dimensions: number;
  /** Makes a recording. */
  addRecording: (facts?: { createdAt?: string }) => number;
  /** Makes a passage that is not indexed yet; ids rise. */
  addPassage: (recordingId: number, language?: string) => number;
  /** Runs `work` as one transaction of the archive, which ends in a rollback when it throws. */
  transaction: (work: () => void) => void;
  close: () => void;
};

/** Declares one test of the contract. */
export type Check = (title: string, work: (fixture: IndexFixture & Helpers) => void) => void;

export type Helpers = {
  put: (stems: string, options?: { vector?: Float32Array; language?: string }) => number;
  putIn: (
    recordingId: number,
    stems: string,
    options?: { vector?: Float32Array; language?: string },
  ) => number;
};

export function helpersFor({ index, addRecording, addPassage }: IndexFixture): Helpers {
  let own: number | undefined;
  const putIn: Helpers["putIn"] = (recordingId, stems, { vector, language } = {}) => {
    const passageId = addPassage(recordingId, language);
    const entry: IndexEntry = { passageId, recordingId, text: stems, stems };
    if (vector) entry.vector = vector;
    index.put([entry]);
    return passageId;
  };
  return {
    putIn,
    put: (stems, options) => {
      own ??= addRecording();
      return putIn(own, stems, options);
    },
  };
}

export function asking(...terms: string[]): TextQuery {
  return { terms, phrases: [], excluded: [] };
}

export function byNumber(a: number, b: number): number {
  return a - b;
}

export function dot(a: Float32Array, b: Float32Array): number {
  return a.reduce((sum, value, place) => sum + value * b[place]!, 0);
}

export function unit(vector: Float32Array): Float32Array {
  const length = Math.hypot(...vector);
  return vector.map((value) => value / length);
}

/** mulberry32: the same numbers in every run. */
export function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

/** Length of the vectors that `axis` makes: what fixtures take. */
export const vectorLength = 8;

/** A unit vector along one axis, or leaning away from it. */
export function axis(number: number, lean = 1): Float32Array {
  const vector = new Float32Array(vectorLength).fill(1 - lean);
  vector[number] = 1;
  return unit(vector);
}
