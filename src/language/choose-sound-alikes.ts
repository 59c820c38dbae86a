import { keyAlphabet, phoneticKey, soundKeysOf, soundsOfEach } from "./phonetic-key.ts";
import { soundDistance } from "./sound-distance.ts";
import { isStopWord } from "./stop-words.ts";
import type { Script, Token } from "./token.ts";

/** How unlike words may sound: see `searchTuning.variants`. */
export type SoundRules = {
  maxUnlike: readonly number[];
  maxUnlikeOfSame: readonly number[];
  maxUnlikeNearly: readonly number[];
  maxSoundAlikes: number;
  soundTolerance: number;
};

/** `unlike`: its `soundDistance`, 0 when it sounds the same. `isSame`: it sounds so similar that it is the same word. */
export type SoundAlike = { stem: string; word: string; unlike: number; isSame: boolean };

type Part = Pick<Token, "word" | "stem" | "script">;
type Candidate = { word: string; stem: string; script: string };

/** Cyrillic for Latin and the other way round; undefined for digits and other scripts. */
export function otherScript(script: Script): Script | undefined {
  if (script === "other") return undefined;
  return script === "cyrillic" ? "latin" : "cyrillic";
}

/** The sound keys under which words that sound like this one are stored; none if it is too short to compare. */
export function keysOfAlikes({ word, stem, script }: Part, { maxUnlike }: SoundRules): string[] {
  const keys = otherScript(script) ? soundKeysOf(word, stem, script) : [];
  return keys.some((key) => limitOf(maxUnlike, key) > 0) ? keys : [];
}

/** The same for words with one consonant more, fewer or other. */
export function keysOfNearAlikes(part: Part, rules: SoundRules): string[] {
  const longer = keysOfAlikes(part, rules).filter((key) => limitOf(rules.maxUnlikeNearly, key) > 0);
  return longer.flatMap(keysOneEditAway);
}

/**
 * Chooses the words of the other script that sound like this one, best first: «кубернетис» for kubernetes.
 * @param candidates words stored under `keysOfAlikes`, or with `nearly` under `keysOfNearAlikes`
 */
export function chooseSoundAlikes(
  { word, stem, script }: Part,
  candidates: readonly Candidate[],
  { rules, nearly = false }: { rules: SoundRules; nearly?: boolean },
): SoundAlike[] {
  const sounds = soundsOfEach(word, stem, script);
  const limits = nearly ? rules.maxUnlikeNearly : rules.maxUnlike;
  const best = new Map<string, SoundAlike>();
  for (const candidate of candidates) {
    if (isStopWord(candidate.word)) continue;
    let unlike = best.get(candidate.stem)?.unlike ?? Number.POSITIVE_INFINITY;
    for (const own of sounds) {
      for (const other of soundsOfEach(candidate.word, candidate.stem, candidate.script as Script)) {
        const distance = soundDistance(own, other);
        const key = phoneticKey(own);
        if (distance >= unlike || distance > limitOf(limits, key)) continue;
        unlike = distance;
        const isSame = distance <= limitOf(rules.maxUnlikeOfSame, key);
        best.set(candidate.stem, { stem: candidate.stem, word: candidate.word, unlike, isSame });
      }
    }
  }
  const found = [...best.values()].sort((a, b) => a.unlike - b.unlike || (a.word < b.word ? -1 : 1));
  return found
    .filter((alike) => alike.unlike <= found[0]!.unlike + rules.soundTolerance)
    .slice(0, rules.maxSoundAlikes);
}

function limitOf(limits: readonly number[], key: string): number {
  return limits[Math.min(key.length, limits.length - 1)]!;
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
