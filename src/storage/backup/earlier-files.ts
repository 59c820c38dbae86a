import { join } from "node:path";
import type { ManifestFile } from "./manifest.ts";
import type { Snapshot } from "./snapshots.ts";

/** A file of an earlier snapshot. */
export type EarlierFile = { snapshot: string; path: string; file: ManifestFile };

/** Finds what earlier snapshots hold, newest first. */
export class EarlierFiles {
  readonly #newestFirst: readonly Snapshot[];
  readonly #byHash = new Map<string, EarlierFile[]>();

  constructor(snapshots: readonly Snapshot[]) {
    this.#newestFirst = [...snapshots].reverse();
    for (const snapshot of this.#newestFirst) {
      for (const [name, file] of Object.entries(snapshot.manifest.files)) {
        const found = this.#byHash.get(file.sha256) ?? [];
        found.push({ snapshot: snapshot.name, path: join(snapshot.folder, name), file });
        this.#byHash.set(file.sha256, found);
      }
    }
  }

  /** All files with these bytes. */
  withHash(sha256: string): readonly EarlierFile[] {
    return this.#byHash.get(sha256) ?? [];
  }

  /** What the newest snapshot that has this path holds there and did not find damaged. */
  at(name: string): EarlierFile | undefined {
    for (const { name: snapshot, folder, manifest } of this.#newestFirst) {
      const file = Object.hasOwn(manifest.files, name) ? manifest.files[name] : undefined;
      if (file && !file.damaged) return { snapshot, path: join(folder, name), file };
    }
    return undefined;
  }

  /** Whether the newest snapshot has a file of this size there: it will most likely be linked. */
  isInNewest(name: string, byteLength: number): boolean {
    const files = this.#newestFirst[0]?.manifest.files ?? {};
    return Object.hasOwn(files, name) && files[name]!.byteLength === byteLength;
  }
}
