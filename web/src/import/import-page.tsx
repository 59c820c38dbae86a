import { useRef } from "preact/hooks";
import { status } from "../api/archive-state.ts";
import { describeError } from "../api/describe-error.ts";
import { Button, IconButton } from "../components/button.tsx";
import { Icon, type IconName } from "../components/icon.tsx";
import { Progress } from "../components/progress.tsx";
import { showToast } from "../components/toast.tsx";
import { formatBytes } from "../i18n/format.ts";
import { texts } from "../i18n/texts.ts";
import { recordingAddress } from "../routing/addresses.ts";
import "./import-page.css";
import { describeUpload } from "./describe-upload.ts";
import { fromFileList } from "./given-files.ts";
import { OtherTracks } from "./other-tracks.tsx";
import {
  cancelUpload,
  clearFinished,
  importFiles,
  restoreTrashed,
  retryUpload,
  type UploadItem,
  unfinishedCount,
  uploads,
} from "./uploads.ts";

const words = texts({
  title: { en: "Import", ru: "Импорт" },
  drop: { en: "Drop files or folders here", ru: "Перетащите сюда файлы или папки" },
  dropText: {
    en: "or anywhere on this page, or paste them. Any audio or video: MP3, M4A, WAV, FLAC, Ogg, Opus, MP4, MKV, AMR…",
    ru: "или в любое место страницы, или вставьте из буфера обмена. Любые аудио и видео: MP3, M4A, WAV, FLAC, Ogg, Opus, MP4, MKV, AMR…",
  },
  touchText: {
    en: "Any audio or video on this device: MP3, M4A, WAV, FLAC, Ogg, Opus, MP4, MKV, AMR…",
    ru: "Любые аудио и видео с этого устройства: MP3, M4A, WAV, FLAC, Ogg, Opus, MP4, MKV, AMR…",
  },
  files: { en: "Choose files", ru: "Выбрать файлы" },
  folder: { en: "Choose a folder", ru: "Выбрать папку" },
  note: {
    en: "The archive stores Opus copies; your files are not changed. Transcripts next to an audio file (talk.srt, talk.en.vtt, talk.json…) are imported with it. Up to {limit} per file.",
    ru: "В архиве хранятся копии в формате Opus, ваши файлы не меняются. Расшифровки рядом с аудиофайлом (talk.srt, talk.ru.vtt, talk.json…) добавятся вместе с ним. До {limit} на файл.",
  },
  list: { en: "Files", ru: "Файлы" },
  summary: { en: "{done} of {all} done", ru: "готово {done} из {all}" },
  imported: {
    en: "{count} imported",
    ru: "добавлено: {count}",
  },
  duplicates: {
    en: { one: "{count} duplicate", other: "{count} duplicates" },
    ru: "дубликаты: {count}",
  },
  restored: {
    en: "{count} restored",
    ru: "восстановлено: {count}",
  },
  trashed: {
    en: "{count} in the trash",
    ru: "в корзине: {count}",
  },
  skipped: {
    en: "{count} skipped",
    ru: "пропущено: {count}",
  },
  failed: {
    en: "{count} failed",
    ru: "ошибки: {count}",
  },
  clear: { en: "Clear list", ru: "Очистить список" },
  cancel: { en: "Cancel {name}", ru: "Отменить: {name}" },
  restore: { en: "Restore", ru: "Восстановить" },
  retry: { en: "Try again", ru: "Повторить" },
});

/** Only the newest are shown; the summary counts all. */
const maxShown = 300;

/** Imports files and folders, and shows the outcome of each. */
export function ImportPage() {
  const files = useRef<HTMLInputElement>(null);
  const folder = useRef<HTMLInputElement>(null);
  const limit = status.value?.maxUploadByteLength;
  const isReadOnly = status.value?.readOnly === true;
  const takeInput = (input: HTMLInputElement) => {
    importFiles(fromFileList(input.files ?? []));
    input.value = "";
  };
  return (
    <>
      <header class="page-head">
        <h1>{words.title()}</h1>
      </header>
      <section class="import-box">
        <Icon name="import" size={36} />
        <p class="import-title if-mouse">{words.drop()}</p>
        <p class="import-text if-mouse">{words.dropText()}</p>
        <p class="import-text if-touch">{words.touchText()}</p>
        <div class="import-buttons">
          <Button variant="primary" icon="file" disabled={isReadOnly} onClick={() => files.current?.click()}>
            {words.files()}
          </Button>
          <Button
            class="if-mouse"
            icon="folder"
            disabled={isReadOnly}
            onClick={() => folder.current?.click()}
          >
            {words.folder()}
          </Button>
        </div>
        <input
          ref={files}
          id="files"
          type="file"
          multiple
          hidden
          onChange={(event) => takeInput(event.currentTarget)}
        />
        <input
          ref={folder}
          id="folder"
          type="file"
          multiple
          hidden
          {...{ webkitdirectory: true }}
          onChange={(event) => takeInput(event.currentTarget)}
        />
      </section>
      <p class="import-note">{words.note({ limit: limit ? formatLimit(limit) : "…" })}</p>
      <OtherTracks />
      {uploads.value.length > 0 && <UploadList />}
    </>
  );
}

/** The limit is set in binary units, as in `--upload-limit 8GB`; it is shown as it was set. */
function formatLimit(byteLength: number): string {
  const steps = Math.min(4, Math.floor(Math.log2(byteLength) / 10));
  return formatBytes((byteLength / 1024 ** steps) * 1000 ** steps);
}

function UploadList() {
  const all = uploads.value;
  const done = all.length - unfinishedCount.value;
  const shown = all.slice(-maxShown).reverse();
  return (
    <section>
      <div class="uploads-head">
        <h2>{words.list()}</h2>
        <p class="times" aria-live="polite">
          {summarise(all, done)}
        </p>
        {done > 0 && (
          <Button variant="quiet" onClick={clearFinished}>
            {words.clear()}
          </Button>
        )}
      </div>
      <ul class="jobs">
        {shown.map((item) => (
          <UploadLine key={item.id} item={item} />
        ))}
      </ul>
    </section>
  );
}

function summarise(all: readonly UploadItem[], done: number): string {
  const count = (status: string) => all.filter(({ outcome }) => outcome?.status === status).length;
  const failed = count("failed") + all.filter(({ state }) => state === "failed").length;
  const parts = [
    ...(done < all.length ? [words.summary({ done, all: all.length })] : []),
    ...(count("imported") ? [words.imported({ count: count("imported") })] : []),
    ...(count("duplicate") ? [words.duplicates({ count: count("duplicate") })] : []),
    ...(count("restored") ? [words.restored({ count: count("restored") })] : []),
    ...(count("trashed") ? [words.trashed({ count: count("trashed") })] : []),
    ...(count("skipped") ? [words.skipped({ count: count("skipped") })] : []),
    ...(failed ? [words.failed({ count: failed })] : []),
  ];
  return parts.join(" · ");
}

async function restore(id: number): Promise<void> {
  await restoreTrashed(id).catch((error) => showToast(describeError(error), { variant: "failure" }));
}

function UploadLine({ item }: { item: UploadItem }) {
  const { id, name, folderPath, state, sentBytes, byteLength, outcome } = item;
  const isActive = state === "sending" || state === "retrying" || state === "importing";
  const hasFailed = state === "failed" || outcome?.status === "failed";
  const isTrashed = outcome?.status === "trashed";
  const isStored = outcome?.status === "imported" || outcome?.status === "restored";
  const recording = outcome && "recording" in outcome && !isTrashed ? outcome.recording : undefined;
  const icon: IconName = hasFailed ? "warning" : isStored ? "check" : isTrashed ? "trash" : "file";
  return (
    <li class={`job upload ${hasFailed ? "job-failed" : ""} ${isStored ? "job-done" : ""}`}>
      <div class="job-what">
        <p class="upload-name">
          {folderPath && <span class="job-stage">{folderPath}/</span>}
          {recording ? <a href={recordingAddress(recording.id)}>{name}</a> : <span>{name}</span>}
        </p>
        <p class="job-state times">
          {!isActive && state !== "waiting" && <Icon name={icon} size={16} />}
          {describeUpload(item)}
        </p>
      </div>
      {(isActive || state === "waiting") && (
        <IconButton icon="close" size={18} label={words.cancel({ name })} onClick={() => cancelUpload(id)} />
      )}
      {(state === "failed" || state === "cancelled") && (
        <Button icon="again" onClick={() => retryUpload(id)}>
          {words.retry()}
        </Button>
      )}
      {isTrashed && (
        <Button icon="undo" onClick={() => void restore(id)}>
          {words.restore()}
        </Button>
      )}
      {isActive && (
        <div class="job-bar">
          <Progress share={state === "importing" ? null : sentBytes / Math.max(1, byteLength)} label={name} />
        </div>
      )}
    </li>
  );
}
