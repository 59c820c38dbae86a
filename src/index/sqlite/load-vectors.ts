import type { Database } from "../../storage/database.ts";
import { VectorIndex } from "../../vectors/vector-index.ts";
import { changeRange, reachesBack, readChanges } from "./read-changes.ts";
import { readVectorsAfter, readVectorsOf, vectorIdRange } from "./read-vectors.ts";

const rowsPerStep = 512;
/** The mean is taken over this many runs of neighbouring passages, and this many passages of each. */
const sampledStretches = 256;
const sampledTogether = 8;

export type LoadedVectors = { index: VectorIndex; seq: number };

/**
 * Reads every vector of an embedding into an index. A generator with steps of a few milliseconds: what is written meanwhile,
 * by any process, is in the log of changes and read last. Undefined when more was written than the log keeps.
 */
export function* loadVectors(
  db: Database,
  { fingerprintId, dimensions }: { fingerprintId: number; dimensions: number },
): Generator<undefined, LoadedVectors | undefined> {
  const { last: begunAt } = changeRange(db);
  const index = new VectorIndex(yield* sampleMean(db, fingerprintId, dimensions));
  for (let afterId = 0; ; ) {
    const batch = readVectorsAfter(db, { fingerprintId, afterId, limit: rowsPerStep });
    const last = batch.passages.passageIds.at(-1);
    if (last === undefined) break;
    index.put(batch.passages, batch.vectors);
    afterId = last;
    yield;
  }
  return yield* catchUp(db, { fingerprintId, loaded: { index, seq: begunAt } });
}

/** Applies all changes after `loaded.seq`; undefined when the log no longer has them all. */
export function* catchUp(
  db: Database,
  { fingerprintId, loaded }: { fingerprintId: number; loaded: LoadedVectors },
): Generator<undefined, LoadedVectors | undefined> {
  const { index } = loaded;
  let { seq } = loaded;
  for (;;) {
    const range = changeRange(db);
    if (range.last === seq) return { index, seq };
    if (!reachesBack(range, seq)) return undefined;
    const changes = readChanges(db, { after: seq, limit: rowsPerStep, withText: false });
    if (!changes) return undefined;
    const { passageIds, last } = changes;
    const batch = readVectorsOf(db, { fingerprintId, passageIds });
    const present = new Set(batch.passages.passageIds);
    index.remove(passageIds.filter((id) => !present.has(id)));
    index.put(batch.passages, batch.vectors);
    seq = last.seq;
    yield;
  }
}

/** The mean of vectors from all over the archive. Neighbours are about the same subject, so only a few are taken of each run. */
function* sampleMean(
  db: Database,
  fingerprintId: number,
  dimensions: number,
): Generator<undefined, Float32Array> {
  const sum = new Float64Array(dimensions);
  const range = vectorIdRange(db) ?? { lowest: 0, highest: 0 };
  const stretch = (range.highest - range.lowest + 1) / sampledStretches;
  let count = 0;
  for (let number = 0; number < sampledStretches; number++) {
    const afterId = Math.floor(range.lowest + number * stretch) - 1;
    const { passages, vectors } = readVectorsAfter(db, { fingerprintId, afterId, limit: sampledTogether });
    for (let at = 0; at < vectors.length; at++) sum[at % dimensions]! += vectors[at]!;
    count += passages.passageIds.length;
    if (number % 32 === 31) yield;
  }
  return Float32Array.from(sum, (value) => value / Math.max(1, count));
}
