import { useState } from "preact/hooks";
import { api, type Hit } from "../api/api.ts";
import { jobs, status, updateJob } from "../api/archive-state.ts";
import { describeError, describeFault } from "../api/describe-error.ts";
import { Button } from "../components/button.tsx";
import { showToast } from "../components/toast.tsx";
import { formatPercent } from "../i18n/format.ts";
import { texts } from "../i18n/texts.ts";
import { searchAgain } from "./run-search.ts";

const words = texts({
  untranscribed: {
    en: "Not transcribed yet, so its content cannot be searched.",
    ru: "Расшифровки пока нет, поэтому поиск по содержанию невозможен.",
  },
  transcribe: { en: "Transcribe", ru: "Расшифровать" },
  waiting: { en: "Next in the queue.", ru: "Следующая в очереди." },
  running: { en: "Transcribing: {share}", ru: "Расшифровывается: {share}" },
  begun: { en: "Transcribing…", ru: "Расшифровывается…" },
  done: { en: "Transcribed just now.", ru: "Только что расшифрована." },
  again: { en: "Search again", ru: "Искать снова" },
  retry: { en: "Try again", ru: "Повторить" },
  nothingSaid: {
    en: "No matches in the recording itself.",
    ru: "В самой записи совпадений нет.",
  },
});

/** Stands in for the excerpt where only the title, tags or notes match, and offers to transcribe the recording. */
export function TitleOnlyHit({ hit: { recording, transcriptionId } }: { hit: Hit }) {
  const [isAsked, setAsked] = useState(false);
  if (transcriptionId !== null) return <p class="title-only">{words.nothingSaid()}</p>;
  const job = [...jobs.value.values()].find(
    ({ stage, recordingId }) => stage === "transcribe" && recordingId === recording.id,
  );
  const isUndone = job?.state === "failed" || job?.state === "cancelled";
  const act = async () => {
    setAsked(true);
    try {
      updateJob((await (isUndone ? api.retryJob(job.id) : api.transcribe(recording.id))).job);
    } catch (error) {
      setAsked(false);
      showToast(describeError(error), { variant: "failure" });
    }
  };
  // A job in the background queue may wait for hours; one requested here is next.
  if (job?.state === "waiting" && isAsked) return <p class="title-only">{words.waiting()}</p>;
  if (job?.state === "running") {
    const share = job.total ? formatPercent(Math.min(1, job.done / job.total)) : "";
    return <p class="title-only times">{share ? words.running({ share }) : words.begun()}</p>;
  }
  if (job?.state === "done") {
    return (
      <div class="title-only">
        <p>{words.done()}</p>
        <Button icon="search" onClick={searchAgain}>
          {words.again()}
        </Button>
      </div>
    );
  }
  return (
    <div class="title-only">
      <p>{job?.error ? describeFault(job.error) : words.untranscribed()}</p>
      {status.value?.readOnly !== true && (
        <Button {...(isUndone ? { icon: "again" } : {})} onClick={() => void act()}>
          {isUndone ? words.retry() : words.transcribe()}
        </Button>
      )}
    </div>
  );
}
