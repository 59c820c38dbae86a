import { useSignal } from "@preact/signals";
import { api, type DateCandidate, type DateSource } from "../api/api.ts";
import { isReadOnly } from "../api/archive-state.ts";
import { describeError } from "../api/describe-error.ts";
import { showToast } from "../components/toast.tsx";
import { formatShortDate, formatTimeOfDay } from "../i18n/format.ts";
import { texts } from "../i18n/texts.ts";
import type { RecordingView } from "./recording-view.ts";

const words = texts({
  given: { en: "Entered before", ru: "Указана раньше" },
  tag: { en: "Metadata", ru: "Метаданные" },
  name: { en: "File name", ru: "Имя файла" },
  time: { en: "File date", ru: "Дата файла" },
  use: { en: "Use this date", ru: "Взять эту дату" },
  useLabel: { en: "Use this date: {source}, {date}", ru: "Взять эту дату: {source}, {date}" },
  notKept: {
    en: "Imported by an earlier version: metadata and file date were not kept.",
    ru: "Запись добавлена прежней версией: метаданные и дата файла не сохранены.",
  },
  clockNotSet: { en: "a clock that was not set right", ru: "часы были выставлены неверно" },
  endOfRecording: { en: "when the recording stopped", ru: "конец записи" },
  laterCopy: { en: "later than the recording, as of a copy", ru: "позже записи — видимо, дата копии" },
  otherTimeZone: { en: "the same moment in another time zone", ru: "тот же момент в другом часовом поясе" },
});

const sourceNames: Record<DateSource, () => string> = {
  given: words.given,
  tag: words.tag,
  "file-name": words.name,
  "file-time": words.time,
};

const doubts: Record<NonNullable<DateCandidate["doubt"]>, () => string> = {
  "clock-not-set": words.clockNotSet,
  "end-of-recording": words.endOfRecording,
  "later-copy": words.laterCopy,
  "other-time-zone": words.otherTimeZone,
};

/** What the other sources say about the date, each with a button that takes it. */
export function DateChoices({ view }: { view: RecordingView }) {
  const { createdAt, dateSource, dateCandidates } = view.recording.value!;
  const isSaving = useSignal(false);
  // A recording of an earlier version keeps none: the server says what is known.
  const choices = dateCandidates.length > 0 ? dateCandidates : view.dateChoices.value;
  const seen = new Set<DateSource>([dateSource]);
  const others = choices.filter(({ source, date, hasTime }) => {
    const isSame = hasTime ? date === createdAt : date.slice(0, 10) === createdAt.slice(0, 10);
    // Of several dates given by hand the last is taken back.
    const isFirst = !seen.has(source);
    seen.add(source);
    return isFirst && !isSame;
  });
  const take = async (from: DateSource) => {
    isSaving.value = true;
    try {
      const { recording } = await api.changeDate(view.id, { from });
      const shown = view.recording.peek();
      if (shown) view.recording.value = { ...shown, ...recording };
    } catch (error) {
      showToast(describeError(error), { variant: "failure" });
    } finally {
      isSaving.value = false;
    }
  };
  return (
    <>
      {others.length > 0 && (
        <ul class="date-choices">
          {others.map(({ source, date, hasTime, value, doubt }) => {
            const name = sourceNames[source]();
            const shown = hasTime
              ? `${formatShortDate(date)}, ${formatTimeOfDay(date)}`
              : formatShortDate(date);
            return (
              <li key={source}>
                <span title={value}>
                  {name}: <span class="times">{shown}</span>
                  {doubt && ` (${doubts[doubt]()})`}
                </span>
                {!isReadOnly.value && (
                  <button
                    type="button"
                    class="date-choice-button"
                    aria-label={words.useLabel({ source: name, date: shown })}
                    disabled={isSaving.value}
                    onClick={() => void take(source)}
                  >
                    {words.use()}
                  </button>
                )}
              </li>
            );
          })}
        </ul>
      )}
      {dateCandidates.length === 0 && <p class="details-faint">{words.notKept()}</p>}
    </>
  );
}
