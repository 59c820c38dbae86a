import { effect } from "@preact/signals";
import { useEffect, useMemo } from "preact/hooks";
import { ApiError } from "../api/api.ts";
import { onRecordingChange } from "../api/archive-state.ts";
import { describeError } from "../api/describe-error.ts";
import { Button, ButtonLink } from "../components/button.tsx";
import { EmptyState } from "../components/empty-state.tsx";
import { failure as playFailure } from "../player/player.ts";
import { query } from "../routing/router.ts";
import { KeyList } from "./key-list.tsx";
import "./recording.css";
import "./transcript.css";
import "./waveform.css";
import { RecordingDetails } from "./recording-details.tsx";
import { RecordingHead } from "./recording-head.tsx";
import { RecordingView } from "./recording-view.ts";
import { recordingTexts as words } from "./texts.ts";
import { TranscriptPanel } from "./transcript-panel.tsx";
import { Transport } from "./transport.tsx";

/** `/recordings/12?at=83400&q=budget&transcription=3` */
export function RecordingPage({ id }: { id: number }) {
  const view = useMemo(
    () =>
      new RecordingView(id, {
        atMs: numberIn("at") ?? numberIn("t"),
        transcriptionId: numberIn("transcription"),
      }),
    [id],
  );
  useEffect(() => () => view.dispose(), [view]);
  useEffect(() => followAddress(view), [view]);
  useEffect(
    () =>
      onRecordingChange((change) => {
        if (change.id !== id || change.change === "removed") return;
        void view.refreshAll();
      }),
    [view],
  );
  const title = view.recording.value?.title;
  useEffect(() => {
    if (title) document.title = `${title} · Fonoteka`;
  }, [title]);

  const failure = view.failure.value;
  if (failure && !view.recording.value) {
    const isGone = failure instanceof ApiError && failure.status === 404;
    return (
      <EmptyState
        isPage
        icon="warning"
        title={isGone ? words.notFoundTitle() : words.failedTitle()}
        actions={
          <>
            <ButtonLink href="/library">{words.toLibrary()}</ButtonLink>
            {!isGone && (
              <Button variant="primary" onClick={() => location.reload()}>
                {words.tryAgain()}
              </Button>
            )}
          </>
        }
      >
        {isGone ? words.notFoundText() : describeError(failure)}
      </EmptyState>
    );
  }
  if (!view.recording.value) return <p class="recording-loading">{words.loading()}</p>;
  return (
    <div class="recording">
      <RecordingHead view={view} />
      {view.isLoaded.value && playFailure.value && (
        <p class="recording-found" role="alert">
          {describeError(playFailure.value)}
        </p>
      )}
      <div class="recording-columns">
        <TranscriptPanel view={view} />
        <aside class="recording-aside" aria-label={words.details()}>
          <details open={isWide()}>
            <summary>{words.details()}</summary>
            <RecordingDetails view={view} />
          </details>
        </aside>
      </div>
      <Transport view={view} />
      <KeyList />
    </div>
  );
}

function isWide(): boolean {
  return matchMedia("(min-width: 1180px)").matches;
}

/** A query parameter as a number, or undefined. */
function numberIn(name: string): number | undefined {
  const text = query.peek().get(name);
  const value = text === null ? Number.NaN : Number(text);
  return Number.isFinite(value) && value >= 0 ? value : undefined;
}

/** Follows changes of the address while the page stays open: transcription, position, find text. */
function followAddress(view: RecordingView): () => void {
  let known = { at: numberIn("at") ?? numberIn("t"), transcription: numberIn("transcription"), q: "" };
  return effect(() => {
    void query.value;
    const next = {
      at: numberIn("at") ?? numberIn("t"),
      transcription: numberIn("transcription"),
      q: query.peek().get("q") ?? "",
    };
    if (next.transcription !== known.transcription) void view.loadTranscript(next.transcription);
    if (next.at !== known.at && next.at !== undefined) view.seek(next.at);
    if (next.q !== known.q) view.find(next.q);
    known = next;
  });
}
