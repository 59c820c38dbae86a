import { effect } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { drawWaveform } from "./draw-waveform.ts";
import type { RecordingView } from "./recording-view.ts";
import { placeView, wholeView } from "./view-window.ts";

/** The whole recording as a strip, with a frame to drag around the shown range. Pointer only: keys can zoom. */
export function WaveformOverview({ view }: { view: RecordingView }) {
  const box = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(
    () =>
      effect(() => {
        const pyramid = view.peaks.value;
        if (pyramid && canvas.current)
          drawWaveform(canvas.current, pyramid, wholeView(view.durationMs.value));
      }),
    [view],
  );
  const show = (event: PointerEvent) => {
    const rect = box.current!.getBoundingClientRect();
    const { startMs, endMs } = view.window.peek();
    const middle = ((event.clientX - rect.left) / rect.width) * view.durationMs.peek();
    view.window.value = placeView(middle - (endMs - startMs) / 2, endMs - startMs, view.durationMs.peek());
  };
  const { startMs, endMs } = view.window.value;
  const length = view.durationMs.value || 1;
  return (
    <div
      class="waveform-overview"
      ref={box}
      aria-hidden="true"
      onPointerDown={(event) => {
        box.current?.setPointerCapture(event.pointerId);
        show(event);
      }}
      onPointerMove={(event) => {
        if (event.buttons & 1) show(event);
      }}
    >
      <canvas ref={canvas} />
      <div class="waveform-overview-head" style={{ left: `${(view.positionMs.value / length) * 100}%` }} />
      <div
        class="waveform-overview-frame"
        style={{ left: `${(startMs / length) * 100}%`, width: `${((endMs - startMs) / length) * 100}%` }}
      />
    </div>
  );
}
