import { stat } from "node:fs/promises";
import { join } from "node:path";
import { archiveError } from "../errors.ts";
import { downloadFile } from "./download-file.ts";
import { cachedModelFolder, getModelFiles, type ModelFiles } from "./model-files.ts";
import { type Model, modelByteLength } from "./registry.ts";

const defaultHub = "https://huggingface.co";

type DownloadProgress = { file: string; receivedBytes: number; totalBytes: number };

export type DownloadOptions = {
  /** The folder that all archives share; created when missing. */
  cacheFolder: string;
  /** Address of the hub or a mirror; default: Hugging Face. */
  hub?: string | undefined;
  signal?: AbortSignal | undefined;
  /** Counts the bytes of the whole model, including those already downloaded. */
  onProgress?: ((progress: DownloadProgress) => void) | undefined;
  /** Without data for this long the connection is closed and tried again; default 30 000. */
  stallMs?: number | undefined;
  /** Pause before the second attempt, doubled for each further one; default 500. */
  backoffMs?: number | undefined;
};

/**
 * Downloads the missing files of a model to the cache and returns where they are. An interrupted download resumes at the next
 * call. A file gets its name only after its SHA-256 was checked. A bundled model needs no download.
 * @throws ArchiveError `model-download` (no network, not on this hub, checksum mismatch), `disk-full`, `no-permission`,
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
