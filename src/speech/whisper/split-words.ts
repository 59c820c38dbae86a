/** Tokens → words with their punctuation. */

import type { Language } from "../../domain.ts";
import type { WhisperTokenizer } from "./whisper-tokenizer.ts";

/** A word and the tokens that are heard, `from`…`to`, end exclusive: its punctuation is written, not spoken. */
export type TokenWord = { text: string; from: number; to: number };

/** Written without spaces: every character is a word there. */
const withoutSpaces = new Set<Language>(["zh", "ja", "th", "lo", "my", "yue"]);
const spoken = /[\p{L}\p{N}\p{S}&%]/u;

/**
 * Splits tokens into words. A space begins a word, so punctuation and «-то» stay with theirs; a dash or a quotation mark
 * between two spaces is nobody's and is left out.
 * @param ids ordinary tokens only
 */
export function splitWords(
  tokenizer: WhisperTokenizer,
  ids: readonly number[],
  language: Language,
): TokenWord[] {
  const words: TokenWord[] = [];
  for (const group of wholeCharacters(tokenizer, ids)) {
    const heard = spoken.test(group.text);
    const text = group.text.replaceAll(/\s+/gu, "");
    const previous = words.at(-1);
    const begins = /^\s/u.test(group.text) || (heard && withoutSpaces.has(language));
    if (!previous || begins) words.push({ text, from: group.from, to: heard ? group.to : group.from });
    else {
      if (heard && previous.from === previous.to) previous.from = group.from;
      if (heard) previous.to = group.to;
      previous.text += text;
    }
  }
  return words.filter(({ from, to }) => from < to);
}

/** Groups tokens so that each group is whole characters: a Cyrillic letter may be split over two tokens. */
function wholeCharacters(tokenizer: WhisperTokenizer, ids: readonly number[]): TokenWord[] {
  const groups: TokenWord[] = [];
  let from = 0;
  for (let to = 1; to <= ids.length; to++) {
    const text = tokenizer.decode(ids.slice(from, to));
    // A character takes at most four bytes, so four tokens: torn longer, it is one the model never finished.
    if (text.includes("\ufffd") && to - from < 4 && to < ids.length) continue;
    groups.push({ text: text.replaceAll("\ufffd", ""), from, to });
    from = to;
  }
  return groups;
}
