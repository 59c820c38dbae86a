import { findWordsBySound } from "../index/sqlite/vocabulary.ts";
import { keyAlphabet, phoneticKey, soundKeysOf, soundsOfEach } from "../language/phonetic-key.ts";
import { soundDistance } from "../language/sound-distance.ts";
import { isStopWord } from "../language/stop-words.ts";
import type { Script, Token } from "../language/token.ts";
import type { Database } from "../storage/database.ts";

/** The most a word may sound unlike (of `soundDistance`), by the length of its key: short words are alike by chance. */
const mostUnlike = [0, 0, 0.15, 0.35, 0.6, 1];
/**
 * Up to here it is surely the word; what is less alike may as well be another («сад», said; «мост», must; «комната»,
 * community), and then meaning decides. Two consonants tell only when the vowels agree (zoom, «зум»).
 */
const mostUnlikeOfSame = [0, 0, 0, 0.35, 0.5, 1.2];
/** … and when one consonant differs. */
const mostUnlikeNearly = [0, 0, 0, 0, 0.9, 1.3];
const mostFound = 4;
/** What sounds clearly less alike than the best is left out. */
const asGoodAsBest = 0.3;

/** `unlike`: 0 when it sounds the same, of `soundDistance`. `isSame`: so much alike that it is the same word. */
export type SoundAlike = { stem: string; word: string; unlike: number; isSame: boolean };

type Part = Pick<Token, "word" | "stem" | "script">;

/**
 * Words of the other script that sound like this one, best first: кубернетис for kubernetes. `nearly` looks for those with
 * one consonant more, fewer or other as well, where none has the same.
 */
export function findSoundAlikes(
  db: Database,
  part: Part,
  { nearly = false }: { nearly?: boolean } = {},
): SoundAlike[] {
  const script = otherScript(part.script);
  const sounds = soundsOfEach(part.word, part.stem, part.script);
  const keys = soundKeysOf(part.word, part.stem, part.script);
  if (script === undefined || keys.every((key) => limitOf(mostUnlike, key) === 0)) return [];
  const exact = alike(findWordsBySound(db, keys, script), sounds, mostUnlike);
  const longer = keys.filter((key) => limitOf(mostUnlikeNearly, key) > 0);
  if (exact.length > 0 || !nearly || longer.length === 0) return exact;
  return alike(findWordsBySound(db, longer.flatMap(keysOneEditAway), script), sounds, mostUnlikeNearly);
}

function alike(
  words: readonly { word: string; stem: string; script: string }[],
  sounds: readonly string[],
  limits: readonly number[],
): SoundAlike[] {
  const best = new Map<string, SoundAlike>();
  for (const { word, stem, script } of words) {
    if (isStopWord(word)) continue;
    let unlike = best.get(stem)?.unlike ?? Number.POSITIVE_INFINITY;
    for (const one of sounds) {
      for (const other of soundsOfEach(word, stem, script as Script)) {
        const distance = soundDistance(one, other);
        const key = phoneticKey(one);
        if (distance >= unlike || distance > limitOf(limits, key)) continue;
        unlike = distance;
        best.set(stem, { stem, word, unlike, isSame: distance <= limitOf(mostUnlikeOfSame, key) });
      }
    }
  }
  const found = [...best.values()].sort(
    (one, other) => one.unlike - other.unlike || (one.word < other.word ? -1 : 1),
  );
  return found.filter((one) => one.unlike <= found[0]!.unlike + asGoodAsBest).slice(0, mostFound);
}

function limitOf(limits: readonly number[], key: string): number {
  return limits[Math.min(key.length, limits.length - 1)]!;
}

function otherScript(script: Script): Script | undefined {
  if (script === "other") return undefined;
  return script === "cyrillic" ? "latin" : "cyrillic";
}

function keysOneEditAway(key: string): string[] {
  const keys = new Set<string>();
  for (let at = 0; at <= key.length; at++) {
    const head = key.slice(0, at);
    if (at < key.length) keys.add(head + key.slice(at + 1));
    for (const sound of keyAlphabet) {
      keys.add(head + sound + key.slice(at));
      if (at < key.length) keys.add(head + sound + key.slice(at + 1));
    }
  }
  keys.delete(key);
  return [...keys];
}
