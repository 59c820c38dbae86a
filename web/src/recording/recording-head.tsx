import { useEffect, useRef } from "preact/hooks";
import { listDamage, type RecordingSummary } from "../api/api.ts";
import { isReadOnly } from "../api/archive-state.ts";
import { describeNote } from "../api/describe-error.ts";
import { formatDateTime, formatLength } from "../i18n/format.ts";
import { isLive } from "../library/is-live.ts";
import { languageName } from "./paragraph-block.tsx";
import { RecordingMenus } from "./recording-menus.tsx";
import type { RecordingView } from "./recording-view.ts";
import { saveChange } from "./save-change.ts";
import { SaveStatus } from "./save-status.tsx";
import { recordingTexts as words } from "./texts.ts";
import { useAutosave } from "./use-autosave.ts";

/** The title as a field, the main facts in one line, and the menus. */
export function RecordingHead({ view }: { view: RecordingView }) {
  const recording = view.recording.value!;
  const title = useAutosave({
    key: `fonoteka.draft.${view.id}.title`,
    stored: recording.title,
    save: (value, how) => saveChange(view, { title: value.trim() }, how),
  });
  const field = useRef<HTMLTextAreaElement>(null);
  useEffect(() => {
    fitHeight(field.current);
  }, [title.value.value]);
  useEffect(() => {
    const fit = () => fitHeight(field.current);
    addEventListener("resize", fit);
    return () => removeEventListener("resize", fit);
  }, []);
  const facts = [
    formatDateTime(recording.createdAt),
    formatLength(recording.durationSeconds),
    languageName(view.transcript.value?.info.language ?? recording.language),
  ].filter((fact) => fact !== null);
  return (
    <header class="recording-head">
      <h1 class="visually-hidden">{title.value.value || words.titlePlaceholder()}</h1>
      <div class="recording-title-row">
        <textarea
          ref={field}
          class="recording-title"
          rows={1}
          aria-label={words.title()}
          placeholder={words.titlePlaceholder()}
          readOnly={isReadOnly.value}
          value={title.value.value}
          onInput={(event) => title.change(event.currentTarget.value.replaceAll("\n", " "))}
          onBlur={title.flush}
          onKeyDown={(event) => {
            if (event.key !== "Enter" && event.key !== "Escape") return;
            event.preventDefault();
            event.currentTarget.blur();
          }}
        />
        <RecordingMenus view={view} />
      </div>
      <p class="recording-facts">
        <span>{facts.join(" · ")}</span> <SaveStatus field={title} />
      </p>
      <ImportNotes recording={recording} />
    </header>
  );
}

/** What was found at import, and what it means for the recording. */
function ImportNotes({ recording }: { recording: RecordingSummary }) {
  const { importNotes } = recording;
  if (importNotes.length === 0) return null;
  const found = importNotes.map((note) => describeNote(note).text).join("; ");
  const isDamaged = listDamage(importNotes).length > 0;
  return (
    <p class="recording-found">
      {!isDamaged
        ? words.importNote({ found })
        : isLive(recording)
          ? words.interruptedLive({ found })
          : words.damagedSource({ found })}
    </p>
  );
}

/** Fits the height to the text: not all browsers support `field-sizing`. */
export function fitHeight(field: HTMLTextAreaElement | null): void {
  if (!field) return;
  field.style.height = "auto";
  field.style.height = `${field.scrollHeight}px`;
}
