import type { SegmentRow } from "./word-timeline.ts";

/** A block of text: segments of one speaker, up to a pause or a comfortable length. */
export type Paragraph = {
  /** Index of the first word in the timeline, and of the one after the last. */
  firstWord: number;
  endWord: number;
  startMs: number;
  endMs: number;
  speaker: string | null;
  language: string | null;
  /** The channel it was heard in, where the transcript has several; stands for a speaker who has no name. */
  channel: number | null;
  /** Characters with spaces, to estimate the height before rendering. */
  length: number;
};

const longPauseMs = 2000;
const fullLength = 380;
const maxLength = 900;
const sentenceEnd = /[.!?…]["'»”)]*$/u;

/**
 * Groups segments into paragraphs. A new one starts where the speaker, the channel or the language changes, after a pause of 2 s, and
 * at the first end of a sentence after 380 characters. Longer segments are split at 900 characters.
 */
export function groupParagraphs(segments: readonly SegmentRow[]): Paragraph[] {
  const paragraphs: Paragraph[] = [];
  const hasChannels = new Set(segments.map(({ channel }) => channel ?? 0)).size > 1;
  let open: Paragraph | undefined;
  let index = 0;
  let lastText = "";
  for (const segment of segments) {
    if (segment.words.length === 0) continue;
    const channel = hasChannels ? segment.channel : null;
    if (open && (open.channel !== channel || startsParagraph(open, segment, lastText))) open = undefined;
    for (const [text, startMs, endMs] of segment.words) {
      if (open && open.length > fullLength && sentenceEnd.test(lastText)) open = undefined;
      if (open && open.length > maxLength) open = undefined;
      if (!open) {
        open = {
          firstWord: index,
          endWord: index,
          startMs,
          endMs,
          speaker: segment.speaker,
          language: segment.language,
          channel,
          length: 0,
        };
        paragraphs.push(open);
      }
      index++;
      open.endWord = index;
      open.endMs = endMs;
      open.length += text.length + 1;
      lastText = text;
    }
  }
  return paragraphs;
}

function startsParagraph(open: Paragraph, segment: SegmentRow, lastText: string): boolean {
  if (open.speaker !== segment.speaker || open.language !== segment.language) return true;
  if (segment.startMs - open.endMs >= longPauseMs) return true;
  return open.length > fullLength && sentenceEnd.test(lastText);
}

/** Index of the paragraph that contains a word. */
export function paragraphOfWord(paragraphs: readonly Paragraph[], wordIndex: number): number {
  let low = 0;
  let high = paragraphs.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((paragraphs[middle]?.firstWord ?? 0) <= wordIndex) low = middle + 1;
    else high = middle;
  }
  return Math.max(0, low - 1);
}
