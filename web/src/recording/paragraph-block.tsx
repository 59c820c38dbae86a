import { Component, type VNode } from "preact";
import { formatClock, formatLanguage, formatPercent } from "../i18n/format.ts";
import { nameSpeaker } from "./name-speaker.ts";
import type { Paragraph } from "./paragraphs.ts";
import { recordingTexts } from "./texts.ts";
import { isInterpolated, wordClass } from "./word-marks.ts";
import { confidenceOf, isLowConfidence, type WordTimeline } from "./word-timeline.ts";

type ParagraphBlockProps = {
  index: number;
  count: number;
  paragraph: Paragraph;
  timeline: WordTimeline;
  marks: Uint8Array;
  showSpeaker: boolean;
  onPlay: (paragraph: Paragraph) => void;
};

/** One paragraph: its time as a button, the speaker, the words. Renders only if its content has changed. */
export class ParagraphBlock extends Component<ParagraphBlockProps> {
  override shouldComponentUpdate(next: ParagraphBlockProps): boolean {
    return (
      next.paragraph !== this.props.paragraph ||
      next.marks !== this.props.marks ||
      next.timeline !== this.props.timeline ||
      next.showSpeaker !== this.props.showSpeaker
    );
  }

  render({ index, count, paragraph, timeline, marks, showSpeaker, onPlay }: ParagraphBlockProps) {
    const time = formatClock(paragraph.startMs);
    const speaker = nameSpeaker(paragraph);
    return (
      <li class="paragraph" aria-setsize={count} aria-posinset={index + 1} data-paragraph={index}>
        <button
          type="button"
          class="paragraph-time times"
          aria-label={recordingTexts.playFrom({ time })}
          onClick={() => onPlay(paragraph)}
        >
          {time}
        </button>
        <div>
          {showSpeaker && speaker ? <p class="paragraph-speaker">{speaker}</p> : null}
          <p
            class="paragraph-text"
            lang={paragraph.language ?? undefined}
            data-interpolated={isInterpolated(timeline, paragraph.firstWord) ? "" : undefined}
          >
            {words(timeline, marks, paragraph)}
          </p>
        </div>
      </li>
    );
  }
}

function words(timeline: WordTimeline, marks: Uint8Array, paragraph: Paragraph): (VNode | string)[] {
  const children: (VNode | string)[] = [];
  for (let index = paragraph.firstWord; index < paragraph.endWord; index++) {
    if (index > paragraph.firstWord) children.push(" ");
    children.push(
      <span
        key={index}
        data-word={index}
        class={wordClass(timeline, marks, index)}
        title={describeConfidence(timeline, index)}
      >
        {timeline.texts[index]}
      </span>,
    );
  }
  return children;
}

function describeConfidence(timeline: WordTimeline, index: number): string | undefined {
  const confidence = isLowConfidence(timeline, index) ? confidenceOf(timeline, index) : null;
  return confidence === null ? undefined : recordingTexts.confidence({ percent: formatPercent(confidence) });
}

/** Name of a language, or null if the transcript has none. */
export function languageName(code: string | null): string | null {
  return code === null || code === "" ? null : formatLanguage(code);
}
