/** A stream of words → segments that end at a sentence or a pause. */

import type { Language, Segment, Word } from "../domain.ts";

/** A pause of this length always ends a segment. */
const longPauseMs = 1200;
/** A shorter sentence is joined with the next one, unless a pause follows. */
const minSegmentMs = 1500;
const pauseMs = 350;
/** A longer segment is cut at a comma or at its longest pause. */
const maxSegmentMs = 15_000;
const maxWords = 40;

const sentenceEnd = /[.!?…]["'»”)\]]*$/u;
/** Abbreviations and initials do not end a sentence: «г.», «т.», "Mr.", "A.". */
const abbreviation = /^(?:\p{Lu}|г|т|ул|им|др|пр|стр|руб|тыс|млн|млрд|mr|mrs|ms|dr|st|prof|vs|etc)\.$/iu;

/** The words whose segment is not complete yet. */
export type SegmentCutterState = { words: Word[]; language: Language | null };

/** Cuts while words arrive. The last words are kept until it is clear where their segment ends. */
export class SegmentCutter {
  #words: Word[];
  #language: Language | null;

  constructor({ words, language }: SegmentCutterState = { words: [], language: null }) {
    this.#words = [...words];
    this.#language = language;
  }

  state(): SegmentCutterState {
    return { words: [...this.#words], language: this.#language };
  }

  /** Adds the next words, all of one language, and returns the segments that are complete. */
  push(words: readonly Word[], language: Language): Segment[] {
    const segments = language === this.#language ? [] : this.end();
    this.#language = language;
    for (const word of words) {
      const previous = this.#words.at(-1);
      if (previous && this.#endsWith(previous, word.startMs - previous.endMs)) segments.push(...this.end());
      this.#language = language;
      this.#words.push(word);
      if (this.#isLong()) segments.push(this.#take(this.#bestCut()));
    }
    return segments;
  }

  /** Returns the last segment. */
  end(): Segment[] {
    return this.#words.length === 0 ? [] : [this.#take(this.#words.length)];
  }

  #endsWith(word: Word, silenceMs: number): boolean {
    if (silenceMs >= longPauseMs) return true;
    if (!sentenceEnd.test(word.text) || abbreviation.test(word.text)) return false;
    return silenceMs >= pauseMs || word.endMs - this.#words[0]!.startMs >= minSegmentMs;
  }

  #isLong(): boolean {
    const first = this.#words[0] as Word;
    const last = this.#words.at(-1) as Word;
    return this.#words.length >= maxWords || last.endMs - first.startMs >= maxSegmentMs;
  }

  /** How many words to take: up to the widest pause in the second half; a comma counts as a longer pause. */
  #bestCut(): number {
    const words = this.#words;
    let best = words.length;
    let bestScore = -1;
    for (let count = Math.ceil(words.length / 2); count < words.length; count++) {
      const before = words[count - 1] as Word;
      const score = words[count]!.startMs - before.endMs + (/[,;:]$/u.test(before.text) ? pauseMs : 0);
      if (score >= bestScore) {
        bestScore = score;
        best = count;
      }
    }
    return best;
  }

  #take(count: number): Segment {
    const words = this.#words.splice(0, count);
    return {
      startMs: words[0]!.startMs,
      endMs: (words.at(-1) as Word).endMs,
      speaker: null,
      language: this.#language,
      channel: null,
      words,
    };
  }
}
