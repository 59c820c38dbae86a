/**
 * A disk that loses power. It takes the steps of a process and can be asked what may be found there afterwards: everything
 * that was flushed, and of the rest nothing, all, or a part. Files and folders are flushed separately, as POSIX has it: a
 * file's bytes by fsync of the file, its name by fsync of the folder.
 */

import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import type { DiskStep } from "./recorded-writes.ts";

/** One change of a file's bytes, or of a folder's names. */
type Change<State> = (state: State) => State;

/** A state that is safe, and changes since then in order. */
class Flushed<State> {
  safe: State;
  changes: Change<State>[] = [];
  constructor(safe: State) {
    this.safe = safe;
  }
  apply(change: Change<State>): void {
    this.changes.push(change);
  }
  flush(): void {
    this.safe = this.after(this.changes.length);
    this.changes = [];
  }
  /** With the first `count` of the changes. */
  after(count: number): State {
    return this.changes.slice(0, count).reduce((state, change) => change(state), this.safe);
  }
}

type File = Flushed<Buffer>;
type Names = Flushed<ReadonlyMap<string, File>>;

/**
 * What of the changes since the last flush reaches the disk: `lost`: none; `kept`: all, as after a kill; `names-only`: new
 * names with old bytes; `bytes-only`: bytes without the new names; a function: for each file and folder as many as it says.
 */
export type Survival = "lost" | "kept" | "names-only" | "bytes-only" | ((changes: number) => number);

export class DiskModel {
  readonly #folder: string;
  readonly #names = new Map<string, Names>();

  constructor(folder: string) {
    this.#folder = folder;
  }

  apply(step: DiskStep): void {
    if (step.kind === "said") return;
    if (step.kind === "make-folder") {
      this.#namesOf(step.path);
      return;
    }
    if (step.kind === "sync") {
      const file = this.#find(step.path);
      if (file) file.flush();
      else this.#namesOf(step.path).flush();
      return;
    }
    if (step.kind === "make-file") {
      const file = this.#find(step.path);
      if (!file) this.#setName(step.path, new Flushed<Buffer>(Buffer.alloc(0)));
      else if (step.truncate) file.apply(() => Buffer.alloc(0));
      return;
    }
    if (step.kind === "link") this.#setName(step.path, this.#get(step.from));
    else if (step.kind === "rename") {
      const file = this.#get(step.from);
      const isOneFolder = dirname(step.from) === dirname(step.path);
      // A rename within a folder is one change: both names or neither.
      if (isOneFolder)
        this.#change(step.path, (names) => {
          const changed = new Map(names);
          changed.delete(nameOf(step.from));
          return changed.set(nameOf(step.path), file);
        });
      else {
        this.#setName(step.path, file);
        this.#removeName(step.from);
      }
    } else if (step.kind === "remove") this.#removeName(step.path);
    else if (step.kind === "truncate") this.#get(step.path).apply((bytes) => resized(bytes, step.byteLength));
    else if (step.kind === "write")
      this.#get(step.path).apply((bytes) => written(bytes, step.offset, step.bytes));
    else {
      const source = this.#find(step.from);
      // A file outside of the folder is as it was.
      const from = source ? source.after(source.changes.length) : readFileSync(step.from);
      const bytes = from.subarray(step.fromOffset, step.fromOffset + step.byteLength);
      this.#get(step.path).apply((old) => written(old, step.offset, bytes));
    }
  }

  /** Writes what may be on the disk after a power cut to a folder. */
  writeAfterPowerCut(target: string, survival: Survival): void {
    const count = (changes: number, part: "names" | "bytes"): number => {
      if (typeof survival === "function") return survival(changes);
      if (survival === "kept" || survival === `${part}-only`) return changes;
      return 0;
    };
    for (const [folder, names] of this.#names) {
      const place = join(target, relative(this.#folder, folder));
      mkdirSync(place, { recursive: true });
      for (const [name, file] of names.after(count(names.changes.length, "names")))
        writeFileSync(join(place, name), file.after(count(file.changes.length, "bytes")));
    }
  }

  #namesOf(folder: string): Names {
    let names = this.#names.get(folder);
    if (!names) {
      names = new Flushed<ReadonlyMap<string, File>>(new Map());
      this.#names.set(folder, names);
    }
    return names;
  }

  #find(path: string): File | undefined {
    const names = this.#names.get(dirname(path));
    return names?.after(names.changes.length).get(nameOf(path));
  }

  #get(path: string): File {
    const file = this.#find(path);
    if (!file) throw new Error(`${path} was written without being made`);
    return file;
  }

  #change(path: string, change: Change<ReadonlyMap<string, File>>): void {
    this.#namesOf(dirname(path)).apply(change);
  }

  #setName(path: string, file: File): void {
    this.#change(path, (names) => new Map(names).set(nameOf(path), file));
  }

  #removeName(path: string): void {
    this.#change(path, (names) => {
      const changed = new Map(names);
      changed.delete(nameOf(path));
      return changed;
    });
  }
}

const nameOf = (path: string) => path.slice(dirname(path).length + 1);

function resized(bytes: Buffer, byteLength: number): Buffer {
  const changed = Buffer.alloc(byteLength);
  bytes.copy(changed, 0, 0, byteLength);
  return changed;
}

function written(bytes: Buffer, offset: number, added: Buffer): Buffer {
  const changed = resized(bytes, Math.max(bytes.length, offset + added.length));
  added.copy(changed, offset);
  return changed;
}
