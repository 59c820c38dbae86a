import { type Signal, useSignal } from "@preact/signals";
import type { RefObject } from "preact";
import { useEffect } from "preact/hooks";
import type { RecordingView } from "./recording-view.ts";

const settleMs = 120;
const barHeightPx = 46;
const halfBarPx = 290;

/**
 * Turns words selected in the transcript into a range of time. Returns the position of its toolbar in window pixels, or
 * null without a finished selection.
 */
export function useTextSelection(
  view: RecordingView,
  box: RefObject<HTMLElement | null>,
): Signal<Record<string, string> | null> {
  const place = useSignal<Record<string, string> | null>(null);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const read = () => {
      const selected = readSelection(box.current);
      const timeline = view.transcript.peek()?.timeline;
      if (!selected || !timeline) {
        place.value = null;
        if (view.selection.peek()?.source === "text") view.selection.value = null;
        return;
      }
      view.select(timeline.startMs[selected.first] ?? 0, timeline.endMs[selected.last] ?? 0, "text");
      place.value = placeBar(selected.rect, box.current);
    };
    const onChange = () => {
      clearTimeout(timer);
      // A focused field has its own selection.
      if (
        document.activeElement instanceof HTMLInputElement ||
        document.activeElement instanceof HTMLTextAreaElement
      )
        return;
      timer = setTimeout(read, settleMs);
    };
    const onScroll = () => {
      if (place.peek()) onChange();
    };
    document.addEventListener("selectionchange", onChange);
    addEventListener("scroll", onScroll, { passive: true });
    return () => {
      clearTimeout(timer);
      document.removeEventListener("selectionchange", onChange);
      removeEventListener("scroll", onScroll);
    };
  }, [view]);
  return place;
}

type SelectedWords = { first: number; last: number; rect: DOMRect };

function readSelection(box: HTMLElement | null): SelectedWords | undefined {
  const selection = getSelection();
  if (!box || !selection || selection.isCollapsed || selection.rangeCount === 0) return undefined;
  const range = selection.getRangeAt(0);
  if (!box.contains(range.commonAncestorContainer)) return undefined;
  const words = [...box.querySelectorAll<HTMLElement>("[data-word]")].filter((word) => touches(range, word));
  const first = words[0];
  const last = words.at(-1);
  if (!first || !last) return undefined;
  return {
    first: Number(first.dataset.word),
    last: Number(last.dataset.word),
    rect: range.getBoundingClientRect(),
  };
}

/** Whether the range covers more than the edge of the word. */
function touches(range: Range, word: HTMLElement): boolean {
  if (!range.intersectsNode(word)) return false;
  const own = document.createRange();
  own.selectNodeContents(word);
  return (
    range.compareBoundaryPoints(Range.START_TO_END, own) > 0 &&
    range.compareBoundaryPoints(Range.END_TO_START, own) < 0
  );
}

/** Above the selection, or below it if there is no room. transcript.css reads these properties. */
function placeBar(rect: DOMRect, box: HTMLElement | null): Record<string, string> {
  const bar = box?.querySelector("[data-covers-top]")?.getBoundingClientRect();
  const topBarsPx = Math.max(0, bar?.bottom ?? 0) + 2;
  const above = rect.top - barHeightPx - 8;
  const top = above > topBarsPx ? above : Math.min(rect.bottom + 10, innerHeight - 260);
  const middle = rect.left + rect.width / 2;
  const left = Math.min(Math.max(middle, halfBarPx), innerWidth - halfBarPx);
  return { "--bar-top": `${Math.max(topBarsPx, top)}px`, "--bar-left": `${Math.round(left)}px` };
}
