import { signal } from "@preact/signals";
import { api } from "../api/api.ts";
import { onRecordingChange } from "../api/archive-state.ts";

/** A job knows its recording by file name; people know it by title. */
const titles = signal<ReadonlyMap<number, string>>(new Map());
const asked = new Set<number>();

/** The recording's title once it is known; asks for it the first time. */
export function titleOf(recordingId: number): string | undefined {
  if (!asked.has(recordingId)) {
    asked.add(recordingId);
    api.getRecording(recordingId).then(
      ({ recording }) => {
        titles.value = new Map(titles.peek()).set(recordingId, recording.title);
      },
      () => {
        // Removed meanwhile: the file name stays.
      },
    );
  }
  return titles.value.get(recordingId);
}

onRecordingChange(({ id }) => asked.delete(id));
