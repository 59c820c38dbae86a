import { stat } from "node:fs/promises";
import { join } from "node:path";
import { archiveError } from "../errors.ts";
import { downloadFile } from "./download-file.ts";
import { cachedModelFolder, getModelFiles, type ModelFiles } from "./model-files.ts";
import { type Model, modelByteLength } from "./registry.ts";

export const defaultHub = "https://huggingface.co";

export type DownloadProgress = { file: string; receivedBytes: number; totalBytes: number };

export type DownloadOptions = {
  /** Folder the models of all archives lie in; made when absent. */
  cacheFolder: string;
  /** Address of the hub or of a mirror of it; default Hugging Face's own. */
  hub?: string | undefined;
  signal?: AbortSignal | undefined;
  /** Bytes of the whole model, those already here included. */
  onProgress?: ((progress: DownloadProgress) => void) | undefined;
  /** How long the hub may be silent before the connection is given up; default 30 000. */
  stallMs?: number | undefined;
  /** Pause before the second try, doubled with each further one; default 500. */
  backoffMs?: number | undefined;
};

/**
 * Fetches what is missing of a model into the cache and says where it lies. Work cut off goes on where it stopped at
 * the next call; a file gets its name only after its SHA-256 was right. A bundled model needs nothing fetched.
 * @throws ArchiveError `model-download` (no network, not on this hub, wrong content), `disk-full`, `no-permission`,
 *   `cancelled`
 */
export async function downloadModel<M extends Model>(
  model: M,
  options: DownloadOptions,
): Promise<ModelFiles<M>> {
  if (model.hub === null) return getModelFiles(model, options.cacheFolder);
  const folder = cachedModelFolder(model, options.cacheFolder);
  const base = `${checkedHub(options.hub ?? defaultHub)}/${model.hub.repo}/resolve/${model.hub.revision}`;
  const totalBytes = modelByteLength(model);
  let before = 0;
  for (const file of model.files) {
    const target = join(folder, file.path);
    const here = await stat(target).catch(() => undefined);
    if (here?.size !== file.byteLength) {
      const start = before;
      await downloadFile({
        url: `${base}/${file.path}`,
        target,
        byteLength: file.byteLength,
        sha256: file.sha256,
        what: `model ${model.name}: ${file.path}`,
        signal: options.signal,
        stallMs: options.stallMs ?? 30_000,
        backoffMs: options.backoffMs ?? 500,
        onProgress: (received) =>
          options.onProgress?.({ file: file.path, receivedBytes: start + received, totalBytes }),
      });
    }
    before += file.byteLength;
    options.onProgress?.({ file: file.path, receivedBytes: before, totalBytes });
  }
  return getModelFiles(model, options.cacheFolder);
}

function checkedHub(hub: string): string {
  const url = URL.parse(hub);
  if (url?.protocol === "http:" || url?.protocol === "https:") return hub.replace(/\/+$/, "");
  throw archiveError("invalid-model-hub", { hub: JSON.stringify(hub), example: defaultHub });
}
