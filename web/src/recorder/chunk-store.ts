/** A recording in the making as this browser keeps it: the second net under the server's own file. */
export type KeptRecording = {
  key: string;
  startedAt: string;
  mimeType: string;
  inputName: string;
  liveId: string | null;
  /** Recorded length without pauses, as the page last knew it. */
  durationMs: number;
  /** Bytes the server had confirmed when the page last heard from it. */
  savedBytes: number;
};

const databaseName = "fonoteka-recorder";

/**
 * IndexedDB with the chunks of recordings that the server has not confirmed as finished. Every method fails quietly into
 * `undefined` or nothing where the browser has no storage: the sound still goes to the server.
 */
export class ChunkStore {
  readonly #db: IDBDatabase | undefined;

  constructor(db: IDBDatabase | undefined) {
    this.#db = db;
  }

  async keep(recording: KeptRecording): Promise<void> {
    await this.#write("recordings", (store) => store.put(recording));
  }

  /** Adds a chunk: `place` is 0, 1, 2 … */
  async addChunk(key: string, place: number, chunk: Blob): Promise<void> {
    await this.#write("chunks", (store) => store.put({ key, place, chunk }));
  }

  async list(): Promise<KeptRecording[]> {
    return (await this.#read<KeptRecording[]>("recordings", (store) => store.getAll())) ?? [];
  }

  async readChunks(key: string): Promise<Blob[]> {
    const range = IDBKeyRange.bound([key, 0], [key, Number.MAX_SAFE_INTEGER]);
    const rows = await this.#read<{ chunk: Blob }[]>("chunks", (store) => store.getAll(range));
    return (rows ?? []).map(({ chunk }) => chunk);
  }

  async forget(key: string): Promise<void> {
    await this.#write("recordings", (store) => store.delete(key));
    const range = IDBKeyRange.bound([key, 0], [key, Number.MAX_SAFE_INTEGER]);
    await this.#write("chunks", (store) => store.delete(range));
  }

  #write(name: string, work: (store: IDBObjectStore) => IDBRequest): Promise<void> {
    return new Promise((resolve) => {
      if (!this.#db) return resolve();
      try {
        const transaction = this.#db.transaction(name, "readwrite");
        transaction.oncomplete = () => resolve();
        transaction.onabort = transaction.onerror = () => resolve();
        work(transaction.objectStore(name));
      } catch {
        resolve();
      }
    });
  }

  #read<Result>(name: string, work: (store: IDBObjectStore) => IDBRequest): Promise<Result | undefined> {
    return new Promise((resolve) => {
      if (!this.#db) return resolve(undefined);
      try {
        const request = work(this.#db.transaction(name).objectStore(name));
        request.onsuccess = () => resolve(request.result as Result);
        request.onerror = () => resolve(undefined);
      } catch {
        resolve(undefined);
      }
    });
  }
}

export function openChunkStore(): Promise<ChunkStore> {
  return new Promise((resolve) => {
    try {
      const request = indexedDB.open(databaseName, 1);
      request.onupgradeneeded = () => {
        request.result.createObjectStore("recordings", { keyPath: "key" });
        request.result.createObjectStore("chunks", { keyPath: ["key", "place"] });
      };
      request.onsuccess = () => resolve(new ChunkStore(request.result));
      request.onerror = request.onblocked = () => resolve(new ChunkStore(undefined));
    } catch {
      resolve(new ChunkStore(undefined));
    }
  });
}
