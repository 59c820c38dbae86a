import type { Language, Word } from "../domain.ts";
import { analyseText } from "../language/analyse-text.ts";
import { guessLanguage } from "../language/guess-language.ts";
import { splitSentences } from "../language/split-sentences.ts";
import { isStopWord } from "../language/stop-words.ts";
import type { Database } from "../storage/database.ts";
import { listCurrentTranscriptions } from "../storage/transcriptions.ts";
import { listWords } from "../storage/words.ts";
import { seededRandom, seedOf } from "./seeded-random.ts";

/** A sentence somebody said: what is asked for. */
export type Moment = {
  recordingId: number;
  startMs: number;
  endMs: number;
  language: Language | null;
  words: Word[];
};

/** About a minute of speech: each gives a moment before any gives a second one. */
const blockWords = 120;
const maxSentenceWords = 30;
/** A question of fewer content words would be too vague. */
const minContentWords = 4;

/**
 * Chooses sentences of what is searched, spread over all recordings by their length. The same seed gives the same
 * moments as long as the recordings are the same, whatever passages they were cut into; of an archive that has grown
 * most stay. Fewer than `count` come where there is not enough speech.
 */
export function sampleMoments(db: Database, { count, seed }: { count: number; seed: number }): Moment[] {
  const blocks = listCurrentTranscriptions(db).flatMap((transcription) =>
    Array.from({ length: Math.ceil(transcription.wordCount / blockWords) }, (_, block) => {
      const own = seedOf(seed, transcription.recordingId, block);
      return { ...transcription, block, seed: own, place: seededRandom(own)() };
    }),
  );
  blocks.sort((a, b) => a.place - b.place);
  const moments: Moment[] = [];
  let waiting: Moment[][] = [];
  for (const { id, recordingId, language, block, seed: own } of blocks) {
    if (moments.length === count) return moments;
    const firstWord = block * blockWords;
    const words = listWords(db, id, { firstWord, wordCount: blockWords });
    const spoken = words.map((word) => word.text).join(" ");
    const about = { recordingId, language: guessLanguage(spoken) ?? language };
    const [first, ...others] = listSentences(words, own).map((sentence) => ({ ...about, ...sentence }));
    if (first) moments.push(first);
    waiting.push(others);
  }
  while (waiting.length > 0) {
    for (const own of waiting) {
      if (moments.length === count) return moments;
      const next = own.shift();
      if (next) moments.push(next);
    }
    waiting = waiting.filter((own) => own.length > 0);
  }
  return moments;
}

/** Sentences with enough to ask for, in an order of chance; the first may have begun before these words, the last go on. */
function listSentences(words: Word[], seed: number): Pick<Moment, "startMs" | "endMs" | "words">[] {
  const sentences = splitSentences(words, maxSentenceWords);
  const whole = sentences.length > 2 ? sentences.slice(1, -1) : sentences;
  const random = seededRandom(seed + 1);
  return whole
    .map(({ first, end }) => ({ own: words.slice(first, end), place: random() }))
    .sort((a, b) => a.place - b.place)
    .filter(({ own }) => contentTokens(own.map((word) => word.text).join(" ")).length >= minContentWords)
    .map(({ own }) => ({ startMs: own[0]!.startMs, endMs: own.at(-1)!.endMs, words: own }));
}

/** The words of a text that say what it is about, each stem once, in order. */
export function contentTokens(text: string): { written: string; word: string; stem: string }[] {
  const tokens = new Map<string, { written: string; word: string; stem: string }>();
  for (const { from, to, word, stem } of analyseText(text).tokens) {
    if (word.length < 3 || isStopWord(word) || tokens.has(stem)) continue;
    tokens.set(stem, { written: text.slice(from, to), word, stem });
  }
  return [...tokens.values()];
}
