import { language } from "../i18n/language.ts";
import { texts } from "../i18n/texts.ts";
import { ApiError } from "./api.ts";

const words = texts({
  unreachable: {
    en: "The server does not answer. Start it again with: fonoteka serve",
    ru: "Сервер не отвечает. Запустите его снова: fonoteka serve",
  },
  notFound: { en: "It is not in the archive any more.", ru: "Этого больше нет в архиве." },
  noPermission: {
    en: "The server may not read or write there.",
    ru: "У сервера нет прав на чтение или запись.",
  },
  diskFull: {
    en: "The disk is full. Free some space and try again.",
    ru: "Диск заполнен. Освободите место и попробуйте снова.",
  },
  busy: {
    en: "Another program is working in this archive. Try again when it is done.",
    ru: "В архиве работает другая программа. Попробуйте, когда она закончит.",
  },
  noSound: { en: "This is not a sound that can be read.", ru: "Это не звук, который можно прочитать." },
  damagedSound: { en: "The sound is damaged.", ru: "Звук повреждён." },
  noTranscript: {
    en: "This is not a transcript that can be read.",
    ru: "Это не расшифровка, которую можно прочитать.",
  },
  modelMissing: {
    en: "A model is missing. Download it on the page Work.",
    ru: "Нет модели. Скачайте её на странице «Работа».",
  },
  modelDownload: { en: "The model could not be downloaded.", ru: "Не удалось скачать модель." },
  newer: {
    en: "A newer version of Fonoteka made this archive. Update the program.",
    ru: "Архив создан более новой версией Фонотеки. Обновите программу.",
  },
  damagedArchive: { en: "The archive's database is damaged.", ru: "База архива повреждена." },
  engine: { en: "The recogniser stopped unexpectedly.", ru: "Распознаватель неожиданно остановился." },
  cancelled: { en: "Cancelled.", ru: "Отменено." },
  tooLarge: { en: "Too large for the limit that is set.", ru: "Больше установленного предела." },
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
