/** One word as the API sends it: text, start, end, confidence or null, 1 if its time is interpolated. */
type WordRow = readonly [
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
  /** The channel of the sound that it was heard in, from 1. */
  channel: number | null;
  words: readonly WordRow[];
};

/** All words of a transcript. Times are in typed arrays: a 10-hour recording is searched 60 times a second. */
export type WordTimeline = {
  wordCount: number;
  texts: readonly string[];
  startMs: Int32Array;
  endMs: Int32Array;
  /** 0…100, or 255 for unknown. */
  confidence: Uint8Array;
  interpolated: Uint8Array;
  /** Index of the segment (the line) a word belongs to. */
  segmentOf: Int32Array;
  /** Index of the first word of each segment, and the word count at the end. */
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
    for (const [text, start, end, share, isInterpolated] of segment.words) {
      texts[index] = text;
      startMs[index] = start;
      endMs[index] = end;
      confidence[index] = share === null ? noConfidence : Math.round(Math.min(1, Math.max(0, share)) * 100);
      interpolated[index] = isInterpolated ? 1 : 0;
      segmentOf[index] = place;
      index++;
    }
  }
  return { wordCount, texts, startMs, endMs, confidence, interpolated, segmentOf, segmentFirstWord };
}

/** Index of the last word that starts at or before a time; -1 before the first. Binary search. */
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

/** A word stays marked this long after its end, so that the mark does not flicker. */
const lingerMs = 300;

/** Index of the word spoken at a time, or -1 in a pause. */
export function wordAt(timeline: WordTimeline, timeMs: number): number {
  const index = lastWordStartedAt(timeline, timeMs);
  if (index < 0) return -1;
  return timeMs < (timeline.endMs[index] ?? 0) + lingerMs ? index : -1;
}

/** The words to mark with a word: the word itself, or its whole line if its time is only interpolated. */
export function markedWords(timeline: WordTimeline, wordIndex: number): { first: number; end: number } {
  if (wordIndex < 0) return { first: -1, end: -1 };
  if (timeline.interpolated[wordIndex] !== 1) return { first: wordIndex, end: wordIndex + 1 };
  const segment = timeline.segmentOf[wordIndex] ?? 0;
  return {
    first: timeline.segmentFirstWord[segment] ?? wordIndex,
    end: timeline.segmentFirstWord[segment + 1] ?? wordIndex + 1,
  };
}

/** Words that overlap a range of time: index of the first, and of the one after the last. */
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

/** Only the worst few per cent are marked: marks on half the text would be noise. */
const lowConfidencePercent = 45;

export function isLowConfidence(timeline: WordTimeline, index: number): boolean {
  return (timeline.confidence[index] ?? noConfidence) < lowConfidencePercent;
}

export function confidenceOf(timeline: WordTimeline, index: number): number | null {
  const value = timeline.confidence[index] ?? noConfidence;
  return value === noConfidence ? null : value / 100;
}
