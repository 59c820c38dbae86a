/** Token ids → text. Only the decoding half of byte-pair encoding: nothing is ever put into Whisper's prompt. */

import { readFile } from "node:fs/promises";
import { join } from "node:path";

/** Reads ids of one Whisper model's vocabulary. */
export type WhisperTokenizer = {
  /** Bytes of one ordinary token; empty for special ones. A Cyrillic letter may be split over two tokens. */
  bytesOf(id: number): Uint8Array;
  /** Text of ordinary tokens; special ones are left out, torn letters become U+FFFD. */
  decode(ids: readonly number[]): string;
  /** Id of a special token such as `<|ru|>`, when the vocabulary has it. */
  findSpecial(content: string): number | undefined;
  /** All special tokens by content. */
  specials: ReadonlyMap<string, number>;
};

type TokenizerJson = {
  model: { vocab: Record<string, number> };
  added_tokens: { id: number; content: string }[];
};

/**
 * Reads `tokenizer.json` of a model folder (byte-level BPE, as Hugging Face stores it).
 * @throws the file system's error when it cannot be read
 */
export async function readTokenizer(modelFolder: string): Promise<WhisperTokenizer> {
  const json = JSON.parse(await readFile(join(modelFolder, "tokenizer.json"), "utf8")) as TokenizerJson;
  const specials = new Map(json.added_tokens.map(({ content, id }) => [content, id]));
  const specialIds = new Set(specials.values());
  const byteOf = new Map(byteCharacters().map((character, byte) => [character, byte]));
  const bytes: Uint8Array[] = [];
  for (const [token, id] of Object.entries(json.model.vocab)) {
    if (!specialIds.has(id)) bytes[id] = Uint8Array.from(token, (character) => byteOf.get(character) ?? 0x3f);
  }
  const none = new Uint8Array(0);
  const bytesOf = (id: number) => bytes[id] ?? none;
  const decode = (ids: readonly number[]) => Buffer.concat(ids.map(bytesOf)).toString("utf8");
  return { bytesOf, decode, findSpecial: (content) => specials.get(content), specials };
}

/** GPT-2's trick: each byte is written as one printable character, so that a vocabulary file is readable text. */
function byteCharacters(): string[] {
  let spare = 256;
  return Array.from({ length: 256 }, (_, byte) => {
    const printable = (byte >= 33 && byte <= 126) || (byte >= 161 && byte <= 172) || byte >= 174;
    return String.fromCodePoint(printable ? byte : spare++);
  });
}
