import { join } from "node:path";
import type { ManifestFile } from "./manifest.ts";
import { readSnapshotFiles, type Snapshot } from "./snapshots.ts";

/** A file of an earlier snapshot. */
export type EarlierFile = { snapshot: string; path: string; file: ManifestFile };

type Index = { byName: Map<string, EarlierFile>; byHash: Map<string, EarlierFile[]> };

/**
 * Finds what earlier snapshots hold. In memory is the newest one's list of files; those of all others only once a file is
 * damaged or lost and its good copy is looked for.
 */
export class EarlierFiles {
  readonly #newestFirst: readonly Snapshot[];
  readonly #newest: Index;
  #all: Index | undefined;

  constructor(snapshots: readonly Snapshot[]) {
    this.#newestFirst = [...snapshots].reverse();
    this.#newest = indexFiles(this.#newestFirst.slice(0, 1));
  }

  /** Files with these bytes in the newest snapshot. */
  inNewest(sha256: string): readonly EarlierFile[] {
    return this.#newest.byHash.get(sha256) ?? [];
  }

  /** Files with these bytes in any snapshot, newest first. */
  inAny(sha256: string): readonly EarlierFile[] {
    this.#all ??= indexFiles(this.#newestFirst);
    return this.#all.byHash.get(sha256) ?? [];
  }

  /** What the newest snapshot that has this path holds there and did not find damaged. */
  at(name: string): EarlierFile | undefined {
    const inNewest = this.#newest.byName.get(name);
    if (inNewest || this.#newestFirst.length < 2) return inNewest;
    this.#all ??= indexFiles(this.#newestFirst);
    return this.#all.byName.get(name);
  }

  /** The same of the newest snapshot alone. */
  atInNewest(name: string): ManifestFile | undefined {
    return this.#newest.byName.get(name)?.file;
  }
}

function indexFiles(newestFirst: readonly Snapshot[]): Index {
  const index: Index = { byName: new Map(), byHash: new Map() };
  for (const snapshot of newestFirst) {
    for (const [name, file] of Object.entries(readSnapshotFiles(snapshot))) {
      const found = { snapshot: snapshot.name, path: join(snapshot.folder, name), file };
      if (!file.damaged && !index.byName.has(name)) index.byName.set(name, found);
      const same = index.byHash.get(file.sha256);
      if (same) same.push(found);
      else index.byHash.set(file.sha256, [found]);
    }
  }
  return index;
}
