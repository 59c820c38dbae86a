import { findWordsBySound } from "../index/sqlite/vocabulary.ts";
import { keyAlphabet, phoneticKey, soundKeysOf, soundsOfEach } from "../language/phonetic-key.ts";
import { soundDistance } from "../language/sound-distance.ts";
import { isStopWord } from "../language/stop-words.ts";
import type { Script, Token } from "../language/token.ts";
import type { Database } from "../storage/database.ts";
import { searchTuning } from "./search-tuning.ts";

const { maxUnlike, maxUnlikeOfSame, maxUnlikeNearly, maxSoundAlikes, soundTolerance } = searchTuning.variants;

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
  if (script === undefined || keys.every((key) => limitOf(maxUnlike, key) === 0)) return [];
  const exact = alike(findWordsBySound(db, keys, script), sounds, maxUnlike);
  const longer = keys.filter((key) => limitOf(maxUnlikeNearly, key) > 0);
  if (exact.length > 0 || !nearly || longer.length === 0) return exact;
  return alike(findWordsBySound(db, longer.flatMap(keysOneEditAway), script), sounds, maxUnlikeNearly);
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
        best.set(stem, { stem, word, unlike, isSame: distance <= limitOf(maxUnlikeOfSame, key) });
      }
    }
  }
  const found = [...best.values()].sort((a, b) => a.unlike - b.unlike || (a.word < b.word ? -1 : 1));
  return found.filter((one) => one.unlike <= found[0]!.unlike + soundTolerance).slice(0, maxSoundAlikes);
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
