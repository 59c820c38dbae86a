import { describeError, describeErrorInfo, describeNote } from "../api/describe-error.ts";
import { formatBytes, formatDateTime, formatPercent } from "../i18n/format.ts";
import { texts } from "../i18n/texts.ts";
import type { UploadItem } from "./uploads.ts";

/** States that need no values. */
const states = texts({
  waiting: { en: "waiting", ru: "в очереди" },
  importing: { en: "importing", ru: "добавляется в архив" },
  cancelled: { en: "cancelled", ru: "отменено" },
});

const words = texts({
  sending: { en: "{share} of {size}", ru: "{share} из {size}" },
  retrying: {
    en: "Connection lost; the upload resumes automatically ({share} sent)",
    ru: "Связь прервалась; отправка продолжится сама (отправлено {share})",
  },
  imported: { en: "Imported, recorded {date}", ru: "Добавлено в архив, дата записи: {date}" },
  moreTracks: {
    en: { one: "the file has {count} more sound track", other: "the file has {count} more sound tracks" },
    ru: {
      one: "в файле есть ещё {count} звуковая дорожка",
      few: "в файле есть ещё {count} звуковые дорожки",
      many: "в файле есть ещё {count} звуковых дорожек",
    },
  },
  withTranscript: { en: "transcript attached", ru: "расшифровка добавлена" },
  transcriptFailed: {
    en: "its transcript was not attached. {why}",
    ru: "расшифровка не добавлена. {why}",
  },
  sameFile: { en: "Already in the archive: same file", ru: "Уже есть в архиве: тот же файл" },
  sameAudio: { en: "Already in the archive: same audio", ru: "Уже есть в архиве: тот же звук" },
  restored: {
    en: "Already in the archive: its stored file was missing or damaged and is restored",
    ru: "Уже есть в архиве: утраченный или повреждённый файл записи восстановлен",
  },
  trashed: {
    en: "Not imported: this recording is in the trash",
    ru: "Не добавлено: эта запись в корзине",
  },
  skipped: { en: "Skipped: not an audio file", ru: "Пропущено: не аудиофайл" },
});

/** The state of one file in words: progress while it is sent, then the outcome. */
export function describeUpload(item: UploadItem): string {
  const { state, outcome, error, sentBytes, byteLength, transcript, transcriptError } = item;
  const share = formatPercent(byteLength ? sentBytes / byteLength : 1);
  if (state === "sending") return words.sending({ share, size: formatBytes(byteLength) });
  if (state === "retrying") return words.retrying({ share });
  if (state === "failed") return error ?? "";
  if (state !== "done" || !outcome) return states[state === "done" ? "importing" : state]();
  switch (outcome.status) {
    case "imported": {
      const parts = [words.imported({ date: formatDateTime(outcome.recording.createdAt) })];
      if (transcript === "attached") parts.push(words.withTranscript());
      const { sourceTracks } = outcome.recording;
      for (const warning of outcome.warnings) {
        // The list of tracks above names them.
        const isNamed = warning.code === "other-tracks";
        const count = sourceTracks.filter(({ problem }) => problem === undefined).length - 1;
        parts.push(isNamed ? words.moreTracks({ count }) : describeNote(warning).text);
      }
      // Last, because it ends with a sentence of its own.
      if (transcript === "failed")
        parts.push(words.transcriptFailed({ why: describeError(transcriptError) }));
      return parts.join("; ");
    }
    case "duplicate":
      return outcome.reason === "same-file" ? words.sameFile() : words.sameAudio();
    case "restored":
      return [words.restored(), ...outcome.warnings.map((warning) => describeNote(warning).text)].join("; ");
    case "trashed":
      return words.trashed();
    case "skipped":
      return words.skipped();
    case "failed":
      return describeErrorInfo(outcome.error);
  }
}
