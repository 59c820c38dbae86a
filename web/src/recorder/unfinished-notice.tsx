import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { describeError } from "../api/describe-error.ts";
import { Button } from "../components/button.tsx";
import { showToast } from "../components/toast.tsx";
import { formatBytes, formatDateTime } from "../i18n/format.ts";
import { recordingAddress } from "../routing/addresses.ts";
import { go } from "../routing/router.ts";
import { recorderTexts as words } from "./texts.ts";
import { discardUnfinished, findUnfinished, saveUnfinished, type Unfinished } from "./unfinished.ts";

/** Recordings left by a closed tab or a crash; each can be saved or discarded. */
export function UnfinishedNotice() {
  const list = useSignal<readonly Unfinished[]>([]);
  const busy = useSignal<Unfinished | null>(null);
  useEffect(() => {
    void findUnfinished().then((found) => {
      list.value = found;
    });
  }, []);
  if (list.value.length === 0) return null;
  const settle = async (unfinished: Unfinished, isKept: boolean) => {
    busy.value = unfinished;
    try {
      const recording = isKept ? await saveUnfinished(unfinished) : undefined;
      if (!isKept) await discardUnfinished(unfinished);
      list.value = list.value.filter((other) => other !== unfinished);
      showToast(isKept ? words.saved() : words.discarded());
      if (recording) go(recordingAddress(recording.id));
    } catch (error) {
      showToast(describeError(error), { variant: "failure" });
    } finally {
      busy.value = null;
    }
  };
  return (
    <section class="unfinished">
      <h2>{words.unfinishedTitle({ count: list.value.length })}</h2>
      <ul>
        {list.value.map((unfinished) => (
          <li key={unfinished.key ?? unfinished.liveId}>
            <div>
              <p>
                {words.unfinished({
                  date: formatDateTime(localTime(unfinished.startedAt)),
                  input: unfinished.inputName || words.defaultInput(),
                })}
              </p>
              {unfinished.localBytes > 0 && (
                <p class="unfinished-more">
                  {words.unfinishedMore({ size: formatBytes(unfinished.localBytes) })}
                </p>
              )}
            </div>
            <Button
              variant="primary"
              disabled={busy.value !== null}
              onClick={() => void settle(unfinished, true)}
            >
              {words.save()}
            </Button>
            <Button
              variant="quiet"
              disabled={busy.value !== null}
              onClick={() => void settle(unfinished, false)}
            >
              {words.discard()}
            </Button>
          </li>
        ))}
      </ul>
      <p class="unfinished-more">{words.elsewhere()}</p>
    </section>
  );
}

/** Converts an instant in UTC to local time. */
function localTime(instant: string): string {
  const date = new Date(instant);
  return new Date(date.getTime() - date.getTimezoneOffset() * 60_000).toISOString();
}
