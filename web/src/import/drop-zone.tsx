import { signal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { status } from "../api/archive-state.ts";
import { Icon } from "../components/icon.tsx";
import { texts } from "../i18n/texts.ts";
import { go } from "../routing/router.ts";
import "./drop-zone.css";
import { type FoundFile, fromDrop, fromFileList } from "./given-files.ts";
import { importFiles } from "./uploads.ts";

const words = texts({
  drop: { en: "Drop to import", ru: "Отпустите, чтобы добавить" },
  what: { en: "Audio and video files or whole folders", ru: "Аудио, видео или целые папки" },
});

const isOver = signal(false);

/** Accepts files dropped or pasted anywhere on any page. */
export function DropZone() {
  useEffect(listen, []);
  if (!isOver.value) return null;
  return (
    <div class="drop" aria-hidden="true">
      <div class="drop-box">
        <Icon name="import" size={40} />
        <p class="drop-title">{words.drop()}</p>
        <p>{words.what()}</p>
      </div>
    </div>
  );
}

/** Queues the files and opens the import page. */
function importAndShow(found: readonly FoundFile[]): void {
  if (found.length === 0) return;
  importFiles(found);
  go("/import");
}

function listen(): () => void {
  // Each element that the pointer enters and leaves fires its own events; the drag has left when all are closed.
  let depth = 0;
  const listeners = {
    dragenter: (event: DragEvent) => {
      if (!hasFiles(event)) return;
      event.preventDefault();
      depth += 1;
      isOver.value = true;
    },
    dragover: (event: DragEvent) => {
      if (!hasFiles(event)) return;
      event.preventDefault();
      event.dataTransfer!.dropEffect = "copy";
    },
    dragleave: (event: DragEvent) => {
      if (!hasFiles(event)) return;
      depth = Math.max(0, depth - 1);
      if (depth === 0) isOver.value = false;
    },
    drop: (event: DragEvent) => {
      if (!hasFiles(event)) return;
      event.preventDefault();
      depth = 0;
      isOver.value = false;
      void fromDrop(event.dataTransfer!).then(importAndShow);
    },
    paste: (event: ClipboardEvent) => {
      const files = event.clipboardData?.files;
      if (!files || files.length === 0 || status.peek()?.readOnly) return;
      event.preventDefault();
      importAndShow(fromFileList(files));
    },
  };
  for (const [name, listener] of Object.entries(listeners)) {
    document.addEventListener(name, listener as EventListener);
  }
  return () => {
    for (const [name, listener] of Object.entries(listeners)) {
      document.removeEventListener(name, listener as EventListener);
    }
  };
}

function hasFiles({ dataTransfer }: DragEvent): boolean {
  if (status.peek()?.readOnly) return false;
  return dataTransfer?.types.includes("Files") ?? false;
}
