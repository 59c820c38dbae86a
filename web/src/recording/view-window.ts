/** The range of the recording that the waveform shows. */
export type ViewWindow = { startMs: number; endMs: number };

const minViewMs = 4000;

export function wholeView(durationMs: number): ViewWindow {
  return { startMs: 0, endMs: Math.max(1, durationMs) };
}

export function isWhole(view: ViewWindow, durationMs: number): boolean {
  return view.startMs <= 0 && view.endMs >= durationMs;
}

/** Shows `factor` times as much (less if below 1). The time `anchorMs` keeps its place on the screen. */
export function zoomView(
  view: ViewWindow,
  options: { factor: number; anchorMs: number; durationMs: number },
): ViewWindow {
  const { factor, anchorMs, durationMs } = options;
  const length = view.endMs - view.startMs;
  const wanted = Math.min(
    Math.max(1, durationMs),
    Math.max(Math.min(minViewMs, durationMs), length * factor),
  );
  const place = length > 0 ? (anchorMs - view.startMs) / length : 0.5;
  return placeView(anchorMs - wanted * Math.min(1, Math.max(0, place)), wanted, durationMs);
}

/** A window of the given length, moved inside the recording. */
export function placeView(startMs: number, lengthMs: number, durationMs: number): ViewWindow {
  const start = Math.min(Math.max(0, startMs), Math.max(0, durationMs - lengthMs));
  return { startMs: start, endMs: start + lengthMs };
}

/** The window that contains a time: the same one, or the next page if the time has left it. */
export function followInView(view: ViewWindow, timeMs: number, durationMs: number): ViewWindow {
  if (timeMs >= view.startMs && timeMs < view.endMs) return view;
  const length = view.endMs - view.startMs;
  return placeView(timeMs - length * 0.05, length, durationMs);
}
