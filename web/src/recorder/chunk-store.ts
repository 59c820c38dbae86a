import { type DBSchema, type IDBPDatabase, openDB } from "idb";

/** A recording in progress, as this browser keeps it in addition to the server's file. */
export type KeptRecording = {
  key: string;
  startedAt: string;
  mimeType: string;
  inputName: string;
  liveId: string | null;
  /** Recorded length without pauses, as last known by the page. */
  durationMs: number;
  /** Bytes that the server has confirmed so far. */
  savedBytes: number;
};

interface Schema extends DBSchema {
  recordings: { key: string; value: KeptRecording };
  chunks: { key: [key: string, place: number]; value: { key: string; place: number; chunk: Blob } };
}

const databaseName = "fonoteka-recorder";

/**
 * Chunks of recordings that the server has not confirmed as finished, in IndexedDB. Where the browser has no storage,
 * nothing is kept and nothing is found, without an error: the recording still goes to the server.
 */
export class ChunkStore {
  readonly #db: IDBPDatabase<Schema> | undefined;

  constructor(db: IDBPDatabase<Schema> | undefined) {
    this.#db = db;
  }

  async keep(recording: KeptRecording): Promise<void> {
    await orNothing(() => this.#db?.put("recordings", recording));
  }

  /** Adds a chunk: `place` is 0, 1, 2 … */
  async addChunk(key: string, place: number, chunk: Blob): Promise<void> {
    await orNothing(() => this.#db?.put("chunks", { key, place, chunk }));
  }

  async list(): Promise<KeptRecording[]> {
    return (await orNothing(() => this.#db?.getAll("recordings"))) ?? [];
  }

  async readChunks(key: string): Promise<Blob[]> {
    const rows = await orNothing(() => this.#db?.getAll("chunks", chunksOf(key)));
    return (rows ?? []).map(({ chunk }) => chunk);
  }

  async forget(key: string): Promise<void> {
    await orNothing(() => this.#db?.delete("recordings", key));
    await orNothing(() => this.#db?.delete("chunks", chunksOf(key)));
  }
}

export async function openChunkStore(): Promise<ChunkStore> {
  return new ChunkStore(
    await orNothing(() =>
      openDB<Schema>(databaseName, 1, {
        upgrade(db) {
          db.createObjectStore("recordings", { keyPath: "key" });
          db.createObjectStore("chunks", { keyPath: ["key", "place"] });
        },
      }),
    ),
  );
}

function chunksOf(key: string): IDBKeyRange {
  return IDBKeyRange.bound([key, 0], [key, Number.MAX_SAFE_INTEGER]);
}

/** A browser may deny storage (a private window, a full disk): then the answer is undefined. */
async function orNothing<Result>(ask: () => Promise<Result> | undefined): Promise<Result | undefined> {
  try {
    return await ask();
  } catch {
    return undefined;
  }
}
