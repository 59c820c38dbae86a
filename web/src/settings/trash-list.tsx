import { useEffect, useState } from "preact/hooks";
import { api, type TrashedRecording } from "../api/api.ts";
import { onRecordingChange } from "../api/archive-state.ts";
import { describeError } from "../api/describe-error.ts";
import { Button } from "../components/button.tsx";
import { showToast } from "../components/toast.tsx";
import { displayTitle } from "../i18n/display-title.ts";
import { formatClock, formatDateTime } from "../i18n/format.ts";
import { texts } from "../i18n/texts.ts";

const words = texts({
  title: { en: "Trash", ru: "Корзина" },
  lead: {
    en: "Removed recordings are kept in the trash folder of the archive, with their transcripts and notes.",
    ru: "Удалённые записи хранятся в корзине архива вместе с расшифровками и заметками.",
  },
  restore: { en: "Restore", ru: "Восстановить" },
  restoreNamed: { en: "Restore {title}", ru: "Восстановить: {title}" },
  restored: { en: "Restored: {title}", ru: "Восстановлено: {title}" },
});

/** Removed recordings, each with a button to restore it. */
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
      setTrashed((list) => list.filter((trash) => trash.id !== id));
      showToast(words.restored({ title }));
    } catch (error) {
      showToast(describeError(error), { variant: "failure" });
    }
  };
  return (
    <section class="settings-section">
      <h2>{words.title()}</h2>
      <p class="settings-lead">{words.lead()}</p>
      <ul class="trash">
        {trashed.map(({ id, recording }) => (
          <li key={id}>
            <span class="trash-name">{displayTitle(recording)}</span>
            <span class="times">
              {formatDateTime(recording.createdAt)} · {formatClock(recording.durationSeconds * 1000)}
            </span>
            <Button
              icon="undo"
              aria-label={words.restoreNamed({ title: displayTitle(recording) })}
              onClick={() => void restore(id, displayTitle(recording))}
            >
              {words.restore()}
            </Button>
          </li>
        ))}
      </ul>
    </section>
  );
}
