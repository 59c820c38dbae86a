import type { Highlight, Hit, Word } from "../domain.ts";
import { endsSentence, type Span, splitSentences } from "../language/split-sentences.ts";
import type { Mark } from "./mark-words.ts";
import { searchTuning } from "./search-tuning.ts";

type Excerpt = Pick<Hit, "excerpt" | "excerptStartMs" | "excerptEndMs" | "highlights" | "playFromMs">;

type ExcerptRequest = {
  /** All words of the hit, at least one. */
  words: readonly Word[];
  marks: readonly Mark[];
  /** Inverse document frequency of stems; a stem without one counts 1. */
  weights: ReadonlyMap<string, number>;
  /** Index of a word in the sentence to begin with when nothing is marked. */
  startAt: number;
};

const { minWords, maxWords } = searchTuning.excerpt;

/**
 * The sentences of a hit that show best why it was found: consecutive sentences of at most 40 words in which the different
 * marked words have the highest idf in sum (a phrase outweighs them), extended to at least 15 words. Without a marked word
 * it begins at the sentence of `startAt`.
 */
export function makeExcerpt(request: ExcerptRequest): Excerpt {
  const { words, marks } = request;
  const run = bestRun(request);
  const span = fillUp(run, splitSentences(words, maxWords));
  let excerpt = "";
  const highlights: Highlight[] = [];
  const opensInside = span.first > 0 && !endsSentence(words, span.first - 1);
  if (opensInside) excerpt += "… ";
  let nextMark = marks.findIndex((mark) => mark.word >= span.first);
  for (let index = span.first; index < span.end; index++) {
    const word = words[index]!;
    const at = excerpt.length;
    while (nextMark !== -1 && marks[nextMark]?.word === index) {
      const { from, to } = marks[nextMark]!;
      highlights.push({
        text: word.text.slice(from, to),
        startMs: word.startMs,
        endMs: word.endMs,
        from: at + from,
        to: at + to,
      });
      nextMark++;
    }
    excerpt += index + 1 < span.end ? `${word.text} ` : word.text;
  }
  if (span.end < words.length && !endsSentence(words, span.end - 1)) excerpt += " …";
  const excerptStartMs = words[span.first]!.startMs;
  return {
    excerpt,
    excerptStartMs,
    excerptEndMs: words[span.end - 1]!.endMs,
    highlights,
    playFromMs: highlights[0]?.startMs ?? words[run.first]!.startMs,
  };
}

function bestRun({ words, marks, weights, startAt }: ExcerptRequest): Span {
  const sentences = splitSentences(words, maxWords);
  let best: Span = sentences.find((sentence) => sentence.end > startAt) ?? sentences[0]!;
  let bestWorth = 0;
  for (let first = 0; first < sentences.length; first++) {
    const seen = new Set<string>();
    let worth = 0;
    for (let last = first; last < sentences.length; last++) {
      const span = { first: sentences[first]!.first, end: sentences[last]!.end };
      if (span.end - span.first > maxWords) break;
      for (const { word, term, inPhrase } of marks) {
        if (word < sentences[last]!.first || word >= span.end) continue;
        worth += seen.has(term) ? 0.05 : (weights.get(term) ?? 1);
        if (inPhrase) worth += 10;
        seen.add(term);
      }
      const isShorter = worth === bestWorth && span.end - span.first < best.end - best.first;
      if (worth > bestWorth || (worth > 0 && isShorter)) {
        bestWorth = worth;
        best = span;
      }
    }
  }
  return best;
}

/** Adds following, then preceding sentences until there are enough words to understand. */
function fillUp(span: Span, sentences: readonly Span[]): Span {
  let { first, end } = span;
  for (const sentence of sentences) {
    if (sentence.first !== end || end - first >= minWords || sentence.end - first > maxWords) continue;
    end = sentence.end;
  }
  for (const sentence of sentences.toReversed()) {
    if (sentence.end !== first || end - first >= minWords || end - sentence.first > maxWords) continue;
    first = sentence.first;
  }
  return { first, end };
}
