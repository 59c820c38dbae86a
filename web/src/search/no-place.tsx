import { useState } from "preact/hooks";
import { api, type Hit } from "../api/api.ts";
import { jobs, status, takeJob } from "../api/archive-state.ts";
import { describeError, describeFault } from "../api/describe-error.ts";
import { Button } from "../components/button.tsx";
import { showToast } from "../components/toast.tsx";
import { formatPercent } from "../i18n/format.ts";
import { texts } from "../i18n/texts.ts";
import { searchAgain } from "./run-search.ts";

const words = texts({
  untranscribed: {
    en: "Not transcribed yet: what is said in it cannot be found.",
    ru: "Ещё не распознана: сказанное в ней пока не найти.",
  },
  transcribe: { en: "Transcribe", ru: "Распознать" },
  waiting: { en: "Will be transcribed next.", ru: "Будет распознана следующей." },
  running: { en: "Is being transcribed: {share}", ru: "Распознаётся: {share}" },
  begun: { en: "Is being transcribed…", ru: "Распознаётся…" },
  done: { en: "Transcribed just now.", ru: "Только что распознана." },
  again: { en: "Search again", ru: "Искать снова" },
  retry: { en: "Try again", ru: "Повторить" },
  nothingSaid: {
    en: "Nothing that was said in it answers.",
    ru: "В самой записи ответа нет.",
  },
});

/** In place of an excerpt, where only a recording's title, tags or notes answer: what can be done to find more in it. */
export function NoPlace({ hit: { recording, transcriptionId } }: { hit: Hit }) {
  const [isAsked, setAsked] = useState(false);
  if (transcriptionId !== null) return <p class="no-place">{words.nothingSaid()}</p>;
  const job = [...jobs.value.values()].find(
    ({ stage, recordingId }) => stage === "transcribe" && recordingId === recording.id,
  );
  const isUndone = job?.state === "failed" || job?.state === "cancelled";
  const act = async () => {
    setAsked(true);
    try {
      takeJob((await (isUndone ? api.retryJob(job.id) : api.transcribe(recording.id))).job);
    } catch (error) {
      setAsked(false);
      showToast(describeError(error), { look: "failure" });
    }
  };
  // What waits by itself may wait for hours, or for ever where nobody works by itself: asked for, it is next.
  if (job?.state === "waiting" && isAsked) return <p class="no-place">{words.waiting()}</p>;
  if (job?.state === "running") {
    const share = job.total ? formatPercent(Math.min(1, job.done / job.total)) : "";
    return <p class="no-place times">{share ? words.running({ share }) : words.begun()}</p>;
  }
  if (job?.state === "done") {
    return (
      <div class="no-place">
        <p>{words.done()}</p>
        <Button icon="search" onClick={searchAgain}>
          {words.again()}
        </Button>
      </div>
    );
  }
  return (
    <div class="no-place">
      <p>{job?.error ? describeFault(job.error) : words.untranscribed()}</p>
      {status.value?.readOnly !== true && (
        <Button {...(isUndone ? { icon: "again" } : {})} onClick={() => void act()}>
          {isUndone ? words.retry() : words.transcribe()}
        </Button>
      )}
    </div>
  );
}
