import type { Ref } from "preact";
import { IconButton } from "../components/button.tsx";
import type { RecordingView } from "./recording-view.ts";
import { SmallIcon } from "./small-icon.tsx";
import { recordingTexts as words } from "./texts.ts";

/** The find field of the transcript: counts the matches and steps through them. It does not change the address. */
export function FindBar({ view, field }: { view: RecordingView; field: Ref<HTMLInputElement> }) {
  const count = view.matches.value.length;
  const hasText = view.findText.value.trim() !== "";
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "Enter") view.stepMatch(event.shiftKey ? -1 : 1);
    else if (event.key === "Escape") {
      if (view.findText.peek() === "") (event.currentTarget as HTMLInputElement).blur();
      else view.find("");
    } else return;
    event.preventDefault();
  };
  return (
    <search class="find">
      <label class="find-field">
        <SmallIcon name="search" />
        <span class="visually-hidden">{words.find()}</span>
        <input
          id="find-in-recording"
          ref={field}
          type="text"
          inputMode="search"
          enterkeyhint="search"
          autocomplete="off"
          spellcheck={false}
          placeholder={words.find()}
          value={view.findText.value}
          onInput={(event) => view.find(event.currentTarget.value)}
          onKeyDown={onKeyDown}
        />
      </label>
      <span class="find-count times" role="status">
        {hasText &&
          (count > 0
            ? words.findCount({ at: view.matchIndex.value + 1, total: count })
            : view.isSearching.value
              ? words.findSearching()
              : words.findNone())}
      </span>
      {hasText && (
        <span class="find-buttons">
          <button
            type="button"
            class="icon-button"
            aria-label={words.findPrevious()}
            title={words.findPrevious()}
            disabled={count === 0}
            onClick={() => view.stepMatch(-1)}
          >
            <SmallIcon name="up" />
          </button>
          <button
            type="button"
            class="icon-button"
            aria-label={words.findNext()}
            title={words.findNext()}
            disabled={count === 0}
            onClick={() => view.stepMatch(1)}
          >
            <SmallIcon name="down" />
          </button>
          <IconButton icon="close" size={16} label={words.findClear()} onClick={() => view.find("")} />
        </span>
      )}
    </search>
  );
}
