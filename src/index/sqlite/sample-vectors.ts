import { type Database, readTransaction } from "../../storage/database.ts";
import type { PassageScript } from "./passages.ts";
import { countVectorsOf, vectorIdRange } from "./read-vectors.ts";
import { toVector } from "./vector-bytes.ts";

/** Mean of sampled passage vectors of one script, and their number. */
type VectorMean = { mean: Float32Array; count: number };

const sampleSize = 256;

type Kept = { key: string; means: Map<PassageScript, VectorMean> };
const kept = new WeakMap<Database, Kept>();

/**
 * Mean vectors of an embedding by script, over at most 256 passages spread evenly over the archive: the same archive gives
 * the same means. Cached until vectors are added or removed; computing them takes 2 to 4 ms, more with a cold disk.
 */
export function sampleVectorMeans(db: Database, fingerprint: string): Map<PassageScript, VectorMean> {
  return readTransaction(db, () => {
    const id = db.get<{ id: number }>("select id from fingerprints where fingerprint = ?", fingerprint)?.id;
    const range = vectorIdRange(db);
    if (id === undefined || !range) return new Map();
    const key = `${id} ${countVectorsOf(db, id)} ${range.lowest} ${range.highest}`;
    const known = kept.get(db);
    if (known?.key === key) return known.means;
    const means = measureMeans(db, id, range);
    kept.set(db, { key, means });
    return means;
  });
}

function measureMeans(
  db: Database,
  fingerprintId: number,
  { lowest, highest }: { lowest: number; highest: number },
): Map<PassageScript, VectorMean> {
  const step = Math.max(1, (highest - lowest + 1) / sampleSize);
  const probes = Array.from({ length: sampleSize }, (_, at) => Math.floor(lowest + at * step)).filter(
    (probe) => probe <= highest,
  );
  const rows = db.all<{ script: PassageScript; vector: Uint8Array }>(
    `with wanted as materialized (
       select distinct (select min(v.passage_id) from passage_vectors v
         where v.fingerprint_id = :fingerprintId and v.passage_id >= probe.value) as id
       from json_each(:probes) probe)
     select p.script, v.vector from wanted
     cross join passages p on p.id = wanted.id cross join passage_vectors v on v.passage_id = wanted.id
     where p.script is not null`,
    { fingerprintId, probes: JSON.stringify([...new Set(probes)]) },
  );
  const means = new Map<PassageScript, VectorMean>();
  for (const [script, own] of Map.groupBy(rows, (row) => row.script)) {
    const vectors = own.map((row) => toVector(row.vector));
    const mean = new Float32Array(vectors[0]!.length);
    for (const vector of vectors)
      for (let i = 0; i < mean.length; i++) mean[i]! += vector[i]! / vectors.length;
    means.set(script, { mean, count: vectors.length });
  }
  return means;
}
