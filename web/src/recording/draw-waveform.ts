import { type PeakPyramid, readColumns } from "./peak-pyramid.ts";

/** A bar and the gap after it, in CSS pixels. */
const barWidth = 2;
const barGap = 1;

/**
 * Draws part of a waveform as bars around the middle line. The canvas gets the size of its box in device pixels; the
 * colour is the CSS property `color` of the canvas.
 */
export function drawWaveform(
  canvas: HTMLCanvasElement,
  pyramid: PeakPyramid,
  view: { startMs: number; endMs: number },
): void {
  const { clientWidth: width, clientHeight: height } = canvas;
  const ratio = Math.min(3, devicePixelRatio || 1);
  if (width === 0 || height === 0) return;
  if (canvas.width !== Math.round(width * ratio)) canvas.width = Math.round(width * ratio);
  if (canvas.height !== Math.round(height * ratio)) canvas.height = Math.round(height * ratio);
  const context = canvas.getContext("2d");
  if (!context) return;
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.clearRect(0, 0, width, height);
  context.fillStyle = getComputedStyle(canvas).color;
  const columns = Math.max(1, Math.floor(width / (barWidth + barGap)));
  const heights = readColumns(pyramid, { ...view, columns });
  const middle = height / 2;
  const step = width / columns;
  context.beginPath();
  for (let column = 0; column < columns; column++) {
    // The root makes quiet speech visible without clipping loud parts.
    const half = Math.max(0.75, (heights[column] ?? 0) ** 0.7 * (middle - 2));
    context.roundRect(column * step, middle - half, barWidth, half * 2, 1);
  }
  context.fill();
}
