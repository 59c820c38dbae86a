import { api } from "../api/api.ts";
import { ButtonLink, IconButton } from "../components/button.tsx";
import { showToast } from "../components/toast.tsx";
import { displayTitle } from "../i18n/display-title.ts";
import { formatClock, formatDate } from "../i18n/format.ts";
import { recordingAddress } from "../routing/addresses.ts";
import { copyText } from "./copy-text.ts";
import { formatPreciseClock } from "./format-precise-clock.ts";
import { formatQuote, quotedText } from "./format-quote.ts";
import { nameSpeaker } from "./name-speaker.ts";
import type { RecordingView, Selection } from "./recording-view.ts";
import { SmallIcon } from "./small-icon.tsx";
import { recordingTexts as words } from "./texts.ts";
import { wordsBetween } from "./word-timeline.ts";

/** Actions for the selection, whether it was made in the text or on the waveform. */
export function SelectionBar({ view, selection }: { view: RecordingView; selection: Selection }) {
  const { startMs, endMs } = selection;
  const timeline = view.transcript.value?.timeline;
  const range = timeline ? wordsBetween(timeline, startMs, endMs) : { first: 0, end: 0 };
  const link = () => location.origin + recordingAddress(view.id, { atMs: startMs });
  const copyQuote = async () => {
    const recording = view.recording.peek();
    if (!recording || !timeline) return;
    const paragraph = view.transcript
      .peek()
      ?.paragraphs.find(({ firstWord, endWord }) => range.first >= firstWord && range.first < endWord);
    const copied = await copyText(
      formatQuote({
        text: quotedText(timeline, range),
        title: displayTitle(recording),
        date: formatDate(recording.createdAt),
        time: formatClock(startMs),
        speaker: paragraph ? nameSpeaker(paragraph) : null,
        language: paragraph?.language ?? view.transcript.peek()?.info.language ?? null,
        link: link(),
      }),
    );
    showToast(copied ? words.quoteCopied() : words.copyFailed(), copied ? {} : { variant: "failure" });
  };
  const copyLink = async () => {
    const copied = await copyText(link());
    showToast(copied ? words.linkCopied() : words.copyFailed(), copied ? {} : { variant: "failure" });
  };
  return (
    <div class="selection-bar" role="toolbar" aria-label={words.selection()}>
      <span class="selection-time times">
        {formatPreciseClock(startMs)} – {formatPreciseClock(endMs)}
      </span>
      <button type="button" class="button button-quiet" onClick={() => view.playRange(startMs, endMs)}>
        <SmallIcon name="play" />
        <span>{words.playSelection()}</span>
      </button>
      {range.end > range.first && (
        <button type="button" class="button button-quiet" onClick={copyQuote}>
          <SmallIcon name="quote" />
          <span>{words.copyQuote()}</span>
        </button>
      )}
      <button type="button" class="button button-quiet" onClick={copyLink}>
        <SmallIcon name="link" />
        <span>{words.copyLink()}</span>
      </button>
      <ButtonLink variant="quiet" href={api.clipUrl(view.id, { startMs, endMs })} download>
        <SmallIcon name="scissors" />
        <span>{words.saveClip()}</span>
      </ButtonLink>
      <IconButton
        icon="close"
        size={18}
        label={words.clearSelection()}
        onClick={() => {
          getSelection()?.removeAllRanges();
          view.selection.value = null;
        }}
      />
    </div>
  );
}
