import type { Ref } from "preact";
import { IconButton } from "../components/button.tsx";
import type { RecordingView } from "./recording-view.ts";
import { SmallIcon } from "./small-icon.tsx";
import { recordingTexts as words } from "./texts.ts";

/** The field that looks for words in this transcript: counts, goes from place to place, leaves the page's address alone. */
export function FindBar({ view, field }: { view: RecordingView; field: Ref<HTMLInputElement> }) {
  const count = view.findings.value.length;
  const isAsked = view.question.value.trim() !== "";
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "Enter") view.stepFinding(event.shiftKey ? -1 : 1);
    else if (event.key === "Escape") {
      if (view.question.peek() === "") (event.currentTarget as HTMLInputElement).blur();
      else view.find("");
    } else return;
    event.preventDefault();
  };
  return (
    <search class="find">
      <label class="find-field">
        <SmallIcon name="search" />
        <span class="only-heard">{words.find()}</span>
        <input
          id="find-in-recording"
          ref={field}
          type="text"
          inputMode="search"
          enterkeyhint="search"
          autocomplete="off"
          spellcheck={false}
          placeholder={words.find()}
          value={view.question.value}
          onInput={(event) => view.find(event.currentTarget.value)}
          onKeyDown={onKeyDown}
        />
      </label>
      <span class="find-count times" role="status">
        {isAsked &&
          (count > 0
            ? words.findCount({ place: view.findingPlace.value + 1, total: count })
            : view.isFinding.value
              ? words.findLooking()
              : words.findNone())}
      </span>
      {isAsked && (
        <span class="find-buttons">
          <button
            type="button"
            class="icon-button"
            aria-label={words.findPrevious()}
            title={words.findPrevious()}
            disabled={count === 0}
            onClick={() => view.stepFinding(-1)}
          >
            <SmallIcon name="up" />
          </button>
          <button
            type="button"
            class="icon-button"
            aria-label={words.findNext()}
            title={words.findNext()}
            disabled={count === 0}
            onClick={() => view.stepFinding(1)}
          >
            <SmallIcon name="down" />
          </button>
          <IconButton icon="close" size={16} label={words.findClear()} onClick={() => view.find("")} />
        </span>
      )}
    </search>
  );
}
