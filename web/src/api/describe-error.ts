import { language } from "../i18n/language.ts";
import { texts } from "../i18n/texts.ts";
import { ApiError } from "./api.ts";

const words = texts({
  unreachable: {
    en: "The server is not responding. Start it with: fonoteka serve",
    ru: "Сервер не отвечает. Запустите его: fonoteka serve",
  },
  notFound: { en: "It is no longer in the archive.", ru: "Этого больше нет в архиве." },
  noPermission: {
    en: "The server has no permission to read or write there.",
    ru: "У сервера нет прав на чтение или запись.",
  },
  diskFull: {
    en: "The disk is full. Free up some space and try again.",
    ru: "Диск заполнен. Освободите место и попробуйте снова.",
  },
  busy: {
    en: "Another program is using this archive. Try again when it has finished.",
    ru: "С архивом работает другая программа. Попробуйте снова, когда она закончит.",
  },
  noSound: {
    en: "Unsupported or damaged audio file.",
    ru: "Аудиофайл повреждён или его формат не поддерживается.",
  },
  damagedSound: { en: "The audio file is damaged.", ru: "Аудиофайл повреждён." },
  noTranscript: {
    en: "Unsupported or damaged transcript file.",
    ru: "Файл расшифровки повреждён или его формат не поддерживается.",
  },
  modelMissing: {
    en: "A model is missing. Download it on the Activity page.",
    ru: "Не хватает модели. Скачайте её на странице «Обработка».",
  },
  modelDownload: { en: "The model could not be downloaded.", ru: "Не удалось скачать модель." },
  newer: {
    en: "This archive was created by a newer version of Fonoteka. Update Fonoteka.",
    ru: "Архив создан более новой версией Fonoteka. Обновите программу.",
  },
  damagedArchive: { en: "The archive's database is damaged.", ru: "База данных архива повреждена." },
  engine: { en: "Speech recognition stopped unexpectedly.", ru: "Распознавание речи неожиданно прервалось." },
  cancelled: { en: "Cancelled.", ru: "Отменено." },
  tooLarge: { en: "The file is larger than the limit.", ru: "Файл больше допустимого размера." },
});

const byCode: Record<string, () => string> = {
  unreachable: words.unreachable,
  "not-found": words.notFound,
  "no-permission": words.noPermission,
  "disk-full": words.diskFull,
  "archive-busy": words.busy,
  "unsupported-audio": words.noSound,
  "corrupt-audio": words.damagedSound,
  "unsupported-transcript": words.noTranscript,
  "model-missing": words.modelMissing,
  "model-download": words.modelDownload,
  "archive-newer": words.newer,
  "archive-damaged": words.damagedArchive,
  "engine-failed": words.engine,
  cancelled: words.cancelled,
  "too-large": words.tooLarge,
};

/** An error for a person: what, and what to try. In English the server's own words are the best ones. */
export function describeError(error: unknown): string {
  if (error instanceof ApiError) return describeFault(error);
  return error instanceof Error ? error.message : String(error);
}

/** The same of an error that came as data, such as a failed job's. */
export function describeFault({
  code,
  message,
  hint,
}: {
  code: string;
  message: string;
  hint: string;
}): string {
  const known = byCode[code];
  if (code === "unreachable" || (language.value !== "en" && known)) return known!();
  return hint ? `${capitalise(message)}: ${hint}` : capitalise(message);
}

function capitalise(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
