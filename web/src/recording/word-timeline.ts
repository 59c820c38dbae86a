/** One word of the transcript as the API sends it: text, start, end, confidence or null, 1 when its time is laid evenly. */
export type WordRow = readonly [
  text: string,
  startMs: number,
  endMs: number,
  confidence: number | null,
  interpolated: 0 | 1 | boolean,
];

export type SegmentRow = {
  startMs: number;
  endMs: number;
  speaker: string | null;
  language: string | null;
  words: readonly WordRow[];
};

/** All words of one transcript in a row, times in typed arrays: a 10-hour recording is searched 60 times a second. */
export type WordTimeline = {
  wordCount: number;
  texts: readonly string[];
  startMs: Int32Array;
  endMs: Int32Array;
  /** 0…100, or 255 where the recogniser gave none. */
  confidence: Uint8Array;
  interpolated: Uint8Array;
  /** Index of the segment (the line) a word belongs to. */
  segmentOf: Int32Array;
  /** Index of the first word of each segment; one more at the end. */
  segmentFirstWord: Int32Array;
};

const noConfidence = 255;

export function buildTimeline(segments: readonly SegmentRow[]): WordTimeline {
  let wordCount = 0;
  for (const segment of segments) wordCount += segment.words.length;
  const texts = new Array<string>(wordCount);
  const startMs = new Int32Array(wordCount);
  const endMs = new Int32Array(wordCount);
  const confidence = new Uint8Array(wordCount);
  const interpolated = new Uint8Array(wordCount);
  const segmentOf = new Int32Array(wordCount);
  const segmentFirstWord = new Int32Array(segments.length + 1).fill(wordCount);
  let index = 0;
  for (const [place, segment] of segments.entries()) {
    segmentFirstWord[place] = index;
    for (const [text, start, end, sure, laidEvenly] of segment.words) {
      texts[index] = text;
      startMs[index] = start;
      endMs[index] = end;
      confidence[index] = sure === null ? noConfidence : Math.round(Math.min(1, Math.max(0, sure)) * 100);
      interpolated[index] = laidEvenly ? 1 : 0;
      segmentOf[index] = place;
      index++;
    }
  }
  return { wordCount, texts, startMs, endMs, confidence, interpolated, segmentOf, segmentFirstWord };
}

/** Index of the last word that begins at or before a time; -1 before the first. Binary search. */
export function lastWordStartedAt(timeline: WordTimeline, timeMs: number): number {
  let low = 0;
  let high = timeline.wordCount;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((timeline.startMs[middle] ?? 0) <= timeMs) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/** A word stays marked this long after its end, so that the mark does not flicker between words. */
const lingerMs = 300;

/** Index of the word that is heard at a time, or -1 in a pause. */
export function wordHeardAt(timeline: WordTimeline, timeMs: number): number {
  const index = lastWordStartedAt(timeline, timeMs);
  if (index < 0) return -1;
  return timeMs < (timeline.endMs[index] ?? 0) + lingerMs ? index : -1;
}

/**
 * What to mark while a word is heard: the word; where its time is only laid evenly within a line, the whole line, since
 * more is not known.
 */
export function markedWords(timeline: WordTimeline, wordIndex: number): { first: number; end: number } {
  if (wordIndex < 0) return { first: -1, end: -1 };
  if (timeline.interpolated[wordIndex] !== 1) return { first: wordIndex, end: wordIndex + 1 };
  const segment = timeline.segmentOf[wordIndex] ?? 0;
  return {
    first: timeline.segmentFirstWord[segment] ?? wordIndex,
    end: timeline.segmentFirstWord[segment + 1] ?? wordIndex + 1,
  };
}

/** Words that overlap a stretch of time: first index, and the one after the last. */
export function wordsBetween(
  timeline: WordTimeline,
  startMs: number,
  endMs: number,
): { first: number; end: number } {
  let first = Math.max(0, lastWordStartedAt(timeline, startMs));
  while (first < timeline.wordCount && (timeline.endMs[first] ?? 0) <= startMs) first++;
  const end = lastWordStartedAt(timeline, endMs - 1) + 1;
  return { first, end: Math.max(first, end) };
}

/** Doubtful enough to be told apart. Naive marks on half the text are noise: this is the worst few per cent. */
const doubtfulBelow = 45;

export function isDoubtful(timeline: WordTimeline, index: number): boolean {
  return (timeline.confidence[index] ?? noConfidence) < doubtfulBelow;
}

export function confidenceOf(timeline: WordTimeline, index: number): number | null {
  const value = timeline.confidence[index] ?? noConfidence;
  return value === noConfidence ? null : value / 100;
}
