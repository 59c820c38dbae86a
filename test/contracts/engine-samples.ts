import type { CandidateEngine, EnginePassage, TextQuery } from "../../src/index/candidate-engine.ts";

/** Vectors of the contract have so many numbers. */
export const engineDimensions = 8;

/** A passage of recording 1, unless told otherwise. */
export function passage(passageId: number, stems: string, facts: Partial<EnginePassage> = {}): EnginePassage {
  const createdMs = Date.parse("2026-03-01T10:00:00Z");
  return { passageId, recordingId: 1, language: null, createdMs, stems, ...facts };
}

export function query({ terms = [], phrases = [], excluded = [] }: Partial<TextQuery>): TextQuery {
  return { terms, phrases, excluded };
}

export function asking(...terms: string[]): { query: TextQuery; limit: number } {
  return { query: query({ terms }), limit: 100 };
}

export async function findText(
  engine: CandidateEngine,
  asked: { query: TextQuery; limit: number },
  limit = asked.limit,
): Promise<number[]> {
  const { texts } = await engine.find({ texts: [{ ...asked, limit }] });
  return texts[0]!.toSorted(byNumber);
}

export async function near(engine: CandidateEngine, vector: Float32Array, limit = 100): Promise<number[]> {
  const { nearest } = await engine.find({ texts: [], nearest: { vector, limit } });
  return nearest.toSorted(byNumber);
}

export function byNumber(a: number, b: number): number {
  return a - b;
}

export function dot(a: Float32Array, b: Float32Array): number {
  return a.reduce((sum, value, at) => sum + value * b[at]!, 0);
}

export function unit(vector: Float32Array): Float32Array {
  const length = Math.hypot(...vector);
  return vector.map((value) => value / length);
}

/** A unit vector along one axis, or leaning away from it. */
export function axis(number: number, lean = 1): Float32Array {
  const vector = new Float32Array(engineDimensions).fill(1 - lean);
  vector[number] = 1;
  return unit(vector);
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
