/** Segments → paragraphs, cut at changes of speaker, at long pauses, and when they get long. */

import type { Segment, Word } from "../domain.ts";

export type Paragraph = { startMs: number; endMs: number; speaker: string | null; words: Word[] };

const pauseMs = 2000;
const targetLength = 600;

/** Puts every word into exactly one paragraph, in order. */
export function makeParagraphs(segments: Segment[]): Paragraph[] {
  const paragraphs: Paragraph[] = [];
  let length = 0;
  for (const segment of segments) {
    for (const word of segment.words) {
      const current = paragraphs.at(-1);
      if (current === undefined || beginsParagraph(current, segment, word, length)) {
        paragraphs.push({
          startMs: word.startMs,
          endMs: word.endMs,
          speaker: segment.speaker,
          words: [word],
        });
        length = word.text.length;
        continue;
      }
      current.words.push(word);
      current.endMs = Math.max(current.endMs, word.endMs);
      length += word.text.length + 1;
    }
  }
  return paragraphs;
}

function beginsParagraph(current: Paragraph, segment: Segment, word: Word, length: number): boolean {
  if (current.speaker !== segment.speaker) return true;
  const last = current.words.at(-1)!;
  if (word.startMs - last.endMs >= pauseMs) return true;
  return length >= targetLength && /[.!?…]["'»”)\]]*$/.test(last.text);
}

export function paragraphText(paragraph: Paragraph): string {
  return paragraph.words.map((word) => word.text).join(" ");
}
