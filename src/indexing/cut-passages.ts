import type { Language, Passage, Segment, Word } from "../domain.ts";
import { passageRules } from "./passage-rules.ts";

/** A passage before it is stored. */
type PassageDraft = Omit<Passage, "id" | "transcriptionId" | "recordingId">;

/** A word with facts of its segment. */
type SpokenWord = Word & { opensSegment: boolean; speaker: string | null; language: Language | null };

/**
 * Cuts a transcript into passages of about 60 s: every word is in exactly one passage, in order. A cut costs little at a
 * sentence end, a pause or a change of speaker and much inside a sentence; a passage costs more the further it is from 60 s.
 * Of all ways to cut, the cheapest is taken (Knuth and Plass's method for lines of a paragraph,
 * doi:10.1002/spe.4380111102), so that no short rest is left at the end and a text without punctuation is cut at its longest
 * pauses.
 *
 *     words      … вечера. │ Павла я предупрежу сама. │ Всем спасибо! ║ (20 s of silence) ║ Алло …
 *     cut costs           0.05                       0.05             always                  …
 *
 * `language` is that of the transcript, taken where segments have none of their own.
 */
export function cutPassages(segments: readonly Segment[], language: Language | null = null): PassageDraft[] {
  const words = flattenWords(segments, language);
  return cheapestCuts(words).map(([first, end], position) => draftPassage(words, first, end, position));
}

function flattenWords(segments: readonly Segment[], language: Language | null): SpokenWord[] {
  const words: SpokenWord[] = [];
  for (const segment of segments) {
    for (const [index, word] of segment.words.entries()) {
      const opensSegment = index === 0;
      words.push({
        ...word,
        opensSegment,
        // A channel without a name is a person, too.
        speaker: segment.speaker ?? (segment.channel === null ? null : `channel ${segment.channel}`),
        language: segment.language ?? language,
      });
    }
  }
  return words;
}

/** Pairs of first word and the word after the last, in order. */
function cheapestCuts(words: readonly SpokenWord[]): [number, number][] {
  const { maxMs, maxTokens, targetMs, maxPauseMs } = passageRules;
  // Every word may end some 200 passages: typed arrays halve the time.
  const starts = Float64Array.from(words, (word) => word.startMs);
  const ends = Float64Array.from(words, (word) => word.endMs);
  const tokensOf = Int32Array.from(words, (word) => estimateTokens(word.text));
  const lengthOf = Float64Array.from({ length: maxTokens + 1 }, (_, tokens) => tokens / (0.75 * maxTokens));
  // cost[end]: the cheapest way to cut the words before `end`; from[end]: where the last passage of that way begins.
  const cost = new Float64Array(words.length + 1).fill(Number.POSITIVE_INFINITY);
  const from = new Int32Array(words.length + 1);
  cost[0] = 0;
  let earliest = 0;
  for (let end = 1; end <= words.length; end++) {
    const cut = end === words.length ? 0 : cutCost(words[end - 1]!, words[end]!);
    // A single word may be longer than the maximum.
    let endMs = ends[end - 1]!;
    let startMs = starts[end - 1]!;
    let tokens = tokensOf[end - 1]!;
    if (end > 1 && startMs - ends[end - 2]! >= maxPauseMs) earliest = end - 1;
    from[end] = end - 1;
    let cheapest = cost[end - 1]! + lengthCost(Math.max(0, endMs - startMs), tokens) + cut;
    for (let first = end - 2; first >= earliest; first--) {
      const wordEndMs = ends[first]!;
      const wordStartMs = starts[first]!;
      if (wordEndMs > endMs) endMs = wordEndMs;
      if (wordStartMs < startMs) startMs = wordStartMs;
      tokens += tokensOf[first]!;
      const spanMs = endMs > startMs ? endMs - startMs : 0;
      if (spanMs > maxMs || tokens > maxTokens) break;
      // `lengthCost`, with its second division looked up.
      const bySpan = spanMs / targetMs;
      const byTokens = lengthOf[tokens]!;
      const length = (bySpan > byTokens ? bySpan : byTokens) - 1;
      const total = cost[first]! + 4 * length * length + cut;
      if (total < cheapest) {
        cheapest = total;
        from[end] = first;
      }
    }
    cost[end] = cheapest;
  }
  const cuts: [number, number][] = [];
  for (let end = words.length; end > 0; end = from[end]!) cuts.push([from[end]!, end]);
  return cuts.reverse();
}

/**
 * 0 at 60 s and 4 for an empty passage: a sentence end may pull a cut 27 s away from 60 s, no further. Dense text counts
 * by its tokens.
 */
function lengthCost(spanMs: number, tokens: number): number {
  const length = Math.max(spanMs / passageRules.targetMs, tokens / (0.75 * passageRules.maxTokens));
  return 4 * (length - 1) ** 2;
}

const sentenceEnd = /[.!?…]["'»”’)\]]*$/;
const clauseEnd = /[,;:—–-]["'»”’)\]]*$/;

/** The cost of a cut between two words: 0.05 after a sentence, 1 inside one. */
function cutCost(before: SpokenWord, after: SpokenWord): number {
  const pause = pauseMs(before, after);
  if (pause >= passageRules.maxPauseMs) return 0;
  let cost = 1;
  if (sentenceEnd.test(before.text)) cost = 0.2;
  else if (after.opensSegment) cost = 0.5;
  else if (clauseEnd.test(before.text)) cost = 0.8;
  if (after.opensSegment && before.speaker !== after.speaker) cost *= 0.5;
  return Math.max(0.05, cost * (1 - 0.75 * Math.min(1, pause / passageRules.longPauseMs)));
}

function pauseMs(before: SpokenWord, after: SpokenWord): number {
  return Math.max(0, after.startMs - before.endMs);
}

/** Generous: 127 words of Russian are 223 tokens of the default model and 290 by this count. */
function estimateTokens(word: string): number {
  return Math.max(1, Math.ceil(word.length / 3));
}

function draftPassage(
  words: readonly SpokenWord[],
  first: number,
  end: number,
  position: number,
): PassageDraft {
  const own = words.slice(first, end);
  return {
    position,
    startMs: own.reduce((min, word) => Math.min(min, word.startMs), Number.POSITIVE_INFINITY),
    endMs: own.reduce((max, word) => Math.max(max, word.endMs), Number.NEGATIVE_INFINITY),
    firstWord: first,
    wordCount: end - first,
    language: maxCommonLanguage(own),
    text: own.map((word) => word.text).join(" "),
  };
}

function maxCommonLanguage(words: readonly SpokenWord[]): Language | null {
  const counts = new Map<Language | null, number>();
  for (const { language } of words) counts.set(language, (counts.get(language) ?? 0) + 1);
  let maxCommon: Language | null = null;
  for (const [language, count] of counts) {
    if (count > (counts.get(maxCommon) ?? 0)) maxCommon = language;
  }
  return maxCommon;
}
