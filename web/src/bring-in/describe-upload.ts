import { describeFault } from "../api/describe-error.ts";
import { formatBytes, formatDateTime, formatPercent } from "../i18n/format.ts";
import { language } from "../i18n/language.ts";
import { texts } from "../i18n/texts.ts";
import type { UploadItem } from "./uploads.ts";

const words = texts({
  waiting: { en: "waiting", ru: "в очереди" },
  sending: { en: "{share} of {size}", ru: "{share} из {size}" },
  retrying: {
    en: "The connection is gone; it goes on by itself ({share} sent)",
    ru: "Связь прервалась; продолжится само (передано {share})",
  },
  importing: { en: "being taken into the archive", ru: "добавляется в архив" },
  imported: { en: "In the archive, recorded {date}", ru: "В архиве, записано {date}" },
  withTranscript: { en: "its transcript was taken along", ru: "расшифровка добавлена вместе с ней" },
  transcriptFailed: { en: "its transcript could not be read", ru: "расшифровка рядом не прочиталась" },
  sameFile: { en: "Already in the archive: the same file", ru: "Уже есть в архиве: тот же файл" },
  sameSound: { en: "Already in the archive: the same sound", ru: "Уже есть в архиве: тот же звук" },
  skipped: { en: "Left out: not a sound", ru: "Пропущен: это не звук" },
  cancelled: { en: "cancelled", ru: "отменено" },
});

/** What a person should know of one file on its way, and how it ended. */
export function describeUpload(item: UploadItem): string {
  const { state, outcome, error, sentBytes, byteLength, transcript } = item;
  const share = formatPercent(byteLength ? sentBytes / byteLength : 1);
  if (state === "sending") return words.sending({ share, size: formatBytes(byteLength) });
  if (state === "retrying") return words.retrying({ share });
  if (state === "failed") return error ?? "";
  if (state !== "done" || !outcome) return words[state === "done" ? "importing" : state]();
  switch (outcome.status) {
    case "imported": {
      const parts = [words.imported({ date: formatDateTime(outcome.recording.createdAt) })];
      if (transcript === "attached") parts.push(words.withTranscript());
      if (transcript === "failed") parts.push(words.transcriptFailed());
      // The library's warnings are English sentences of rare things.
      if (language.value === "en") parts.push(...outcome.warnings);
      return parts.join("; ");
    }
    case "duplicate":
      return outcome.reason === "same-file" ? words.sameFile() : words.sameSound();
    case "skipped":
      return words.skipped();
    case "failed":
      return describeFault(outcome.error);
  }
}
