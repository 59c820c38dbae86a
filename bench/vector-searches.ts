/** The searches that bench/vectors.ts compares, each behind the same few calls. */

import { existsSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { DatabaseSync, type StatementSync } from "node:sqlite";
import { getLoadablePath } from "sqlite-vec";
import { root } from "./measure.ts";

export const dimensions = 384;

/** Vectors of the passages 1, 2, 3 … one after another. */
export type Stored = { count: number; get(at: number): Float32Array; whole(): Float32Array };

export type VectorSearch = {
  name: string;
  /** Takes all vectors in. */
  build(stored: Stored): void;
  find(vector: Float32Array, limit: number): number[];
  /** Takes one more in, or replaces it. */
  put(id: number, vector: Float32Array): void;
  close(): void;
};

/** sqlite-vec's own way to be fast: bits, then the vectors of those whose bits are nearest. */
export function createBitSearch(folder: string, { centred }: { centred: boolean }): VectorSearch {
  const path = join(folder, "bits.db");
  rmSync(path, { force: true });
  const db = new DatabaseSync(path, { allowExtension: true });
  db.loadExtension(getLoadablePath());
  db.exec(`create virtual table bits using vec0(code bit[${dimensions}], +vector blob)`);
  const insert = db.prepare("insert into bits (rowid, code, vector) values (?, vec_bit(?), ?)");
  const remove = db.prepare("delete from bits where rowid = ?");
  const select = db.prepare(
    `select rowid as id from (select rowid, vector from bits where code match vec_bit(?) and k = ?)
     order by vec_distance_L2(vector, ?) limit ?`,
  );
  let mean: Float32Array = new Float32Array(dimensions);
  const bitsOf = (vector: Float32Array): Uint8Array => {
    const bits = new Uint8Array(dimensions / 8);
    for (let at = 0; at < dimensions; at++) if (vector[at]! > mean[at]!) bits[at >> 3]! |= 1 << (at & 7);
    return bits;
  };
  const put = (id: number, vector: Float32Array): void => {
    insert.run(BigInt(id), bitsOf(vector), bytesOf(vector));
  };
  return {
    name: centred ? "sqlite-vec bits (mean taken off), k = 4096" : "sqlite-vec bits, k = 8 × wanted",
    build(stored) {
      if (centred) mean = sampleMean(stored);
      inTransaction(db, () => {
        for (let at = 0; at < stored.count; at++) put(at + 1, stored.get(at));
      });
    },
    find: (vector, limit) => {
      const k = centred ? 4096 : 8 * limit;
      return idsOf(select, bitsOf(vector), BigInt(k), bytesOf(vector), limit);
    },
    put(id, vector) {
      remove.run(BigInt(id));
      put(id, vector);
    },
    close() {
      db.close();
      rmSync(path, { force: true });
    },
  };
}

type UsearchIndex = {
  add(keys: bigint | BigUint64Array, vectors: Float32Array, threads?: number): void;
  remove(key: bigint): number;
  search(vector: Float32Array, limit: number, threads: number): { keys: BigUint64Array };
};
type Usearch = {
  Index: new (options: { dimensions: number; metric: string; quantization?: string }) => UsearchIndex;
  exactSearch(
    vectors: Float32Array,
    questions: Float32Array,
    dimensions: number,
    count: number,
    metric: string,
    threads?: number,
  ): { keys: BigUint64Array };
};

/** usearch's graph (HNSW) with its defaults; undefined where it is not installed. */
export function createUsearchGraph(quantization: "f32" | "i8"): VectorSearch | undefined {
  const usearch = loadRival<Usearch>("usearch");
  if (!usearch) return undefined;
  const index = new usearch.Index({ dimensions, metric: "ip", quantization });
  const batch = 1000;
  return {
    name: `usearch HNSW, ${quantization}`,
    build(stored) {
      for (let from = 0; from < stored.count; from += batch) {
        const count = Math.min(batch, stored.count - from);
        const vectors = new Float32Array(count * dimensions);
        for (let at = 0; at < count; at++) vectors.set(stored.get(from + at), at * dimensions);
        index.add(
          BigUint64Array.from({ length: count }, (_, at) => BigInt(from + at + 1)),
          vectors,
          0,
        );
      }
    },
    find: (vector, limit) => Array.from(index.search(vector, limit, 1).keys, Number),
    put(id, vector) {
      index.remove(BigInt(id));
      index.add(BigInt(id), vector);
    },
    close() {},
  };
}

/** usearch's comparison with every vector; undefined where it is not installed. */
export function createUsearchExact(): VectorSearch | undefined {
  const usearch = loadRival<Usearch>("usearch");
  if (!usearch) return undefined;
  let vectors: Float32Array = new Float32Array();
  return {
    name: "usearch exact, 1 thread",
    build(stored) {
      vectors = stored.whole();
    },
    find: (vector, limit) =>
      Array.from(
        usearch.exactSearch(vectors, vector, dimensions, limit, "ip", 1).keys,
        (at) => Number(at) + 1,
      ),
    put(id, vector) {
      vectors.set(vector, (id - 1) * dimensions);
    },
    close() {},
  };
}

/** sqlite-vector by SQLite Cloud, its int8 codes in memory; undefined where it is not installed. */
export function createSqliteVector(folder: string): VectorSearch | undefined {
  const extension = join(root, "bench/rivals/node_modules/@sqliteai/sqlite-vector-linux-x86_64/vector.so");
  if (!existsSync(extension)) return undefined;
  const path = join(folder, "sqlite-vector.db");
  rmSync(path, { force: true });
  const db = new DatabaseSync(path, { allowExtension: true });
  db.loadExtension(extension);
  db.exec("create table passages (id integer primary key, vector blob)");
  db.prepare("select vector_init('passages', 'vector', ?)").get(
    `type=FLOAT32,dimension=${dimensions},distance=DOT`,
  );
  const insert = db.prepare("insert or replace into passages (id, vector) values (?, ?)");
  const quantize = (): void => {
    db.exec("select vector_quantize('passages', 'vector')");
    db.exec("select vector_quantize_preload('passages', 'vector')");
  };
  let select: StatementSync | undefined;
  return {
    name: "sqlite-vector, quantized, preloaded",
    build(stored) {
      inTransaction(db, () => {
        for (let at = 0; at < stored.count; at++) insert.run(at + 1, bytesOf(stored.get(at)));
      });
      quantize();
      select = db.prepare("select rowid as id from vector_quantize_scan('passages', 'vector', ?, ?)");
    },
    find: (vector, limit) => idsOf(select!, bytesOf(vector), BigInt(limit)),
    put(id, vector) {
      insert.run(id, bytesOf(vector));
      // Its codes do not follow the table: all are made again.
      quantize();
    },
    close() {
      db.close();
      rmSync(path, { force: true });
    },
  };
}

/** A package of bench/rivals, which is installed by hand. */
function loadRival<Module>(name: string): Module | undefined {
  const require = createRequire(join(root, "bench/rivals/package.json"));
  try {
    return require(name) as Module;
  } catch {
    return undefined;
  }
}

function sampleMean(stored: Stored): Float32Array {
  const sum = new Float64Array(dimensions);
  const step = Math.max(1, Math.floor(stored.count / 4096));
  let count = 0;
  for (let at = 0; at < stored.count; at += step, count++) {
    const vector = stored.get(at);
    for (let place = 0; place < dimensions; place++) sum[place]! += vector[place]!;
  }
  return Float32Array.from(sum, (value) => value / count);
}

function idsOf(statement: StatementSync, ...parameters: (Uint8Array | bigint | number)[]): number[] {
  return statement.all(...parameters).map((row) => Number(row.id));
}

function bytesOf({ buffer, byteOffset, byteLength }: Float32Array): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}

function inTransaction(db: DatabaseSync, work: () => void): void {
  db.exec("begin");
  work();
  db.exec("commit");
}
