import { Component, type VNode } from "preact";
import { formatClock, formatLanguage, formatPercent } from "../i18n/format.ts";
import type { Paragraph } from "./paragraphs.ts";
import { recordingTexts } from "./texts.ts";
import { isEvenlyTimed, wordClass } from "./word-marks.ts";
import { confidenceOf, isDoubtful, type WordTimeline } from "./word-timeline.ts";

export type ParagraphBlockProps = {
  index: number;
  count: number;
  paragraph: Paragraph;
  timeline: WordTimeline;
  marks: Uint8Array;
  showSpeaker: boolean;
  onPlay: (paragraph: Paragraph) => void;
};

/** One paragraph: its time as a button, who speaks, its words. Drawn anew only when what it shows changed. */
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
        <div class="paragraph-body">
          {showSpeaker && paragraph.speaker ? <p class="paragraph-speaker">{paragraph.speaker}</p> : null}
          <p
            class="paragraph-text"
            lang={paragraph.language ?? undefined}
            data-even={isEvenlyTimed(timeline, paragraph.firstWord) ? "" : undefined}
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
        title={doubt(timeline, index)}
      >
        {timeline.texts[index]}
      </span>,
    );
  }
  return children;
}

function doubt(timeline: WordTimeline, index: number): string | undefined {
  const confidence = isDoubtful(timeline, index) ? confidenceOf(timeline, index) : null;
  return confidence === null
    ? undefined
    : recordingTexts.heardUnsurely({ percent: formatPercent(confidence) });
}

/** Name of a language for people, or nothing when the transcript does not say. */
export function languageName(code: string | null): string | null {
  return code === null || code === "" ? null : formatLanguage(code);
}
