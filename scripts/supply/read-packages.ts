/** What package-lock.json says is delivered: the production tree of all workspaces, and the packages inside the page. */

import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

export const repositoryFolder = join(import.meta.dirname, "../..");

/**
 * Development dependencies that Vite puts into the page, with what they need. The page's build fails when it meets another
 * one (`web/third-party.ts`).
 */
export const pagePackages = ["@preact/signals", "@preact/signals-core", "client-zip", "idb", "preact"];

export type DeliveredPackage = {
  name: string;
  version: string;
  /** SPDX expression. */
  license: string;
  /** Where it is installed; it is not there if it is for another platform. */
  folder: string;
  /** Its files are in the page, and it is no dependency of the installed package. */
  inPage: boolean;
};

type LockEntry = {
  name?: string;
  version?: string;
  license?: string;
  link?: boolean;
  dev?: boolean;
};

/** Licences that a package names in another way or in its readme only. */
const licences: Record<string, string> = {
  "combine-errors": "MIT",
  "MIT OR Apache": "MIT OR Apache-2.0",
};

export function readLockFile(path = join(repositoryFolder, "package-lock.json")): Record<string, LockEntry> {
  return (JSON.parse(readFileSync(path, "utf8")) as { packages: Record<string, LockEntry> }).packages;
}

/** The name of a package by its place in the lock file; workspaces have their own. */
export function nameOf(path: string, entry: LockEntry): string {
  return entry.name ?? path.slice(path.lastIndexOf("node_modules/") + "node_modules/".length);
}

/** Every package of others that is delivered, by name and version. Our own workspaces are not among them. */
export function readDeliveredPackages(): DeliveredPackage[] {
  const delivered: DeliveredPackage[] = [];
  for (const [path, entry] of Object.entries(readLockFile())) {
    if (!path.startsWith("node_modules/") || entry.link || !entry.version) continue;
    const name = nameOf(path, entry);
    const inPage = entry.dev === true && path === `node_modules/${name}` && pagePackages.includes(name);
    if (entry.dev && !inPage) continue;
    const stated = entry.license ?? licences[name];
    if (!stated) throw new Error(`${name} ${entry.version} names no licence: look for it and add it here`);
    const license = licences[stated] ?? stated;
    delivered.push({ name, version: entry.version, license, folder: join(repositoryFolder, path), inPage });
  }
  return delivered.sort((a, b) =>
    a.name < b.name ? -1 : a.name > b.name ? 1 : a.version < b.version ? -1 : 1,
  );
}

export function isInstalled({ folder }: DeliveredPackage): boolean {
  return existsSync(join(folder, "package.json"));
}
