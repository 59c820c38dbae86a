import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { status } from "../api/archive-state.ts";
import { describeError } from "../api/describe-error.ts";
import { Button, ButtonLink } from "../components/button.tsx";
import { Dialog } from "../components/dialog.tsx";
import { Icon } from "../components/icon.tsx";
import { showToast } from "../components/toast.tsx";
import { formatBytes, formatClock, formatLength } from "../i18n/format.ts";
import { recordingAddress } from "../routing/addresses.ts";
import { go } from "../routing/router.ts";
import { LevelMeter } from "./level-meter.tsx";
import type { LiveRecording } from "./live-recording.ts";
import { MicrophoneError } from "./microphone.ts";
import { chosenInput, MicrophoneChoice } from "./microphone-choice.tsx";
import {
  current,
  discardRecording,
  elapsedMs,
  failure,
  finishRecording,
  isFinishWaiting,
  phase,
  startRecording,
  title,
} from "./recorder.ts";
import "./recorder.css";
import { recorderTexts as words } from "./texts.ts";
import { UnfinishedNotice } from "./unfinished-notice.tsx";

/** `/record`: records the microphone. The recording goes on when another page is opened. */
export function RecordPage() {
  const live = current.value;
  return (
    <>
      <header class="page-head">
        <h1>{words.title()}</h1>
      </header>
      <div class="recorder">{live ? <Running live={live} /> : <Ready />}</div>
    </>
  );
}

function Ready() {
  const isAsking = phase.value === "asking";
  return (
    <>
      <UnfinishedNotice />
      <div class="recorder-stage">
        <button
          type="button"
          class="recorder-start"
          disabled={isAsking || status.value?.readOnly === true}
          onClick={() => void startRecording(chosenInput.peek())}
        >
          <span class="recorder-start-icon">
            <Icon name="microphone" size={40} />
          </span>
          <span>{isAsking ? words.asking() : words.start()}</span>
        </button>
        <MicrophoneChoice />
        {failure.value !== null && <Failure error={failure.value} />}
        <p class="recorder-about">{words.about()}</p>
      </div>
    </>
  );
}

function Failure({ error }: { error: unknown }) {
  const isMicrophone = error instanceof MicrophoneError;
  const [heading, text] = isMicrophone
    ? {
        denied: [words.deniedTitle(), words.denied()],
        none: [words.noneTitle(), words.none()],
        busy: [words.busyTitle(), words.busy()],
        insecure: [words.insecureTitle(), words.insecure()],
        unsupported: [words.unsupportedTitle(), words.unsupported()],
      }[error.reason]
    : [words.serverTitle(), describeError(error)];
  return (
    <div class="recorder-failure" role="alert">
      <Icon name="warning" />
      <div>
        <h2>{heading}</h2>
        <p>{text}</p>
        <div class="recorder-failure-buttons">
          <Button onClick={() => void startRecording(chosenInput.peek())}>{words.tryAgain()}</Button>
          <ButtonLink variant="quiet" href="/import">
            {words.import()}
          </ButtonLink>
        </div>
      </div>
    </div>
  );
}

function Running({ live }: { live: LiveRecording }) {
  const isDiscarding = useSignal(false);
  const isPaused = live.isPaused.value;
  const isFinishing = phase.value === "finishing";
  const finish = async () => {
    const recording = await finishRecording();
    if (!recording) return;
    showToast(words.saved());
    if (location.pathname === "/record") go(recordingAddress(recording.id), { replace: true });
  };
  useEffect(() => {
    // The microphone was disconnected: save what there is.
    if (live.hasEnded.value && phase.peek() === "recording") void finish();
  }, [live.hasEnded.value]);
  return (
    <div class="recorder-stage recorder-running" data-paused={isPaused ? "" : undefined}>
      <p class="recorder-state" role="status">
        <span class="recording-dot" data-paused={isPaused || isFinishing ? "" : undefined} />
        {isFinishing ? words.finishing() : isPaused ? words.paused() : words.recording()}
      </p>
      <p class="recorder-clock times" role="timer" aria-label={words.elapsed()}>
        {formatClock(elapsedMs.value)}
      </p>
      <LevelMeter live={live} />
      <label class="recorder-title">
        <span class="visually-hidden">{words.titleField()}</span>
        <input
          value={title.value}
          placeholder={words.titlePlaceholder()}
          maxLength={1000}
          onInput={(event) => {
            title.value = event.currentTarget.value;
          }}
        />
      </label>
      <div class="recorder-buttons">
        <Button
          icon={isPaused ? "play" : "pause"}
          disabled={isFinishing}
          onClick={() => (isPaused ? live.resume() : live.pause())}
        >
          {isPaused ? words.resume() : words.pause()}
        </Button>
        <Button variant="primary" icon="check" disabled={isFinishing} onClick={() => void finish()}>
          {words.finish()}
        </Button>
        <Button
          variant="quiet"
          icon="trash"
          onClick={() => {
            isDiscarding.value = true;
          }}
        >
          {words.discard()}
        </Button>
      </div>
      <p class="recorder-input">
        <Icon name="microphone" size={16} /> {live.microphone.name || words.defaultInput()}
      </p>
      <UploadState live={live} isFinishing={isFinishing} />
      {isDiscarding.value && (
        <Dialog
          title={words.discardTitle()}
          onClose={() => {
            isDiscarding.value = false;
          }}
          footer={
            <>
              <Button variant="danger" onClick={() => void discardRecording()}>
                {words.discard()}
              </Button>
              <Button
                variant="primary"
                onClick={() => {
                  isDiscarding.value = false;
                }}
              >
                {words.keep()}
              </Button>
            </>
          }
        >
          <p>{words.discardAbout({ length: formatLength(live.elapsedMs / 1000) })}</p>
        </Dialog>
      )}
    </div>
  );
}

function UploadState({ live, isFinishing }: { live: LiveRecording; isFinishing: boolean }) {
  const { savedBytes, recordedBytes, wasResent } = live.upload.value;
  const isFailing = live.isFailing.value || (isFinishing && isFinishWaiting.value);
  const text = !isFailing
    ? `${words.onServer()} · ${formatBytes(savedBytes)}`
    : isFinishing
      ? words.finishWaits()
      : words.failing({ size: formatBytes(recordedBytes - savedBytes) });
  return (
    <div class="recorder-upload">
      <p class={isFailing ? "recorder-failing" : undefined} role={isFailing ? "alert" : undefined}>
        <Icon name={isFailing ? "warning" : "check"} size={16} /> {text}
      </p>
      {wasResent && <p>{words.resent()}</p>}
    </div>
  );
}
