import { signal } from "@preact/signals";
import { api } from "../api/api.ts";
import { onRecordingChange } from "../api/archive-state.ts";
import { displayTitle } from "../i18n/display-title.ts";

/** Titles of recordings in jobs, which know them by file name only. */
const titles = signal<ReadonlyMap<number, string>>(new Map());
const requested = new Set<number>();

/** The recording's title, undefined until it is known; the first call requests it. */
export function titleOf(recordingId: number): string | undefined {
  if (!requested.has(recordingId)) {
    requested.add(recordingId);
    api.getRecording(recordingId).then(
      ({ recording }) => {
        titles.value = new Map(titles.peek()).set(recordingId, recording.title);
      },
      () => {
        // The recording was removed: the file name stays.
      },
    );
  }
  const title = titles.value.get(recordingId);
  return title === undefined ? undefined : displayTitle({ title });
}

onRecordingChange(({ id }) => requested.delete(id));
