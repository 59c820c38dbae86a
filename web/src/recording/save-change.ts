import { apiAddress } from "../api/address.ts";
import { api, type WrittenChanges } from "../api/api.ts";
import type { RecordingView } from "./recording-view.ts";

/** Saves changes of a recording and shows the result. A page that is being closed sends them without waiting. */
export async function saveChange(
  view: RecordingView,
  changes: WrittenChanges,
  { leaving }: { leaving: boolean },
): Promise<void> {
  if (leaving) {
    await fetch(apiAddress(`/recordings/${view.id}`), {
      method: "PATCH",
      keepalive: true,
      headers: { "content-type": "application/json" },
      body: JSON.stringify(changes),
    });
    return;
  }
  const { recording } = await api.updateRecording(view.id, changes);
  const shown = view.recording.peek();
  if (shown) view.recording.value = { ...shown, ...recording };
}
