/** Tokens → words with their punctuation. */

import type { Language } from "../../domain.ts";
import type { WhisperTokenizer } from "./whisper-tokenizer.ts";

/** A word and the tokens that are spoken, `from`…`to`, end exclusive: punctuation is not spoken. */
type TokenWord = { text: string; from: number; to: number };

/** Languages written without spaces: every character counts as a word. */
const withoutSpaces = new Set<Language>(["zh", "ja", "th", "lo", "my", "yue"]);
const spoken = /[\p{L}\p{N}\p{S}&%]/u;

/**
 * Splits tokens into words. A space starts a word, so punctuation and «-то» stay with the word before them. A dash or
 * quotation mark between two spaces belongs to no word and is left out.
 * @param ids ordinary tokens only
 */
export function splitWords(
  tokenizer: WhisperTokenizer,
  ids: readonly number[],
  language: Language,
): TokenWord[] {
  const words: TokenWord[] = [];
  for (const group of wholeCharacters(tokenizer, ids)) {
    const isSpoken = spoken.test(group.text);
    const text = group.text.replaceAll(/\s+/gu, "");
    const previous = words.at(-1);
    const begins = /^\s/u.test(group.text) || (isSpoken && withoutSpaces.has(language));
    if (!previous || begins) words.push({ text, from: group.from, to: isSpoken ? group.to : group.from });
    else {
      if (isSpoken && previous.from === previous.to) previous.from = group.from;
      if (isSpoken) previous.to = group.to;
      previous.text += text;
    }
  }
  return words.filter(({ from, to }) => from < to);
}

/** Groups tokens into whole characters: a Cyrillic letter may be split over two tokens. */
function wholeCharacters(tokenizer: WhisperTokenizer, ids: readonly number[]): TokenWord[] {
  const groups: TokenWord[] = [];
  let from = 0;
  for (let to = 1; to <= ids.length; to++) {
    const text = tokenizer.decode(ids.slice(from, to));
    // A character has at most four bytes, so at most four tokens. A longer incomplete one was never finished by the model.
    if (text.includes("\ufffd") && to - from < 4 && to < ids.length) continue;
    groups.push({ text: text.replaceAll("\ufffd", ""), from, to });
    from = to;
  }
  return groups;
}
