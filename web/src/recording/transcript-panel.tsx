import { computed, effect } from "@preact/signals";
import { useEffect, useMemo, useRef } from "preact/hooks";
import { api } from "../api/api.ts";
import { isReadOnly, jobs, status } from "../api/archive-state.ts";
import { asSentence, describeError, describeErrorInfo, describeNote } from "../api/describe-error.ts";
import { Button } from "../components/button.tsx";
import { EmptyState } from "../components/empty-state.tsx";
import { Menu } from "../components/menu.tsx";
import { Progress } from "../components/progress.tsx";
import { showToast } from "../components/toast.tsx";
import { formatClock, formatShortDate } from "../i18n/format.ts";
import { changeQuery } from "../routing/router.ts";
import { FindBar } from "./find-bar.tsx";
import type { LoadedTranscript } from "./loaded-transcript.ts";
import { languageName } from "./paragraph-block.tsx";
import { startRecordingKeys } from "./recording-keys.ts";
import type { RecordingView } from "./recording-view.ts";
import { SelectionBar } from "./selection-bar.tsx";
import { SmallIcon } from "./small-icon.tsx";
import { recordingTexts as words } from "./texts.ts";
import { TranscriptList } from "./transcript-list.tsx";
import { useTextSelection } from "./use-text-selection.ts";

/** The transcript with its find field, or the state of its transcription. */
export function TranscriptPanel({ view }: { view: RecordingView }) {
  const field = useRef<HTMLInputElement>(null);
  const list = useRef<TranscriptList>(null);
  const box = useRef<HTMLDivElement>(null);
  const floating = useTextSelection(view, box);
  const showCurrentWord = () => {
    view.isFollowing.value = true;
    list.current?.showWord(view.currentWord.peek() >= 0 ? view.currentWord.peek() : view.lastStartedWord());
  };
  useEffect(
    () =>
      startRecordingKeys({
        view,
        showCurrentWord,
        focusFind: () => {
          field.current?.focus();
          field.current?.select();
        },
      }),
    [view],
  );
  useEffect(() => {
    const stops = [
      effect(() => {
        const word = view.currentWord.value;
        if (word >= 0 && view.isFollowing.peek() && getSelection()?.isCollapsed !== false)
          list.current?.showWord(word, { onlyIfOutside: true });
      }),
      effect(() => {
        const match = view.matches.value[view.matchIndex.value];
        if (match && view.findText.peek() !== "")
          requestAnimationFrame(() => list.current?.showWord(match.first));
      }),
    ];
    return () => {
      for (const stop of stops) stop();
    };
  }, [view]);

  const transcript = view.transcript.value;
  const hasText = transcript !== null && transcript.timeline.wordCount > 0;
  useEffect(() => {
    // A link with a position opens there; a link with only a find text opens at its first match.
    const match = view.matches.peek()[view.matchIndex.peek()];
    if (view.positionMs.peek() > 0) list.current?.showWord(view.lastStartedWord(), { onlyIfOutside: true });
    else if (match) list.current?.showWord(match.first);
  }, [view, transcript]);
  return (
    <section class="transcript" aria-label={words.transcript()} ref={box}>
      <div class="transcript-bar" data-covers-top="">
        <FindBar view={view} field={field} />
        <TranscriptChoice view={view} />
      </div>
      {transcript && !transcript.info.isCurrent && <NotCurrent view={view} transcript={transcript} />}
      {transcript && <TranscriptNotes transcript={transcript} />}
      {transcript?.isInterpolated && <p class="transcript-note">{words.interpolatedTimes()}</p>}
      <WorkNotice view={view} hasText={hasText} />
      {transcript && hasText && (
        <TranscriptList
          handle={list}
          key={transcript.info.id}
          label={words.paragraphs()}
          timeline={transcript.timeline}
          paragraphs={transcript.paragraphs}
          marks={view.marks.value}
          currentWord={view.currentWord}
          showSpeakers={transcript.hasSpeakers}
          onPlayWord={(index) => view.playFrom(transcript.timeline.startMs[index] ?? 0)}
          onPlayParagraph={({ startMs }) => view.playFrom(startMs)}
          onUserScroll={() => {
            view.isFollowing.value = false;
          }}
        />
      )}
      {hasText && <FollowButton view={view} onFollow={showCurrentWord} />}
      {floating.value && view.selection.value?.source === "text" && (
        <div class="selection-floating" style={floating.value}>
          <SelectionBar view={view} selection={view.selection.value} />
        </div>
      )}
    </section>
  );
}

function FollowButton({ view, onFollow }: { view: RecordingView; onFollow: () => void }) {
  if (view.isFollowing.value || !view.isPlaying.value) return null;
  return (
    <Button class="follow-button" variant="primary" onClick={onFollow}>
      <SmallIcon name="target" />
      {words.follow()}
    </Button>
  );
}

function TranscriptChoice({ view }: { view: RecordingView }) {
  const shown = view.transcript.value?.info;
  if (!shown || view.transcriptions.value.length < 2) return null;
  return (
    <Menu
      align="end"
      label={words.chooseTranscript()}
      buttonClass="button button-quiet transcript-choice"
      button={
        <>
          <span>{transcriptionName(shown)}</span>
          <SmallIcon name="down" size={14} />
        </>
      }
      items={view.transcriptions.value.map((info) => ({
        label: `${transcriptionName(info)} · ${formatShortDate(info.createdAt)}`,
        detail: info.isCurrent ? words.current() : words.words({ count: info.wordCount }),
        isChosen: info.id === shown.id,
        run: () => changeQuery({ transcription: info.isCurrent ? null : String(info.id) }),
      }))}
    />
  );
}

function transcriptionName(info: { engine: string; model: string; language: string | null }): string {
  const maker = info.engine === "import" ? words.imported({ format: info.model }) : info.model || info.engine;
  return [maker, languageName(info.language)].filter((part) => part !== null).join(", ");
}

function NotCurrent({ view, transcript }: { view: RecordingView; transcript: LoadedTranscript }) {
  const make = async () => {
    try {
      await api.makeCurrent(transcript.info.id);
      showToast(words.madeCurrent());
      await Promise.all([view.refresh(), view.loadTranscript(undefined)]);
      changeQuery({ transcription: null }, { replace: true });
    } catch (error) {
      showToast(describeError(error), { variant: "failure" });
    }
  };
  return (
    <p class="transcript-note">
      {words.notCurrent()}{" "}
      {!isReadOnly.value && (
        <button type="button" class="link-button" onClick={make}>
          {words.makeCurrent()}
        </button>
      )}
    </p>
  );
}

/** What was repaired, shifted or left out when the transcript was read. */
function TranscriptNotes({ transcript }: { transcript: LoadedTranscript }) {
  const { notes } = transcript.info;
  if (notes.length === 0) return null;
  const found = notes.map((note) => describeNote(note).text).join("; ");
  return <p class="transcript-note">{words.importNote({ found })}</p>;
}

/** Transcription that is running, waiting, failed or without speech. */
function WorkNotice({ view, hasText }: { view: RecordingView; hasText: boolean }) {
  const recording = view.recording.value;
  const job = useMemo(
    () =>
      computed(() =>
        [...jobs.value.values()].findLast(
          ({ stage, recordingId, state }) =>
            stage === "transcribe" && recordingId === view.id && (state === "running" || state === "waiting"),
        ),
      ),
    [view],
  ).value;
  if (!recording) return null;
  const lost = status.value?.problems.find(
    ({ code, values }) => code === "file-missing" && values.filename === recording.filename,
  );
  const again = async () => {
    try {
      await api.transcribe(view.id);
      await view.refresh();
    } catch (error) {
      showToast(describeError(error), { variant: "failure" });
    }
  };
  if (lost && !hasText && job?.state !== "running") {
    const { text, hint } = describeNote(lost);
    return (
      <EmptyState icon="warning" title={words.lostTitle()}>
        {asSentence(text)} {asSentence(hint)}
      </EmptyState>
    );
  }
  if (job) {
    const share = job.state === "running" && job.total ? job.done / job.total : null;
    const title = job.state === "running" ? words.workingTitle() : words.waitingTitle();
    return (
      <div class="work-notice" role="status">
        <p>
          <strong>{title}</strong>{" "}
          {share !== null && job.unit === "seconds" && (
            <span class="times">
              {words.workingShare({
                done: formatClock(job.done * 1000),
                total: formatClock((job.total ?? 0) * 1000),
              })}
            </span>
          )}
        </p>
        {job.state === "running" && <Progress share={share} label={title} />}
        {!hasText && <p class="details-faint">{words.waitingText()}</p>}
      </div>
    );
  }
  if (hasText && recording.error)
    return (
      <p class="transcript-note transcript-failed" role="status">
        {words.failedAgain()} {describeErrorInfo(recording.error)}{" "}
        {!isReadOnly.value && (
          <button type="button" class="link-button" onClick={again}>
            {words.tryAgain()}
          </button>
        )}
      </p>
    );
  if (hasText || view.isTranscriptLoading.value) return null;
  if (recording.state === "failed")
    return (
      <EmptyState
        icon="warning"
        title={words.failedWorkTitle()}
        actions={!isReadOnly.value && <Button onClick={again}>{words.tryAgain()}</Button>}
      >
        {recording.error && describeErrorInfo(recording.error)}
      </EmptyState>
    );
  if (recording.state === "no-speech")
    return (
      <EmptyState icon="microphone" title={words.noSpeechTitle()}>
        {words.noSpeechText()}
      </EmptyState>
    );
  return (
    <EmptyState
      icon="word"
      title={recording.state === "transcribed" ? words.noTranscriptTitle() : words.waitingTitle()}
      actions={!isReadOnly.value && <Button onClick={again}>{words.transcribe()}</Button>}
    >
      {isReadOnly.value ? undefined : words.waitingText()}
    </EmptyState>
  );
}
