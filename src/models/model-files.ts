import { createHash } from "node:crypto";
import { existsSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { archiveError } from "../errors.ts";
import { knownModels, type Model, modelByteLength } from "./registry.ts";

/** A model whose files are all on this computer. */
export type ModelFiles<M extends Model = Model> = {
  model: M;
  /** Folder the model's file paths are relative to. */
  folder: string;
  /** 12 hex digits over the hashes of all files: changes with any byte of the model. */
  contentHash: string;
};

type ModelState = "bundled" | "cached" | "absent";

/** A model in a list. */
type ModelListing = { model: Model; state: ModelState; byteLength: number };

/**
 * Finds a model's files in its npm package or in the cache.
 * @param cacheFolder the folder of downloaded models; it need not exist
 * @throws ArchiveError `model-missing` when they are in neither
 */
export function getModelFiles<M extends Model>(model: M, cacheFolder: string): ModelFiles<M> {
  const folder = model.bundledIn ? packageFolder(model.bundledIn) : cachedModelFolder(model, cacheFolder);
  const missing =
    folder === undefined ? model.files[0] : model.files.find((file) => !isComplete(folder, file));
  if (folder !== undefined && missing === undefined) {
    return { model, folder, contentHash: contentHashOf(model) };
  }
  if (model.bundledIn) {
    throw archiveError("bundled-model-damaged", {
      model: model.name,
      file: missing?.path ?? "a file",
      package: model.bundledIn,
    });
  }
  throw archiveError("model-not-installed", { model: model.name });
}

/** Every known model and whether it is on this computer. */
export function listModels(cacheFolder: string): ModelListing[] {
  return knownModels().map((model) => ({
    model,
    state: stateOf(model, cacheFolder),
    byteLength: modelByteLength(model),
  }));
}

function stateOf(model: Model, cacheFolder: string): ModelState {
  const folder = model.bundledIn ? packageFolder(model.bundledIn) : cachedModelFolder(model, cacheFolder);
  if (folder === undefined || !model.files.every((file) => isComplete(folder, file))) return "absent";
  return model.bundledIn ? "bundled" : "cached";
}

/** Folder of a downloaded model. Each revision has its own, so that an update never mixes two. */
export function cachedModelFolder(model: Model, cacheFolder: string): string {
  return join(cacheFolder, model.name, model.hub?.revision.slice(0, 12) ?? "");
}

/** Checks the length only: the hash was checked at download, and hashing 470 MB would take seconds at every start. */
function isComplete(folder: string, file: { path: string; byteLength: number }): boolean {
  return statSync(join(folder, file.path), { throwIfNoEntry: false })?.size === file.byteLength;
}

function contentHashOf(model: Model): string {
  const hash = createHash("sha256");
  for (const file of model.files) hash.update(`${file.path} ${file.sha256}\n`);
  return hash.digest("hex").slice(0, 12);
}

/** Works in the repository (npm workspace) and in a user's node_modules. */
function packageFolder(packageName: string): string | undefined {
  const require = createRequire(import.meta.url);
  try {
    return dirname(require.resolve(`${packageName}/package.json`));
  } catch {
    // A package whose `exports` leave it out, or that is not installed: look where Node would.
    return require.resolve
      .paths(packageName)
      ?.map((folder) => join(folder, packageName))
      .find((folder) => existsSync(join(folder, "package.json")));
  }
}
