import { useEffect, useState } from "preact/hooks";
import { api, type TrashedRecording } from "../api/api.ts";
import { onRecordingChange } from "../api/archive-state.ts";
import { describeError } from "../api/describe-error.ts";
import { Button } from "../components/button.tsx";
import { showToast } from "../components/toast.tsx";
import { formatClock, formatDateTime } from "../i18n/format.ts";
import { texts } from "../i18n/texts.ts";

const words = texts({
  title: { en: "Removed recordings", ru: "Удалённые записи" },
  lead: {
    en: "They lie in the trash of the archive's folder with all that was known of them.",
    ru: "Они лежат в корзине архива вместе со всем, что о них известно.",
  },
  restore: { en: "Restore", ru: "Вернуть" },
  restoreNamed: { en: "Restore {title}", ru: "Вернуть: {title}" },
  restored: { en: "Restored: {title}", ru: "Возвращено: {title}" },
});

/** What was removed and can come back. */
export function TrashList() {
  const [trashed, setTrashed] = useState<TrashedRecording[]>([]);
  useEffect(() => {
    const read = () =>
      api.listTrash().then(
        ({ recordings }) => setTrashed(recordings),
        () => {},
      );
    void read();
    return onRecordingChange(read);
  }, []);
  if (trashed.length === 0) return null;
  const restore = async (id: number, title: string) => {
    try {
      await api.restoreRecording(id);
      setTrashed((list) => list.filter((one) => one.id !== id));
      showToast(words.restored({ title }));
    } catch (error) {
      showToast(describeError(error), { look: "failure" });
    }
  };
  return (
    <section class="settings-section">
      <h2>{words.title()}</h2>
      <p class="settings-lead">{words.lead()}</p>
      <ul class="trash">
        {trashed.map(({ id, recording }) => (
          <li key={id}>
            <span class="trash-name">{recording.title}</span>
            <span class="times">
              {formatDateTime(recording.createdAt)} · {formatClock(recording.durationSeconds * 1000)}
            </span>
            <Button
              icon="undo"
              aria-label={words.restoreNamed({ title: recording.title })}
              onClick={() => void restore(id, recording.title)}
            >
              {words.restore()}
            </Button>
          </li>
        ))}
      </ul>
    </section>
  );
}
