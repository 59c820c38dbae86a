/** Bytes that arrive over time, stored on disk until the archive has imported them. */

import { randomBytes } from "node:crypto";
import { constants } from "node:fs";
import { lstat, mkdir, open, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { archiveError, cancelledError, fromSystemError, hasSystemCode } from "../errors.ts";
import { errorFields, log } from "../log.ts";
import { isOwnFolder, makeOwnFolder, syncFolder } from "./own-folder.ts";
import { type ServiceError, serviceError } from "./service-error.ts";

/** One incomplete file: a folder of its own holds `about.json` and the bytes under the file's own name. */
export type IncomingFile<About> = {
  id: string;
  about: About;
  /** Bytes that are on disk. */
  offset: number;
  path: string;
};

type Appending = { done: Promise<unknown>; stop: AbortController };

const idForm = /^[0-9a-f]{32}$/;
/** Another process may be making the folder at this moment. */
const quietMs = 60_000;
/** A link in place of the bytes is not followed, a pipe does not block. Windows has neither flag. */
const openFlags = constants.O_RDWR | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

/** A folder of incoming files. Its whole state is on disk: another process that opens it continues from there. */
export class IncomingFiles<About extends object> {
  readonly folder: string;
  readonly #appending = new Map<string, Appending>();

  constructor(folder: string) {
    this.folder = folder;
  }

  /** Creates an empty file; its name and `about` are on disk when this returns. */
  async create(name: string, about: About): Promise<IncomingFile<About>> {
    const id = randomBytes(16).toString("hex");
    const folder = join(this.folder, id);
    const safeName = toSafeName(name);
    try {
      await makeOwnFolder(dirname(this.folder));
      await makeOwnFolder(this.folder);
      await mkdir(folder);
      await writeFile(join(folder, safeName), "", { flush: true });
      await writeAbout(folder, { name: safeName, about });
      // After a power cut a file is there only if the folder that names it was synced, too.
      await syncFolder(this.folder);
    } catch (error) {
      await rm(folder, { recursive: true, force: true }).catch(() => {});
      throw fromSystemError(error, folder);
    }
    return { id, about, offset: 0, path: join(folder, safeName) };
  }

  /** @throws ArchiveError `not-found` */
  async get(id: string): Promise<IncomingFile<About>> {
    const found = await this.find(id);
    if (found) return found;
    throw archiveError("incoming-not-found", { id });
  }

  async find(id: string): Promise<IncomingFile<About> | undefined> {
    // The only text from outside that becomes part of a path.
    if (!idForm.test(id)) return undefined;
    const folder = join(this.folder, id);
    try {
      if (!(await this.#isOwn()) || !(await isOwnFolder(folder))) return undefined;
      const { name, about } = JSON.parse(await readFile(join(folder, "about.json"), "utf8")) as {
        name: string;
        about: About;
      };
      const path = join(folder, toSafeName(name));
      // After the import the bytes are gone, and the outcome is kept for a while.
      const bytes = await lstat(path).catch(() => undefined);
      if (bytes && !bytes.isFile()) throw archiveError("not-a-regular-file", { path });
      return { id, about, offset: bytes?.size ?? 0, path };
    } catch (error) {
      if (!isAbsent(error)) log("warn", "incoming-file-unreadable", errorFields(error));
      return undefined;
    }
  }

  async list(): Promise<IncomingFile<About>[]> {
    const names = (await this.#isOwn()) ? await readdir(this.folder).catch(() => []) : [];
    const found = await Promise.all(names.map((name) => this.find(name)));
    return found.filter((file) => file !== undefined);
  }

  /** Changes what is known of a file. */
  async change(id: string, change: Partial<About>): Promise<void> {
    const { about, path } = await this.get(id);
    const folder = join(this.folder, id);
    try {
      await writeAbout(folder, { name: path.slice(folder.length + 1), about: { ...about, ...change } });
    } catch (error) {
      throw fromSystemError(error, folder);
    }
  }

  /**
   * Appends bytes. What arrived before the connection broke is kept: the sender asks for the offset and continues there.
   * A second call for the same file ends the first, whose sender has most likely disconnected.
   * @param options `offset` where the bytes begin, `limit` the length the file may reach
   * @returns the new offset; everything before it is on disk
   * @throws ServiceError `conflict` with the real offset, `too-large`; ArchiveError `not-found`, `disk-full`
   */
  async append(
    id: string,
    body: ReadableStream<Uint8Array> | null,
    { offset, limit }: { offset: number; limit: number },
  ): Promise<number> {
    await this.get(id);
    const before = this.#appending.get(id);
    before?.stop.abort();
    const stop = new AbortController();
    const done = (async () => {
      await before?.done.catch(() => {});
      return this.#appendNow(id, body, { offset, limit, signal: stop.signal });
    })();
    const entry = { done, stop };
    this.#appending.set(id, entry);
    try {
      return await done;
    } finally {
      if (this.#appending.get(id) === entry) this.#appending.delete(id);
    }
  }

  /** Ends a call that still appends, and waits for it. */
  async settle(id: string): Promise<void> {
    const entry = this.#appending.get(id);
    entry?.stop.abort();
    await entry?.done.catch(() => {});
  }

  /** Deletes the file and what is known of it. */
  async remove(id: string): Promise<void> {
    const file = await this.find(id);
    if (!file) return;
    await this.settle(id);
    // The bytes first: if this is interrupted, `about.json` still says what is left.
    await rm(file.path, { force: true });
    await rm(join(this.folder, id), { recursive: true, force: true });
  }

  /**
   * Removes folders that a process made before it was killed, when nothing of their file had arrived: without `about.json`
   * and without a byte. One that has bytes stays; `status` names it.
   */
  async removeEmptyLeftovers(): Promise<void> {
    const names = (await this.#isOwn()) ? await readdir(this.folder).catch(() => []) : [];
    for (const name of names.filter((name) => idForm.test(name))) {
      const folder = join(this.folder, name);
      try {
        if (!(await isOwnFolder(folder)) || Date.now() - (await lstat(folder)).mtimeMs < quietMs) continue;
        const inside = await readdir(folder);
        if (inside.includes("about.json")) continue;
        const bytes = inside.filter((file) => file !== "about.part");
        const stats = await Promise.all(bytes.map((file) => lstat(join(folder, file))));
        if (stats.every((found) => found.isFile() && found.size === 0))
          await rm(folder, { recursive: true, force: true });
      } catch (error) {
        log("warn", "incoming-leftover-kept", errorFields(error));
      }
    }
  }

  /** Whether `incoming/` and the folder in it are real folders. */
  async #isOwn(): Promise<boolean> {
    return (await isOwnFolder(dirname(this.folder))) && (await isOwnFolder(this.folder));
  }

  async #appendNow(
    id: string,
    body: ReadableStream<Uint8Array> | null,
    { offset, limit, signal }: { offset: number; limit: number; signal: AbortSignal },
  ): Promise<number> {
    const file = await this.get(id);
    if (file.offset !== offset) throw offsetMismatch(offset, file.offset);
    if (!body) return offset;
    let position = offset;
    try {
      await using handle = await open(file.path, openFlags);
      try {
        for await (const chunk of untilAborted(body, signal)) {
          if (position + chunk.byteLength > limit) throw serviceError("more-than-announced", { limit });
          for (let done = 0; done < chunk.byteLength; ) {
            const { bytesWritten } = await handle.write(chunk, done, chunk.byteLength - done, position);
            done += bytesWritten;
            position += bytesWritten;
          }
        }
      } finally {
        await handle.datasync();
      }
      return position;
    } catch (error) {
      throw fromSystemError(error, file.path);
    }
  }
}

/** Replaces `about.json`; old or new, one of them is whole on the disk at every moment. */
async function writeAbout(folder: string, content: { name: string; about: object }): Promise<void> {
  await writeFile(join(folder, "about.part"), JSON.stringify(content), { flush: true });
  await rename(join(folder, "about.part"), join(folder, "about.json"));
  await syncFolder(folder);
}

/** The sender starts elsewhere than where the stored bytes end. */
export function offsetMismatch(sent: number, stored: number): ServiceError {
  return serviceError("offset-mismatch", { stored, sent }, stored);
}

async function* untilAborted(
  body: ReadableStream<Uint8Array>,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  const reader = body.getReader();
  const stop = () => void reader.cancel().catch(() => {});
  signal.addEventListener("abort", stop);
  try {
    while (true) {
      const { done, value } = await reader.read().catch(() => {
        // The sender has disconnected; nobody receives this error.
        throw cancelledError("the upload");
      });
      if (done || signal.aborted) return;
      yield value;
    }
  } finally {
    signal.removeEventListener("abort", stop);
    stop();
  }
}

/**
 * The last part of a name as a file name that every system allows: no folders, no control characters, no leading dot, at
 * most 180 bytes with the extension kept. Import reads date and title from it.
 */
export function toSafeName(name: string): string {
  const last = name.split(/[/\\]/).at(-1)!;
  const plain = last
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is replaced
    .replaceAll(/[\u0000-\u001f\u007f<>:"|?*\u202a-\u202e\u2066-\u2069]/gu, "_")
    .replace(/^\.+/, "")
    .replace(/[. ]+$/, "")
    .toWellFormed();
  const ending = /\.[^.]{1,16}$/.exec(plain)?.[0] ?? "";
  let stem = [...plain.slice(0, plain.length - ending.length)];
  while (Buffer.byteLength(stem.join("") + ending) > 180) stem = stem.slice(0, -1);
  const safe = stem.join("") + ending;
  const isReserved = /^(about\.(json|part)|con|prn|aux|nul|com\d|lpt\d)(\.|$)/i.test(safe);
  if (safe === "") return "sound";
  return isReserved ? `_${safe}` : safe;
}

function isAbsent(error: unknown): boolean {
  return hasSystemCode(error, "ENOENT");
}
