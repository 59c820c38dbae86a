import type { CompactTranscript, TranscriptionInfo } from "../api/api.ts";
import { foldTimeline } from "./match-words.ts";
import { groupParagraphs, type Paragraph } from "./paragraphs.ts";
import { buildTimeline, type WordTimeline } from "./word-timeline.ts";

/** A transcript prepared for display, playback and the find field. */
export type LoadedTranscript = {
  info: TranscriptionInfo;
  timeline: WordTimeline;
  paragraphs: readonly Paragraph[];
  /** Folded words for the find field. */
  folded: readonly string[];
  hasSpeakers: boolean;
  /** Most word times are interpolated within lines. */
  isInterpolated: boolean;
};

export function prepareTranscript(answer: CompactTranscript): LoadedTranscript | null {
  const { transcription, segments } = answer;
  if (!transcription) return null;
  const timeline = buildTimeline(segments);
  const paragraphs = groupParagraphs(segments);
  let interpolatedCount = 0;
  for (const flag of timeline.interpolated) interpolatedCount += flag;
  return {
    info: transcription,
    timeline,
    paragraphs,
    folded: foldTimeline(timeline),
    hasSpeakers: paragraphs.some(({ speaker, channel }) => speaker !== null || channel !== null),
    isInterpolated: timeline.wordCount > 0 && interpolatedCount > timeline.wordCount / 2,
  };
}
