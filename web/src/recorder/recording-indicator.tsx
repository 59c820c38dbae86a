import { effect, type ReadonlySignal } from "@preact/signals";
import { render } from "preact";
import { formatClock } from "../i18n/format.ts";
import { path } from "../routing/router.ts";
import type { LiveRecording } from "./live-recording.ts";
import "./recording-indicator.css";
import { recorderTexts as words } from "./texts.ts";

type Shown = { current: ReadonlySignal<LiveRecording | null>; elapsedMs: ReadonlySignal<number> };

/** Shows that a recording is in progress: in the title and icon of the tab, and as a link on other pages. */
export function startRecordingIndicator(shown: Shown): void {
  // Beside the search field and not over it: the reader goes on searching while the recorder runs.
  render(<Indicator {...shown} />, document.getElementById("recording-place")!);
  const icon = document.querySelector<HTMLLinkElement>("link[rel=icon]");
  const usualIcon = icon?.getAttribute("href") ?? "";
  let usualTitle: string | undefined;
  effect(() => {
    const live = shown.current.value;
    if (!live) {
      if (usualTitle !== undefined) {
        document.title = usualTitle;
        icon?.setAttribute("href", usualIcon);
        usualTitle = undefined;
      }
      return;
    }
    void path.value;
    if (!document.title.startsWith("●") && !document.title.startsWith("❙")) usualTitle = document.title;
    const sign = live.isPaused.value ? "❙❙" : "●";
    document.title = `${sign} ${formatClock(shown.elapsedMs.value)} · ${words.title()}`;
    icon?.setAttribute("href", "/icons/fonoteka-recording.svg");
  });
}

function Indicator({ current, elapsedMs }: Shown) {
  const live = current.value;
  if (!live || path.value === "/record") return null;
  return (
    <a class="recording-indicator" href="/record">
      <span class="recording-dot" data-paused={live.isPaused.value ? "" : undefined} />
      <span class="recording-state">{live.isPaused.value ? words.paused() : words.recording()}</span>
      <span class="times">{formatClock(elapsedMs.value)}</span>
    </a>
  );
}
