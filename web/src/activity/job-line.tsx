import { api, type Job } from "../api/api.ts";
import { isReadOnly, updateJob } from "../api/archive-state.ts";
import { describeError, describeErrorInfo } from "../api/describe-error.ts";
import { Button, IconButton } from "../components/button.tsx";
import { Icon } from "../components/icon.tsx";
import { Progress } from "../components/progress.tsx";
import { showToast } from "../components/toast.tsx";
import { texts } from "../i18n/texts.ts";
import { recordingAddress } from "../routing/addresses.ts";
import { describeProgress, describeSubject, downloadedModel, nameStage, shareOf } from "./describe-job.ts";
import { DiscardButton } from "./discard-button.tsx";
import "./job-line.css";
import { titleOf } from "./recording-titles.ts";

const words = texts({
  cancel: { en: "Cancel: {what}", ru: "Отменить: {what}" },
  samples: { en: "samples", ru: "примеров" },
  retry: { en: "Try again", ru: "Повторить" },
});

/** One job: its stage, subject and progress, with a button to cancel or retry it. */
export function JobLine({ job }: { job: Job }) {
  const { id, recordingId, state, error } = job;
  const subject =
    id === "import-samples"
      ? words.samples()
      : ((recordingId ? titleOf(recordingId) : downloadedModel(job)) ?? describeSubject(job.subject));
  const stage = nameStage(job);
  const isActive = state === "running" || state === "waiting";
  const act = async (call: Promise<{ job: Job }>) => {
    try {
      updateJob((await call).job);
    } catch (failure) {
      showToast(describeError(failure), { variant: "failure" });
    }
  };
  return (
    <li class={`job job-${state}`}>
      <div class="job-what">
        <p>
          <span class="job-stage">{stage}</span>{" "}
          {recordingId ? <a href={recordingAddress(recordingId)}>{subject}</a> : <span>{subject}</span>}
        </p>
        <p class="job-state times">
          {state === "done" && <Icon name="check" size={16} />}
          {state === "failed" && <Icon name="warning" size={16} />}
          {describeProgress(job)}
        </p>
      </div>
      {isActive && (
        <IconButton
          icon="close"
          size={18}
          label={words.cancel({ what: `${stage} ${subject}` })}
          onClick={() => void act(api.cancelJob(id))}
        />
      )}
      {(state === "failed" || state === "cancelled") && (
        <div class="job-actions">
          {!isHopeless(job) && (!isReadOnly.value || job.stage === "download") && (
            <Button icon="again" onClick={() => void act(api.retryJob(id))}>
              {words.retry()}
            </Button>
          )}
          {isUpload(id) && (
            <DiscardButton
              name={subject}
              isLive={subject !== job.subject}
              discard={async () => {
                updateJob((await api.cancelJob(id)).job);
              }}
            />
          )}
        </div>
      )}
      {state === "running" && (
        <div class="job-bar">
          <Progress share={shareOf(job)} label={`${stage} ${subject}`} />
        </div>
      )}
      {error && <p class="job-error">{describeErrorInfo(error)}</p>}
    </li>
  );
}

/** The import of a file that is no audio, or has none left: another try would end in the same way. */
function isHopeless({ stage, error }: Job): boolean {
  return stage === "import" && (error?.code === "unsupported-audio" || error?.code === "corrupt-audio");
}

/** The import of an upload or a live recording, whose bytes the server keeps. */
function isUpload(jobId: string): boolean {
  return /^import-[0-9a-f]{32}$/.test(jobId);
}
