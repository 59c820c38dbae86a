/** What can be done to several recordings at once. */

import { api, type ExportFormat, type ListedRecording } from "../api/api.ts";
import { takeJob } from "../api/archive-state.ts";
import { describeError } from "../api/describe-error.ts";
import { showToast } from "../components/toast.tsx";
import { texts } from "../i18n/texts.ts";
import { hideRecordings, refreshList } from "./recording-list.ts";
import { saveFile } from "./save-file.ts";
import { selectNone } from "./selection.ts";
import { type NamedFile, zipFiles } from "./zip-files.ts";

const words = texts({
  removed: {
    en: { one: "Removed {title}", other: "Removed {count} recordings" },
    ru: { one: "Удалена: {title}", few: "Удалены {count} записи", many: "Удалено {count} записей" },
  },
  undo: { en: "Undo", ru: "Вернуть" },
  restored: {
    en: { one: "Restored", other: "Restored {count} recordings" },
    ru: { one: "Запись возвращена", few: "Возвращены {count} записи", many: "Возвращено {count} записей" },
  },
  queued: {
    en: { one: "Will be transcribed again", other: "{count} will be transcribed again" },
    ru: {
      one: "Будет распознана заново",
      few: "{count} будут распознаны заново",
      many: "{count} будут распознаны заново",
    },
  },
  nothingToExport: {
    en: "None of the selected recordings has a transcript yet.",
    ru: "Ни у одной из выбранных записей ещё нет расшифровки.",
  },
});

/** Moves to the trash, with a way back. Those that the server refuses stay. */
export async function removeRecordings(list: readonly ListedRecording[]): Promise<void> {
  hideRecordings(new Set(list.map(({ id }) => id)));
  selectNone();
  const removed = await eachOf(list, ({ id }) => api.removeRecording(id));
  await refreshList();
  if (removed.length === 0) return;
  showToast(words.removed({ count: removed.length, title: removed[0]!.title }), {
    action: { label: words.undo(), run: () => void restore(removed) },
  });
}

async function restore(list: readonly ListedRecording[]): Promise<void> {
  const restored = await eachOf(list, ({ id }) => api.restoreRecording(id));
  await refreshList();
  if (restored.length > 0) showToast(words.restored({ count: restored.length }));
}

export async function transcribeAgain(list: readonly ListedRecording[]): Promise<void> {
  selectNone();
  const queued = await eachOf(list, async ({ id }) => takeJob((await api.transcribe(id)).job));
  await refreshList();
  if (queued.length > 0) showToast(words.queued({ count: queued.length }));
}

/** One file for one recording, a ZIP for several. */
export async function exportRecordings(
  list: readonly ListedRecording[],
  format: ExportFormat,
): Promise<void> {
  const files: NamedFile[] = [];
  for (const { id, filename, state } of list) {
    if (state !== "transcribed" && state !== "no-speech") continue;
    const answer = await fetch(api.exportUrl(id, { format }));
    if (!answer.ok) continue;
    files.push({ name: filename.replace(/\.opus$/, `.${format}`), content: await answer.blob() });
  }
  const [first] = files;
  if (!first) showToast(words.nothingToExport(), { look: "failure" });
  else if (files.length === 1) saveFile(first.content, first.name);
  else saveFile(await zipFiles(files), "fonoteka.zip");
}

/** Does it to each; says the first reason when some refuse. @returns those it worked for */
async function eachOf<Item>(list: readonly Item[], act: (item: Item) => Promise<unknown>): Promise<Item[]> {
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
  if (failure !== undefined) showToast(describeError(failure), { look: "failure" });
  return done;
}
