/** Actions on several recordings at once. */

import { api, type ExportFormat, type RecordingSummary } from "../api/api.ts";
import { updateJob } from "../api/archive-state.ts";
import { describeError } from "../api/describe-error.ts";
import { watchedFetch } from "../api/reachable.ts";
import { showToast } from "../components/toast.tsx";
import { displayTitle } from "../i18n/display-title.ts";
import { texts } from "../i18n/texts.ts";
import { hideRecordings, refreshList } from "./recording-list.ts";
import { saveFile } from "./save-file.ts";
import { selectNone } from "./selection.ts";
import type { NamedFile } from "./zip-files.ts";

const words = texts({
  removed: {
    en: { one: "Removed: {title}", other: "Removed {count} recordings" },
    ru: { one: "Удалено: {title}", few: "Удалено: {count} записи", many: "Удалено: {count} записей" },
  },
  undo: { en: "Undo", ru: "Отменить" },
  restored: {
    en: { one: "Restored: {title}", other: "Restored {count} recordings" },
    ru: {
      one: "Восстановлено: {title}",
      few: "Восстановлено: {count} записи",
      many: "Восстановлено: {count} записей",
    },
  },
  queued: {
    en: { one: "Queued for transcription", other: "{count} recordings queued for transcription" },
    ru: {
      one: "Запись поставлена в очередь на расшифровку",
      few: "В очередь на расшифровку поставлено: {count} записи",
      many: "В очередь на расшифровку поставлено: {count} записей",
    },
  },
  nothingToExport: {
    en: "None of the selected recordings has a transcript yet.",
    ru: "Ни у одной из выбранных записей ещё нет расшифровки.",
  },
});

/** Moves recordings to the trash and offers to undo it. Those that the server rejects stay. */
export async function removeRecordings(list: readonly RecordingSummary[]): Promise<void> {
  hideRecordings(new Set(list.map(({ id }) => id)));
  selectNone();
  const removed = await forEachItem(list, ({ id }) => api.removeRecording(id));
  await refreshList();
  if (removed.length === 0) return;
  showToast(words.removed({ count: removed.length, title: displayTitle(removed[0]!) }), {
    action: { label: words.undo(), run: () => void restore(removed) },
  });
}

async function restore(list: readonly RecordingSummary[]): Promise<void> {
  const restored = await forEachItem(list, ({ id }) => api.restoreRecording(id));
  await refreshList();
  if (restored.length > 0)
    showToast(words.restored({ count: restored.length, title: displayTitle(restored[0]!) }));
}

export async function transcribeAgain(list: readonly RecordingSummary[]): Promise<void> {
  selectNone();
  const queued = await forEachItem(list, async ({ id }) => updateJob((await api.transcribe(id)).job));
  await refreshList();
  if (queued.length > 0) showToast(words.queued({ count: queued.length }));
}

/** Saves the transcripts: one file for one recording, a ZIP for several. */
export async function exportRecordings(
  list: readonly RecordingSummary[],
  format: ExportFormat,
): Promise<void> {
  try {
    const files = await fetchExports(list, format);
    const [first] = files;
    if (!first) showToast(words.nothingToExport(), { variant: "failure" });
    else if (files.length === 1) saveFile(first.content, first.name);
    else {
      // Loaded on demand: 6 kB that few visits need.
      const { zipFiles } = await import("./zip-files.ts");
      saveFile(await zipFiles(files), "fonoteka.zip");
    }
  } catch (error) {
    showToast(describeError(error), { variant: "failure" });
  }
}

async function fetchExports(list: readonly RecordingSummary[], format: ExportFormat): Promise<NamedFile[]> {
  const files: NamedFile[] = [];
  for (const { id, filename, state } of list) {
    if (state !== "transcribed" && state !== "no-speech") continue;
    const answer = await watchedFetch(api.exportUrl(id, { format }));
    if (!answer.ok) continue;
    files.push({ name: filename.replace(/\.opus$/, `.${format}`), content: await answer.blob() });
  }
  return files;
}

/** Runs the action on each item; reports the first error. @returns the items that succeeded */
async function forEachItem<Item>(
  list: readonly Item[],
  act: (item: Item) => Promise<unknown>,
): Promise<Item[]> {
  const done: Item[] = [];
  let failure: unknown;
  for (const item of list) {
    try {
      await act(item);
      done.push(item);
    } catch (error) {
      failure ??= error;
    }
  }
  if (failure !== undefined) showToast(describeError(failure), { variant: "failure" });
  return done;
}
