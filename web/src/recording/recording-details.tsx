import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { isReadOnly } from "../api/archive-state.ts";
import { IconButton } from "../components/button.tsx";
import { formatBytes, formatLength, formatShortDate, formatTimeOfDay } from "../i18n/format.ts";
import { nameTrack } from "../import/name-track.ts";
import { recordingAddress } from "../routing/addresses.ts";
import { DateChoices } from "./date-choices.tsx";
import { fitHeight } from "./recording-head.tsx";
import type { RecordingView } from "./recording-view.ts";
import { saveChange } from "./save-change.ts";
import { SaveStatus } from "./save-status.tsx";
import { SmallIcon } from "./small-icon.tsx";
import { recordingTexts as words } from "./texts.ts";
import { type SavedField, useAutosave } from "./use-autosave.ts";

/** Notes, tags, date and source; the first three are edited in place. */
export function RecordingDetails({ view }: { view: RecordingView }) {
  const recording = view.recording.value!;
  const notes = useAutosave({
    key: `fonoteka.draft.${view.id}.notes`,
    stored: recording.notes,
    save: (value, how) => saveChange(view, { notes: value }, how),
  });
  const tags = useAutosave({
    key: `fonoteka.draft.${view.id}.tags`,
    stored: recording.tags,
    save: (value, how) => saveChange(view, { tags: value }, how),
  });
  return (
    <dl class="details">
      <div>
        <dt>
          {words.notes()} <SaveStatus field={notes} />
        </dt>
        <dd>
          <Notes field={notes} />
        </dd>
      </div>
      <div>
        <dt>
          {words.tags()} <SaveStatus field={tags} />
        </dt>
        <dd>
          <Tags field={tags} />
        </dd>
      </div>
      <DateRow view={view} />
      <div>
        <dt>{words.source()}</dt>
        <dd>
          {recording.sourceName} <span class="details-faint">{recording.sourceFormat}</span>
        </dd>
      </div>
      <Tracks view={view} />
      <div>
        <dt>{words.size()}</dt>
        <dd class="times">
          {formatBytes(recording.byteLength)} · {formatLength(recording.durationSeconds)}
        </dd>
      </div>
    </dl>
  );
}

/** The sound tracks of the source: this one, those that are other recordings, and those that could become one. */
function Tracks({ view }: { view: RecordingView }) {
  const tracks = view.tracks.value;
  if (tracks.length === 0) return null;
  return (
    <div>
      <dt>{words.tracks()}</dt>
      <dd>
        <ul class="details-tracks">
          {tracks.map((track) => {
            const { number, recordingId, problem } = track;
            const name = nameTrack(track);
            return (
              <li key={number}>
                {recordingId !== null && recordingId !== view.id ? (
                  <a href={recordingAddress(recordingId)}>{name}</a>
                ) : (
                  name
                )}{" "}
                <span class="details-faint">
                  {recordingId === view.id && words.thisTrack()}
                  {recordingId === null &&
                    (problem === "silent" ? words.silentTrack() : problem ? words.unknownTrack() : "")}
                  {recordingId === null && problem === undefined && (
                    <a href="/import">{words.trackNotImported()}</a>
                  )}
                </span>
              </li>
            );
          })}
        </ul>
      </dd>
    </div>
  );
}

function Notes({ field }: { field: SavedField<string> }) {
  const area = useRef<HTMLTextAreaElement>(null);
  useEffect(() => {
    fitHeight(area.current);
  }, [field.value.value]);
  return (
    <textarea
      ref={area}
      class="quiet-field"
      rows={1}
      aria-label={words.notes()}
      placeholder={isReadOnly.value ? "" : words.notesPlaceholder()}
      readOnly={isReadOnly.value}
      value={field.value.value}
      onInput={(event) => field.change(event.currentTarget.value)}
      onBlur={field.flush}
    />
  );
}

function Tags({ field }: { field: SavedField<string[]> }) {
  const typed = useSignal("");
  const tags = field.value.value;
  const add = () => {
    const tag = typed.peek().trim();
    typed.value = "";
    if (tag !== "" && !tags.includes(tag)) {
      field.change([...tags, tag]);
      field.flush();
    }
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "Enter" || event.key === ",") add();
    else if (event.key === "Backspace" && typed.peek() === "" && tags.length > 0)
      field.change(tags.slice(0, -1));
    else return;
    event.preventDefault();
  };
  return (
    <div class="tags">
      {tags.map((tag) => (
        <span key={tag} class="tag-chip">
          {tag}
          {!isReadOnly.value && (
            <IconButton
              icon="close"
              size={12}
              label={words.removeTag({ tag })}
              onClick={() => {
                field.change(tags.filter((other) => other !== tag));
                field.flush();
              }}
            />
          )}
        </span>
      ))}
      {!isReadOnly.value && (
        <input
          class="quiet-field"
          aria-label={words.addTag()}
          placeholder={words.addTag()}
          value={typed.value}
          onInput={(event) => {
            typed.value = event.currentTarget.value;
          }}
          onKeyDown={onKeyDown}
          onBlur={add}
        />
      )}
    </div>
  );
}

function DateRow({ view }: { view: RecordingView }) {
  const recording = view.recording.value!;
  const isOpen = useSignal(false);
  const date = useAutosave({
    key: `fonoteka.draft.${view.id}.date`,
    stored: recording.createdAt,
    save: (value, how) => saveChange(view, { createdAt: value }, how),
  });
  const origin = {
    given: words.dateGiven,
    tag: words.dateFromTag,
    "file-name": words.dateFromName,
    "file-time": words.dateFromTime,
  }[recording.dateSource];
  const shown = `${formatShortDate(date.value.value)}, ${formatTimeOfDay(date.value.value)}`;
  return (
    <div>
      <dt>
        {words.date()} <SaveStatus field={date} />
      </dt>
      <dd>
        {isReadOnly.value ? (
          shown
        ) : isOpen.value ? (
          <input
            class="quiet-field"
            type="datetime-local"
            step={1}
            aria-label={words.date()}
            value={date.value.value.slice(0, 19)}
            ref={(element) => {
              if (element && document.activeElement !== element) element.focus();
            }}
            onInput={(event) => {
              const wall = event.currentTarget.value;
              // An incomplete date is empty. The time zone of the recording stays.
              if (wall !== "") date.change(wall.padEnd(19, ":00").slice(0, 19) + date.value.peek().slice(19));
            }}
            onBlur={() => {
              isOpen.value = false;
              date.flush();
            }}
            onKeyDown={(event) => {
              if (event.key === "Enter" || event.key === "Escape") event.currentTarget.blur();
            }}
          />
        ) : (
          <button
            type="button"
            class="edit-button"
            aria-label={words.changeDate({ date: shown })}
            onClick={() => {
              isOpen.value = true;
            }}
          >
            {shown} <SmallIcon name="pencil" size={14} />
          </button>
        )}
        <span class="details-faint details-block">{origin()}</span>
        <DateChoices view={view} />
      </dd>
    </div>
  );
}
