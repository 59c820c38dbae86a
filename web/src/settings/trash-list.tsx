import { useEffect, useState } from "preact/hooks";
import { api, type OtherTrashFile, type TrashedRecording } from "../api/api.ts";
import { onRecordingChange, status } from "../api/archive-state.ts";
import { describeError } from "../api/describe-error.ts";
import { Button } from "../components/button.tsx";
import { showToast } from "../components/toast.tsx";
import { displayTitle } from "../i18n/display-title.ts";
import { formatBytes, formatClock, formatDateTime } from "../i18n/format.ts";
import { texts } from "../i18n/texts.ts";
import { DeleteForGoodDialog } from "./delete-for-good-dialog.tsx";

const words = texts({
  title: { en: "Trash", ru: "Корзина" },
  lead: {
    en: "Removed recordings are kept in the trash folder of the archive, with their transcripts and notes.",
    ru: "Удалённые записи хранятся в корзине архива вместе с расшифровками и заметками.",
  },
  removedToday: { en: "removed today", ru: "удалено сегодня" },
  removedAgo: {
    en: { one: "removed {count} day ago", other: "removed {count} days ago" },
    ru: {
      one: "удалено {count} день назад",
      few: "удалено {count} дня назад",
      many: "удалено {count} дней назад",
    },
  },
  restore: { en: "Restore", ru: "Восстановить" },
  restoreNamed: { en: "Restore {title}", ru: "Восстановить: {title}" },
  restored: { en: "Restored: {title}", ru: "Восстановлено: {title}" },
  delete: { en: "Delete for good", ru: "Удалить навсегда" },
  deleteNamed: { en: "Delete for good: {title}", ru: "Удалить навсегда: {title}" },
  empty: { en: "Empty the trash ({size})", ru: "Очистить корзину ({size})" },
  deleted: { en: "Deleted for good, {size} freed", ru: "Удалено навсегда, освобождено {size}" },
  leftovers: {
    en: {
      one: "{count} more file is in the trash folder, left by interrupted work or damaged. It is never deleted automatically:",
      other:
        "{count} more files are in the trash folder, left by interrupted work or damaged. They are never deleted automatically:",
    },
    ru: {
      one: "В папке корзины ещё {count} файл — от прерванной работы или повреждённый. Сам он не удаляется:",
      few: "В папке корзины ещё {count} файла — от прерванной работы или повреждённые. Сами они не удаляются:",
      many: "В папке корзины ещё {count} файлов — от прерванной работы или повреждённые. Сами они не удаляются:",
    },
  },
  onlyLeftovers: {
    en: {
      one: "{count} file is in the trash folder, left by interrupted work or damaged. It is never deleted automatically:",
      other:
        "{count} files are in the trash folder, left by interrupted work or damaged. They are never deleted automatically:",
    },
    ru: {
      one: "В папке корзины {count} файл — от прерванной работы или повреждённый. Сам он не удаляется:",
      few: "В папке корзины {count} файла — от прерванной работы или повреждённые. Сами они не удаляются:",
      many: "В папке корзины {count} файлов — от прерванной работы или повреждённые. Сами они не удаляются:",
    },
  },
  soundMissing: {
    en: "The audio file is missing from the trash. Import the original file: the recording is restored with its sound and transcripts.",
    ru: "Аудиофайла в корзине нет. Добавьте исходный файл: запись вернётся вместе со звуком и расшифровками.",
  },
  soundDamaged: {
    en: "The audio file in the trash is damaged. Import the original file: the recording is restored with whole sound and its transcripts.",
    ru: "Аудиофайл в корзине повреждён. Добавьте исходный файл: запись вернётся с целым звуком и расшифровками.",
  },
  live: { en: "Discarded live recording", ru: "Отменённая живая запись" },
});

type Trash = { recordings: TrashedRecording[]; others: OtherTrashFile[] };

/** Removed recordings with size and age, each with buttons to restore it or to delete it for good. */
export function TrashList() {
  const [{ recordings, others }, setTrash] = useState<Trash>({ recordings: [], others: [] });
  /** What is to be deleted, once it is confirmed. */
  const [asked, ask] = useState<TrashedRecording | "all">();
  const read = () => api.listTrash().then(setTrash, () => {});
  useEffect(() => {
    void read();
    return onRecordingChange(() => void read());
  }, []);
  const isWritable = status.value?.readOnly !== true;
  const live = others.filter(({ kind }) => kind === "live");
  const leftovers = others.filter(({ kind }) => kind === "leftover");
  if (recordings.length + others.length === 0) return null;
  const byteLength = [...recordings, ...live].reduce((sum, one) => sum + one.byteLength, 0);
  const restore = async (id: number, title: string) => {
    try {
      await api.restoreRecording(id);
      showToast(words.restored({ title }));
    } catch (error) {
      showToast(describeError(error), { variant: "failure" });
    }
    await read();
  };
  const deleteForGood = async (chosen: TrashedRecording | "all") => {
    ask(undefined);
    try {
      const freed = chosen === "all" ? await api.emptyTrash() : await api.deleteForGood(chosen.id);
      showToast(words.deleted({ size: formatBytes(freed.byteLength) }));
    } catch (error) {
      showToast(describeError(error), { variant: "failure" });
    }
    await read();
  };
  return (
    <section class="settings-section">
      <h2>{words.title()}</h2>
      <p class="settings-lead">{words.lead()}</p>
      <ul class="trash">
        {recordings.map((trashed) => (
          <li key={trashed.id}>
            <span class="trash-name">{displayTitle(trashed.recording)}</span>
            <span class="times">{describeFacts(trashed)}</span>
            {isWritable && (
              <span class="trash-actions">
                {trashed.sound !== "missing" && (
                  <Button
                    icon="undo"
                    aria-label={words.restoreNamed({ title: displayTitle(trashed.recording) })}
                    onClick={() => void restore(trashed.id, displayTitle(trashed.recording))}
                  >
                    {words.restore()}
                  </Button>
                )}
                <Button
                  icon="trash"
                  variant="danger"
                  aria-label={words.deleteNamed({ title: displayTitle(trashed.recording) })}
                  onClick={() => ask(trashed)}
                >
                  {words.delete()}
                </Button>
              </span>
            )}
            {trashed.sound !== "present" && (
              <span class="trash-flaw">
                {trashed.sound === "missing" ? words.soundMissing() : words.soundDamaged()}
              </span>
            )}
          </li>
        ))}
        {live.map(({ name, byteLength: size, changedAt }) => (
          <li key={name}>
            <span class="trash-name">{words.live()}</span>
            <span class="times">
              {formatBytes(size)} · {describeAge(changedAt)}
            </span>
          </li>
        ))}
      </ul>
      {isWritable && recordings.length + live.length > 0 && (
        <p>
          <Button icon="trash" variant="danger" onClick={() => ask("all")}>
            {words.empty({ size: formatBytes(byteLength) })}
          </Button>
        </p>
      )}
      {leftovers.length > 0 && (
        <p class="settings-lead">
          {(recordings.length + live.length > 0 ? words.leftovers : words.onlyLeftovers)({
            count: leftovers.length,
          })}{" "}
          {leftovers.map(({ name }) => name).join(", ")}
        </p>
      )}
      {asked && (
        <DeleteForGoodDialog
          title={asked === "all" ? undefined : displayTitle(asked.recording)}
          count={asked === "all" ? recordings.length + live.length : 1}
          onClose={() => ask(undefined)}
          onDelete={() => void deleteForGood(asked)}
        />
      )}
    </section>
  );
}

function describeFacts({ recording, byteLength, removedAt }: TrashedRecording): string {
  const facts = [
    formatDateTime(recording.createdAt),
    formatClock(recording.durationSeconds * 1000),
    formatBytes(byteLength),
    describeAge(removedAt),
  ];
  return facts.join(" · ");
}

function describeAge(iso: string): string {
  const days = Math.floor((Date.now() - Date.parse(iso)) / (24 * 3600_000));
  return days < 1 ? words.removedToday() : words.removedAgo({ count: days });
}
