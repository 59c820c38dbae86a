import { describeError, describeErrorInfo, describeNote } from "../api/describe-error.ts";
import { formatBytes, formatDateTime, formatPercent } from "../i18n/format.ts";
import { texts } from "../i18n/texts.ts";
import type { TranscriptResult, UploadItem } from "./uploads.ts";

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
  withTranscripts: { en: "transcripts attached: {names}", ru: "добавлены расшифровки: {names}" },
  otherForms: {
    en: "not attached: {names} (other forms of {best})",
    ru: "не добавлено: {names} (другие виды {best})",
  },
  transcriptFailed: {
    en: "its transcript was not attached. {why}",
    ru: "расшифровка не добавлена. {why}",
  },
  namedFailed: {
    en: "{name} was not attached. {why}",
    ru: "{name}: расшифровка не добавлена. {why}",
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
  withoutAudio: {
    en: "Skipped: a transcript, and no audio file of its name was chosen with it",
    ru: "Пропущено: расшифровка, но аудиофайл с тем же именем не выбран вместе с ней",
  },
  skipped: { en: "Skipped: not an audio file", ru: "Пропущено: не аудиофайл" },
});

/** The state of one file in words: progress while it is sent, then the outcome. */
export function describeUpload(item: UploadItem): string {
  const { state, outcome, error, sentBytes, byteLength, transcripts = [] } = item;
  const share = formatPercent(byteLength ? sentBytes / byteLength : 1);
  if (state === "sending") return words.sending({ share, size: formatBytes(byteLength) });
  if (state === "retrying") return words.retrying({ share });
  if (state === "failed") return error ?? "";
  if (state !== "done" || !outcome) return states[state === "done" ? "importing" : state]();
  switch (outcome.status) {
    case "imported":
      return join([
        words.imported({ date: formatDateTime(outcome.recording.createdAt) }),
        ...outcome.warnings.map((warning) => {
          // The list of tracks above names them.
          if (warning.code !== "other-tracks") return describeNote(warning).text;
          const { sourceTracks } = outcome.recording;
          return words.moreTracks({
            count: sourceTracks.filter(({ problem }) => problem === undefined).length - 1,
          });
        }),
        ...describeTranscripts(transcripts),
      ]);
    case "duplicate":
      return join([
        outcome.reason === "same-file" ? words.sameFile() : words.sameAudio(),
        ...describeTranscripts(transcripts),
      ]);
    case "restored":
      return join([
        words.restored(),
        ...outcome.warnings.map((warning) => describeNote(warning).text),
        ...describeTranscripts(transcripts),
      ]);
    case "trashed":
      return words.trashed();
    case "skipped":
      return outcome.note.code === "transcript-without-audio" ? words.withoutAudio() : words.skipped();
    case "failed":
      return describeErrorInfo(outcome.error);
  }
}

const join = (parts: readonly string[]) => parts.join("; ");

/** What was attached, then what was not and why: that comes last, because it ends with a sentence of its own. */
function describeTranscripts(results: readonly TranscriptResult[]): string[] {
  const attached = results.filter(({ status }) => status === "attached").map(({ name }) => name);
  const forms = Map.groupBy(
    results.filter((result) => result.status === "other-form"),
    ({ best }) => best,
  );
  const failed = results.filter((result) => result.status === "failed");
  return [
    ...(attached.length === 1 ? [words.withTranscript()] : []),
    ...(attached.length > 1 ? [words.withTranscripts({ names: attached.join(", ") })] : []),
    ...[...forms].map(([best, others]) =>
      words.otherForms({ names: others.map(({ name }) => name).join(", "), best }),
    ),
    ...failed.map(({ name, error }) => {
      const why = describeError(error);
      return results.length === 1 ? words.transcriptFailed({ why }) : words.namedFailed({ name, why });
    }),
  ];
}
