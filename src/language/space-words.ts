import { foldWord } from "./fold-word.ts";
import { isStopWord } from "./stop-words.ts";
import type { Token } from "./token.ts";

/**
 * Words of a question closed up, or a word of it cut in two. `isLoose`: one of the parts is a function word or a single
 * letter, as in «в контакте» and you tube: «в воде» is also the letters of «вводе», so that it is the same word only if
 * nothing else is there.
 */
export type Respaced = { word: string; isLoose: boolean };

/** A word cut in two words of the index. */
export type Cut = { head: string; tail: string; isLoose: boolean };

const maxJoined = 3;
const maxLetters = 30;
const minLettersOfJoined = 4;
const minLettersAfterOne = 6;

/** Words side by side as one, for each word the ones it is in: `you tube` as youtube, «в контакте» as «вконтакте». */
export function closeUpWords(text: string, tokens: readonly Token[]): Map<Token, Respaced[]> {
  const found = new Map<Token, Respaced[]>();
  for (let first = 0; first < tokens.length; first++) {
    for (let end = first + 2; end <= Math.min(tokens.length, first + maxJoined); end++) {
      const between = text.slice(tokens[end - 2]!.to, tokens[end - 1]!.from);
      if (!/^[ \u00a0]{1,2}$/.test(between)) break;
      const parts = tokens.slice(first, end);
      const joined = closeUp(parts);
      if (!joined) continue;
      for (const part of parts) found.set(part, [...(found.get(part) ?? []), joined]);
    }
  }
  return found;
}

function closeUp(parts: readonly Token[]): Respaced | undefined {
  const areNumbers = parts.some(
    ({ word }, at) => at > 0 && /^\d+$/.test(word) && /\d$/.test(parts[at - 1]!.word),
  );
  if (areNumbers || parts.every(({ word }) => isStopWord(word))) return undefined;
  const word = foldWord(parts.map((part) => part.word).join(""));
  const areInitials = parts.every((part) => part.word.length === 1);
  const isLong = word.length >= minLettersOfJoined || /\d/.test(word) || areInitials;
  if (!isLong || word.length > maxLetters) return undefined;
  return { word, isLoose: !areInitials && parts.some((part) => isLoosePart(part.word)) };
}

/** A word cut at each place where the two may be words: `timestamp` as time and stamp. None of them is looked up. */
export function cutInTwo(word: string): Cut[] {
  if (word.length > maxLetters || /^\d+$/.test(word)) return [];
  const isCode = /\d/.test(word);
  if (word.length < minLettersOfJoined && !isCode) return [];
  const cuts: Cut[] = [];
  for (let at = 1; at < word.length; at++) {
    const head = word.slice(0, at);
    const tail = word.slice(at);
    if (isCode) {
      const meets = /\d$/.test(head) !== /^\d/.test(tail);
      if (meets) cuts.push({ head, tail, isLoose: false });
      continue;
    }
    if (tail.length < 2 || (isStopWord(head) && isStopWord(tail))) continue;
    // One letter may begin a long word («вконтакте»), but not end it: «вводе» is mostly not meant for «в воде».
    if (head.length === 1 && (!isStopWord(head) || tail.length < minLettersAfterOne)) continue;
    cuts.push({ head, tail, isLoose: isLoosePart(head) || isLoosePart(tail) });
  }
  return cuts;
}

function isLoosePart(word: string): boolean {
  return isStopWord(word) || (word.length === 1 && !/\d/.test(word));
}
