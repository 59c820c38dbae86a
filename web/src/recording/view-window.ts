/** The stretch of the recording that the waveform shows. */
export type ViewWindow = { startMs: number; endMs: number };

export const shortestViewMs = 4000;

export function wholeView(durationMs: number): ViewWindow {
  return { startMs: 0, endMs: Math.max(1, durationMs) };
}

export function isWhole(view: ViewWindow, durationMs: number): boolean {
  return view.startMs <= 0 && view.endMs >= durationMs;
}

/** Shows `factor` times as much (below 1: less), the time `anchorMs` staying where it is on the screen. */
export function zoomView(
  view: ViewWindow,
  options: { factor: number; anchorMs: number; durationMs: number },
): ViewWindow {
  const { factor, anchorMs, durationMs } = options;
  const length = view.endMs - view.startMs;
  const wanted = Math.min(
    Math.max(1, durationMs),
    Math.max(Math.min(shortestViewMs, durationMs), length * factor),
  );
  const place = length > 0 ? (anchorMs - view.startMs) / length : 0.5;
  return placeView(anchorMs - wanted * Math.min(1, Math.max(0, place)), wanted, durationMs);
}

/** A window of a length, moved inside the recording. */
export function placeView(startMs: number, lengthMs: number, durationMs: number): ViewWindow {
  const start = Math.min(Math.max(0, startMs), Math.max(0, durationMs - lengthMs));
  return { startMs: start, endMs: start + lengthMs };
}

/** The window that holds a time; turns the page when the time left it, so that the sound is read from left to right. */
export function followInView(view: ViewWindow, timeMs: number, durationMs: number): ViewWindow {
  if (timeMs >= view.startMs && timeMs < view.endMs) return view;
  const length = view.endMs - view.startMs;
  return placeView(timeMs - length * 0.05, length, durationMs);
}
