import { readFile } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { type ArchiveError, archiveError, fromSystemError, isArchiveError } from "../errors.ts";
import type { ModelFiles } from "../models/model-files.ts";
import type { EmbeddingModel } from "../models/registry.ts";
import { type ModelSession, openModelSession } from "./model-session.ts";
import type { Tokenizer } from "./tokenizer.ts";
import { readUnigramTokenizer } from "./unigram-tokenizer.ts";

/** What is needed to embed. */
export type LoadedModel = { session: ModelSession; tokenizer: Tokenizer };

export type LoadOptions = {
  /** Cores one run may use; default: those there are, 8 at most. */
  threads?: number | undefined;
  /** For questions: loads sooner and takes less memory, each vector a little longer. The vectors are the same. */
  quickLoad?: boolean | undefined;
};

/**
 * Reads the weights and the tokenizer of a model.
 * @throws `model-missing` when they cannot be read as a model
 */
export async function loadOnnxModel(
  { model, folder }: ModelFiles<EmbeddingModel>,
  { threads = Math.min(availableParallelism(), 8), quickLoad = false }: LoadOptions = {},
): Promise<LoadedModel> {
  const path = join(folder, model.modelFile);
  const options = { path, threads, arithmetic: model.arithmetic, packed: quickLoad };
  const tokenizer = await loadTokenizer(folder);
  try {
    return { tokenizer, session: await openModelSession(options) };
  } catch (error) {
    throw damaged(path, error);
  }
}

async function loadTokenizer(folder: string): Promise<Tokenizer> {
  const path = join(folder, "tokenizer.json");
  const configPath = join(folder, "tokenizer_config.json");
  const read = (file: string) =>
    readFile(file).catch((error: unknown) => {
      throw fromSystemError(error, file);
    });
  const json = await read(path);
  try {
    const unigram = readUnigramTokenizer(json);
    if (unigram) return unigram;
    const config = await read(configPath);
    // Loaded when it is needed: the bundled model is read by our own.
    const { readHubTokenizer } = await import("./hub-tokenizer.ts");
    return readHubTokenizer(json.toString("utf8"), config.toString("utf8"));
  } catch (error) {
    throw damaged(path, error);
  }
}

function damaged(path: string, error: unknown): ArchiveError {
  if (isArchiveError(error)) return error;
  const why = error instanceof Error ? error.message : String(error);
  return archiveError("model-unusable", { path, why }, { cause: error });
}
