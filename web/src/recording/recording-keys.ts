import { setSpeed, speed } from "../player/player.ts";
import { isKeyListOpen } from "./key-list.tsx";
import type { RecordingView } from "./recording-view.ts";

type KeyActions = {
  view: RecordingView;
  focusFind: () => void;
  showCurrentWord: () => void;
};

/**
 * Keyboard shortcuts of the recording page, by position on the keyboard, so that they also work in a Russian layout.
 * @returns removes them
 */
export function startRecordingKeys(actions: KeyActions): () => void {
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.defaultPrevented || document.querySelector("dialog[open]")) return;
    if ((event.ctrlKey || event.metaKey) && !event.altKey && event.code === "KeyF") {
      // A second press opens the browser's own search.
      if (document.activeElement?.id === "find-in-recording") return;
      actions.focusFind();
    } else if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
    else if (!press(event, actions)) return;
    event.preventDefault();
    event.stopPropagation();
  };
  // Before the shortcuts of the shell: «?» opens the list of this page.
  document.addEventListener("keydown", onKeyDown, { capture: true });
  return () => document.removeEventListener("keydown", onKeyDown, { capture: true });
}

function press(event: KeyboardEvent, { view, focusFind, showCurrentWord }: KeyActions): boolean {
  const control = (event.target as Element | null)?.closest?.(
    "button, a, summary, [role=menuitem], [role=slider]",
  );
  const isOnButton = Boolean(control && control.getAttribute("role") !== "slider");
  const isOnHandle = Boolean(control?.classList.contains("selection-handle"));
  const { code, key, shiftKey } = event;
  if (key === "?" || (code === "Slash" && shiftKey)) isKeyListOpen.value = true;
  else if (code === "Space" && !isOnButton) view.toggle();
  else if (code === "ArrowLeft" && !isOnHandle && !isInMenu(event)) view.seekBy(shiftKey ? -15_000 : -5000);
  else if (code === "ArrowRight" && !isOnHandle && !isInMenu(event)) view.seekBy(shiftKey ? 15_000 : 5000);
  else if (code === "KeyJ") view.seekBy(-15_000);
  else if (code === "KeyK") view.toggle();
  else if (code === "KeyL") view.seekBy(15_000);
  else if (code === "Comma" && shiftKey) setSpeed(speed.peek() - 0.25);
  else if (code === "Period" && shiftKey) setSpeed(speed.peek() + 0.25);
  else if (code === "Comma") view.stepWord(-1);
  else if (code === "Period") view.stepWord(1);
  else if (code === "BracketLeft") selectEdge(view, "start");
  else if (code === "BracketRight") selectEdge(view, "end");
  else if (code === "KeyS") view.setSkipsSilence(!view.skipsSilence.peek());
  else if (code === "KeyG") showCurrentWord();
  else if (code === "KeyF") focusFind();
  else if (code === "KeyN") view.stepMatch(shiftKey ? -1 : 1);
  else if (code === "Escape" && view.selection.peek()) {
    getSelection()?.removeAllRanges();
    view.selection.value = null;
  } else return false;
  return true;
}

const newSelectionMs = 10_000;

function selectEdge(view: RecordingView, edge: "start" | "end"): void {
  const place = view.positionMs.peek();
  const selection = view.selection.peek();
  if (edge === "start") {
    const end = selection && selection.endMs > place ? selection.endMs : place + newSelectionMs;
    view.select(place, end, "waveform");
  } else {
    const start = selection && selection.startMs < place ? selection.startMs : place - newSelectionMs;
    view.select(start, place, "waveform");
  }
}

function isInMenu(event: KeyboardEvent): boolean {
  return Boolean((event.target as Element | null)?.closest?.("[role=menu]"));
}

function isTyping(target: EventTarget | null): boolean {
  return Boolean((target as Element | null)?.closest?.("input, textarea, select, [contenteditable=true]"));
}
