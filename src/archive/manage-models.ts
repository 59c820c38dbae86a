import { downloadModel } from "../models/download-model.ts";
import { listModels } from "../models/model-files.ts";
import { getModel } from "../models/registry.ts";
import type { Settings } from "../settings.ts";
import type { WorkOptions } from "../stages/work-progress.ts";

export type KnownModel = {
  name: string;
  title: string;
  kind: "embedding" | "speech" | "vad";
  state: "bundled" | "cached" | "absent";
  /** Chosen by the settings. */
  inUse: boolean;
  byteLength: number;
  languages: readonly string[];
  licence: string;
};

/**
 * Fetches a model into the cache that all archives share; a bundled one needs nothing.
 * @returns where it lies
 * @throws ArchiveError `invalid-input` (no such model), `model-download`, `disk-full`, `no-permission`, `cancelled`
 */
export async function pullModel(
  settings: Readonly<Settings>,
  name: string,
  { signal, onProgress }: WorkOptions = {},
): Promise<{ name: string; folder: string }> {
  const model = getModel(name);
  const { folder } = await downloadModel(model, {
    cacheFolder: settings.modelCache,
    hub: settings.modelHub,
    signal,
    onProgress: ({ receivedBytes, totalBytes }) =>
      onProgress?.({
        stage: "download",
        subject: model.name,
        done: receivedBytes,
        total: totalBytes,
        unit: "bytes",
      }),
  });
  return { name: model.name, folder };
}

/** Every model there is, with what is here of it. */
export function listKnownModels(settings: Readonly<Settings>): KnownModel[] {
  const used = [settings.speechModel, settings.embeddingModel, "silero-vad"];
  return listModels(settings.modelCache).map(({ model, state, byteLength }) => ({
    name: model.name,
    title: model.title,
    kind: model.kind,
    state,
    inUse: used.includes(model.name),
    byteLength,
    languages: model.languages,
    licence: model.licence,
  }));
}
