import { ApiError } from "../api/api.ts";
import { describeError } from "../api/describe-error.ts";
import { recordingTexts as words } from "./texts.ts";
import type { SavedField } from "./use-autosave.ts";

/** The saving state of a field, with a button to undo. */
// biome-ignore lint/suspicious/noExplicitAny: it does not look at the value.
export function SaveStatus({ field }: { field: SavedField<any> }) {
  const state = field.state.value;
  const error = field.error.value;
  const isRejected = error instanceof ApiError && error.status >= 400 && error.status < 500;
  return (
    <span class={`save-status save-${state}`} role="status">
      {state === "saving" && words.saving()}
      {state === "saved" && (
        <>
          {words.saved()}{" "}
          <button type="button" class="link-button" onClick={field.undo}>
            {words.undo()}
          </button>
        </>
      )}
      {state === "failed" &&
        (isRejected ? words.rejected({ reason: describeError(error) }) : words.notSaved())}
    </span>
  );
}
