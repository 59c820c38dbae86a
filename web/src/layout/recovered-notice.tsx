import { recovered } from "../api/archive-state.ts";
import { IconButton } from "../components/button.tsx";
import { Icon } from "../components/icon.tsx";
import { formatDateTime, formatLength } from "../i18n/format.ts";
import { texts } from "../i18n/texts.ts";
import { recordingAddress } from "../routing/addresses.ts";
import "./recovered-notice.css";

const words = texts({
  title: {
    en: {
      one: "An interrupted recording was saved",
      other: "{count} interrupted recordings were saved",
    },
    ru: {
      one: "Прерванная запись сохранена",
      few: "Сохранены {count} прерванные записи",
      many: "Сохранено {count} прерванных записей",
    },
  },
  close: { en: "Close", ru: "Закрыть" },
});

/** Microphone recordings that the server found unfinished when it started; shown once. */
export function RecoveredNotice() {
  const saved = recovered.value;
  if (saved.length === 0) return null;
  return (
    <section class="recovered" role="status">
      <Icon name="check" />
      <div>
        <p>
          <strong>{words.title({ count: saved.length })}</strong>
        </p>
        <ul>
          {saved.map(({ id, title, createdAt, durationSeconds }) => (
            <li key={id}>
              <a href={recordingAddress(id)}>{title || formatDateTime(createdAt)}</a> ·{" "}
              {formatLength(durationSeconds)}
            </li>
          ))}
        </ul>
      </div>
      <IconButton icon="close" size={16} label={words.close()} onClick={() => (recovered.value = [])} />
    </section>
  );
}
