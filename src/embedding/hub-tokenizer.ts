import { Tokenizer as HubTokenizer } from "@huggingface/tokenizers";
import type { Tokenizer } from "./tokenizer.ts";

/**
 * Any `tokenizer.json` (WordPiece, BPE …) by Hugging Face's own reader. It never truncates: the ids are cut here, with
 * the last one, the end mark, kept.
 * @param json the content of `tokenizer.json`
 * @param config the content of `tokenizer_config.json`
 */
export function readHubTokenizer(json: string, config: string): Tokenizer {
  const settings = JSON.parse(config) as { pad_token?: string | { content: string } };
  const tokenizer = new HubTokenizer(JSON.parse(json) as object, settings);
  const pad = typeof settings.pad_token === "object" ? settings.pad_token.content : settings.pad_token;
  return {
    padId: (pad === undefined ? undefined : tokenizer.token_to_id(pad)) ?? 0,
    encode(text, maxTokens) {
      const ids = tokenizer.encode(text).ids;
      return ids.length <= maxTokens ? ids : [...ids.slice(0, maxTokens - 1), ids.at(-1)!];
    },
  };
}
