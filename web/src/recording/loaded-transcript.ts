import type { Transcript, TranscriptionInfo } from "../api/api.ts";
import { foldTimeline } from "./find-words.ts";
import { groupParagraphs, type Paragraph } from "./paragraphs.ts";
import { buildTimeline, type WordTimeline } from "./word-timeline.ts";

/** A transcript made ready for showing, following and finding. */
export type LoadedTranscript = {
  info: TranscriptionInfo;
  timeline: WordTimeline;
  paragraphs: readonly Paragraph[];
  /** Words folded for the find field. */
  folded: readonly string[];
  hasSpeakers: boolean;
  /** Most times are laid evenly between the times of lines. */
  isEvenlyTimed: boolean;
};

export function prepareTranscript(answer: Transcript): LoadedTranscript | null {
  const { transcription, segments } = answer;
  if (!transcription) return null;
  const timeline = buildTimeline(segments);
  let evenly = 0;
  for (const flag of timeline.interpolated) evenly += flag;
  return {
    info: transcription,
    timeline,
    paragraphs: groupParagraphs(segments),
    folded: foldTimeline(timeline),
    hasSpeakers: segments.some(({ speaker }) => speaker !== null),
    isEvenlyTimed: timeline.wordCount > 0 && evenly > timeline.wordCount / 2,
  };
}
