/** The properties of a Whisper model, read from the files beside its weights, so that any size works. */

import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Language } from "../../domain.ts";
import { hasSystemCode } from "../../errors.ts";
import type { WhisperTokenizer } from "./whisper-tokenizer.ts";

export type ModelFacts = {
  startId: number;
  endId: number;
  transcribeId: number;
  noTimestampsId: number;
  /** Tokens that are never chosen. Special tokens are excluded by the decoder itself. */
  suppressedIds: number[];
  /** Tokens that are never chosen first, such as the end and a lone space. */
  suppressedFirstIds: number[];
  /** `ru` → id of `<|ru|>`. */
  languageIds: ReadonlyMap<Language, number>;
  /** `[layer, head]` pairs whose attention follows the sound; undefined when the files name none. */
  alignmentHeads: [layer: number, head: number][] | undefined;
};

/** In both spellings: CTranslate2's config.json (the bundled model) and Hugging Face's generation_config.json. */
type ConfigJson = {
  alignment_heads?: [number, number][];
  suppress_ids?: number[];
  suppress_tokens?: number[] | null;
  suppress_ids_begin?: number[];
  begin_suppress_tokens?: number[] | null;
};

/**
 * Reads config.json and, where there is one, generation_config.json.
 * @throws TypeError when the vocabulary is not that of a multilingual Whisper
 */
export async function readModelFacts(modelFolder: string, tokenizer: WhisperTokenizer): Promise<ModelFacts> {
  const config = {
    ...(await readJson(modelFolder, "config.json")),
    ...(await readJson(modelFolder, "generation_config.json")),
  };
  const special = (content: string): number => {
    const id = tokenizer.findSpecial(content);
    if (id === undefined)
      throw new TypeError(`${modelFolder}: tokenizer.json has no ${content}: not a multilingual Whisper`);
    return id;
  };
  const languageIds = new Map<Language, number>();
  for (const [content, id] of tokenizer.specials) {
    const code = /^<\|([a-z]{2,3})\|>$/.exec(content)?.[1];
    if (code) languageIds.set(code, id);
  }
  const endId = special("<|endoftext|>");
  return {
    startId: special("<|startoftranscript|>"),
    endId,
    transcribeId: special("<|transcribe|>"),
    noTimestampsId: special("<|notimestamps|>"),
    suppressedIds: (config.suppress_ids ?? config.suppress_tokens ?? []).filter(
      (id) => id >= 0 && id < endId,
    ),
    suppressedFirstIds: config.suppress_ids_begin ?? config.begin_suppress_tokens ?? [endId],
    languageIds,
    alignmentHeads: config.alignment_heads,
  };
}

async function readJson(folder: string, name: string): Promise<ConfigJson> {
  try {
    return JSON.parse(await readFile(join(folder, name), "utf8")) as ConfigJson;
  } catch (error) {
    if (hasSystemCode(error, "ENOENT")) return {};
    throw error;
  }
}
