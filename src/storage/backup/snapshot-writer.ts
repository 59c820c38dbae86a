import { chmodSync, linkSync, lstatSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { fromSystemError, hasSystemCode, isArchiveError } from "../../errors.ts";
import { type HashedFile, hashRegularFile } from "../hash-file.ts";
import { hasNoHardLinks, isOnOtherDisk } from "../link-files.ts";
import { makeFolder } from "../make-folder.ts";
import { copyHashed } from "./copy-hashed.ts";
import type { EarlierFile, EarlierFiles } from "./earlier-files.ts";
import type { ManifestFile } from "./manifest.ts";

/** What became of a file. */
export type StoredFile = {
  how: "copied" | "linked" | "kept";
  /** The source has other bytes than expected. `goodCopyFrom`: the snapshot whose copy was linked instead. */
  isSourceDamaged: boolean;
  goodCopyFrom?: string | undefined;
};

type Options = {
  signal?: AbortSignal | undefined;
  /** Called with bytes read of the archive's files. */
  onRead?: ((byteLength: number) => void) | undefined;
  /** Called when the disk has no hard links. */
  onNoLinks?: (() => void) | undefined;
  /** Called for a file of an earlier snapshot whose bytes are not those of its manifest. */
  onDamagedCopy?: ((copy: EarlierFile) => void) | undefined;
};

/** Fills the folder of one snapshot, file by file. What earlier snapshots have already is linked, by its hash. */
export class SnapshotWriter {
  readonly folder: string;
  readonly files: Record<string, ManifestFile> = {};
  readonly #linkedNames = new Set<string>();
  readonly #earlier: EarlierFiles;
  readonly #options: Options;
  readonly #damagedCopies = new Set<string>();

  constructor(folder: string, earlier: EarlierFiles, options: Options = {}) {
    this.folder = folder;
    this.#earlier = earlier;
    this.#options = options;
  }

  /**
   * Stores a file of the archive under a path in the snapshot.
   * @param expected SHA-256 it had when it was stored in the archive. With another one it is damaged: then the good copy of
   *   an earlier snapshot is linked, or without one the damaged file is copied and marked so
   * @param trust do not read a file again that has the expected hash in the newest manifest and an unchanged size
   * @throws ArchiveError `not-found` when the source is not there, `disk-full`, `no-permission`, `cancelled`
   */
  async store(
    name: string,
    source: string,
    { expected, trust = false }: { expected?: string | undefined; trust?: boolean } = {},
  ): Promise<StoredFile> {
    const byteLength = fileByteLength(source);
    if (trust && expected) {
      const known = this.#earlier.inNewest(expected).find(({ file }) => file.byteLength === byteLength);
      if (known && fileByteLength(known.path, true) === byteLength && this.#link(name, known)) {
        this.#options.onRead?.(byteLength);
        return { how: "linked", isSourceDamaged: false };
      }
    }
    const isLikelyKnown =
      this.#earlier.atInNewest(name)?.byteLength === byteLength || this.#has(name, byteLength);
    const isCopied = !isLikelyKnown;
    const found = await (isCopied ? this.#copy(name, source) : this.#hash(source));
    if (expected !== undefined && found.sha256 !== expected)
      return this.#storeDamaged(name, source, { expected, found, isCopied });
    if (isCopied) return this.#count(name, found, "copied");
    if (await this.#isThere(name, found)) return this.#count(name, found, "kept");
    if (await this.#linkVerified(name, this.#earlier.inNewest(found.sha256)))
      return { how: "linked", isSourceDamaged: false };
    return this.#count(name, await this.#copy(name, source), "copied");
  }

  /** Links the good copy of a file that the archive has lost. @returns the snapshot it is from */
  async storeLost(name: string, expected: string | undefined): Promise<string | undefined> {
    const wanted = expected ?? this.#earlier.at(name)?.file.sha256;
    return wanted === undefined
      ? undefined
      : (await this.#linkVerified(name, this.#earlier.inAny(wanted)))?.snapshot;
  }

  /** Takes in a file that was written into the snapshot's folder, such as data.db. */
  async take(name: string): Promise<void> {
    const { signal } = this.#options;
    const path = join(this.folder, name);
    chmodSync(path, 0o444);
    this.#count(name, await hashRegularFile(path, { signal }), "copied");
  }

  /** What was linked to earlier snapshots, and what was written. */
  totals(): Record<"linked" | "copied", { files: number; byteLength: number }> {
    const totals = { linked: { files: 0, byteLength: 0 }, copied: { files: 0, byteLength: 0 } };
    for (const [name, { byteLength }] of Object.entries(this.files)) {
      const part = totals[this.#linkedNames.has(name) ? "linked" : "copied"];
      part.files++;
      part.byteLength += byteLength;
    }
    return totals;
  }

  /** Removes a file that does not belong to the snapshot after all. */
  drop(name: string): void {
    delete this.files[name];
    rmSync(join(this.folder, name), { force: true });
  }

  async #storeDamaged(
    name: string,
    source: string,
    { expected, found, isCopied }: { expected: string; found: HashedFile; isCopied: boolean },
  ): Promise<StoredFile> {
    const good = await this.#linkVerified(name, this.#earlier.inAny(expected));
    if (good) return { how: "linked", isSourceDamaged: true, goodCopyFrom: good.snapshot };
    const stored = this.#count(name, isCopied ? found : await this.#copy(name, source), "copied");
    this.files[name]!.damaged = true;
    return { ...stored, isSourceDamaged: true };
  }

  /** Links the first copy that still has its bytes. */
  async #linkVerified(name: string, copies: readonly EarlierFile[]): Promise<EarlierFile | undefined> {
    for (const copy of copies) {
      if (this.#damagedCopies.has(copy.path) || !(await this.#isGood(copy))) continue;
      if (this.#link(name, copy)) return copy;
      const { signal } = this.#options;
      const target = this.#prepare(name);
      this.#count(name, await copyHashed(copy.path, target, { signal }), "copied");
      return copy;
    }
    return undefined;
  }

  async #isGood(copy: EarlierFile): Promise<boolean> {
    try {
      const { sha256 } = await hashRegularFile(copy.path, { signal: this.#options.signal });
      if (sha256 === copy.file.sha256) return true;
    } catch (error) {
      if (!isArchiveError(error, "not-found") && !isArchiveError(error, "disk-error")) throw error;
    }
    this.#damagedCopies.add(copy.path);
    this.#options.onDamagedCopy?.(copy);
    return false;
  }

  /** @returns false on a disk without hard links */
  #link(name: string, { path, file }: EarlierFile): boolean {
    const target = this.#prepare(name);
    try {
      linkSync(path, target);
    } catch (error) {
      if (!hasNoHardLinks(error) && !isOnOtherDisk(error)) throw fromSystemError(error, target);
      if (!hasSystemCode(error, "EMLINK")) this.#options.onNoLinks?.();
      return false;
    }
    this.files[name] = { byteLength: file.byteLength, sha256: file.sha256 };
    this.#linkedNames.add(name);
    return true;
  }

  #copy(name: string, source: string): Promise<HashedFile> {
    return copyHashed(source, this.#prepare(name), this.#options);
  }

  #hash(source: string): Promise<HashedFile> {
    return hashRegularFile(source, this.#options);
  }

  #has(name: string, byteLength: number): boolean {
    const found = lstatSync(join(this.folder, name), { throwIfNoEntry: false });
    return found?.isFile() === true && found.size === byteLength;
  }

  /** Left by a run that was cut off. Its bytes may be wrong after a power cut, so they are read. */
  async #isThere(name: string, { byteLength, sha256 }: HashedFile): Promise<boolean> {
    if (!this.#has(name, byteLength)) return false;
    const there = await hashRegularFile(join(this.folder, name), { signal: this.#options.signal });
    return there.sha256 === sha256;
  }

  #prepare(name: string): string {
    const target = join(this.folder, name);
    makeFolder(dirname(target));
    rmSync(target, { force: true });
    return target;
  }

  #count(name: string, { byteLength, sha256 }: HashedFile, how: "copied" | "kept"): StoredFile {
    this.files[name] = { byteLength, sha256 };
    this.#linkedNames.delete(name);
    return { how, isSourceDamaged: false };
  }
}

/** @throws ArchiveError `not-found` unless `orMissing`: then −1 */
function fileByteLength(path: string, orMissing = false): number {
  try {
    const found = lstatSync(path, { throwIfNoEntry: !orMissing });
    return found?.size ?? -1;
  } catch (error) {
    throw fromSystemError(error, path);
  }
}
