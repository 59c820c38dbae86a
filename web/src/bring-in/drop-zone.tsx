import { signal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { Icon } from "../components/icon.tsx";
import { texts } from "../i18n/texts.ts";
import { go } from "../routing/router.ts";
import "./drop-zone.css";
import { type FoundFile, fromDrop, fromFileList } from "./find-files.ts";
import { bringIn } from "./uploads.ts";

const words = texts({
  drop: { en: "Drop to bring them in", ru: "Отпустите, чтобы добавить" },
  what: { en: "Sound and video files, whole folders", ru: "Звук, видео, целые папки" },
});

const isOver = signal(false);

/** Takes files dropped or pasted anywhere on any page. */
export function DropZone() {
  useEffect(listen, []);
  if (!isOver.value) return null;
  return (
    <div class="drop" aria-hidden="true">
      <div class="drop-box">
        <Icon name="bringIn" size={40} />
        <p class="drop-title">{words.drop()}</p>
        <p>{words.what()}</p>
      </div>
    </div>
  );
}

/** Queues what was given and shows what becomes of it. */
export function take(found: readonly FoundFile[]): void {
  if (found.length === 0) return;
  bringIn(found);
  go("/bring-in");
}

function listen(): () => void {
  // Every element entered and left counts: only the last leaving ends it.
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
      void fromDrop(event.dataTransfer!).then(take);
    },
    paste: (event: ClipboardEvent) => {
      const files = event.clipboardData?.files;
      if (!files || files.length === 0) return;
      event.preventDefault();
      take(fromFileList(files));
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
  return dataTransfer?.types.includes("Files") ?? false;
}
