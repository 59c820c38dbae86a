import { formatClock } from "../i18n/format.ts";
import type { ViewWindow } from "./view-window.ts";

type MarksOptions = {
  stretch: ViewWindow;
  /** Times of the matches. */
  times: readonly number[];
  /** Index of the current match, -1 for none. */
  current: number;
};

const tickSpacePx = 90;
const stepsSeconds = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10_800, 21_600];

/** Draws the time ruler, and a pin for every match, over the waveform. Colours come from custom properties. */
export function drawMarks(canvas: HTMLCanvasElement, { stretch, times, current }: MarksOptions): void {
  const { clientWidth: width, clientHeight: height } = canvas;
  const ratio = Math.min(3, devicePixelRatio || 1);
  if (width === 0 || height === 0) return;
  canvas.width = Math.round(width * ratio);
  canvas.height = Math.round(height * ratio);
  const context = canvas.getContext("2d");
  if (!context) return;
  const style = getComputedStyle(canvas);
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.clearRect(0, 0, width, height);
  drawRuler(context, { stretch, width, height, style });
  const lengthMs = stretch.endMs - stretch.startMs;
  const drawn = new Set<number>();
  const pin = (timeMs: number, isCurrent: boolean) => {
    const x = Math.round(((timeMs - stretch.startMs) / lengthMs) * width);
    if (x < 0 || x > width || (!isCurrent && drawn.has(x))) return;
    drawn.add(x);
    context.fillStyle = style.getPropertyValue(isCurrent ? "--pin-now" : "--pin");
    context.fillRect(x - (isCurrent ? 1.5 : 1), 0, isCurrent ? 3 : 2, height - rulerPx);
    context.beginPath();
    context.arc(x, 4, isCurrent ? 5 : 3.5, 0, Math.PI * 2);
    context.fill();
  };
  times.forEach((timeMs, index) => {
    if (index !== current) pin(timeMs, false);
  });
  const now = times[current];
  if (now !== undefined) pin(now, true);
}

/** Height of the ruler at the bottom. */
const rulerPx = 16;

function drawRuler(
  context: CanvasRenderingContext2D,
  options: { stretch: ViewWindow; width: number; height: number; style: CSSStyleDeclaration },
): void {
  const { stretch, width, height, style } = options;
  const seconds = (stretch.endMs - stretch.startMs) / 1000;
  const wanted = (seconds / width) * tickSpacePx;
  const step = stepsSeconds.find((candidate) => candidate >= wanted) ?? 43_200;
  context.font = `11px ${style.fontFamily}`;
  context.fillStyle = style.color;
  context.textBaseline = "bottom";
  const first = Math.ceil(stretch.startMs / 1000 / step) * step;
  for (let second = first; second * 1000 <= stretch.endMs; second += step) {
    const x = ((second * 1000 - stretch.startMs) / (stretch.endMs - stretch.startMs)) * width;
    const text = formatClock(second * 1000);
    const half = context.measureText(text).width / 2;
    if (x + half > width) break;
    context.fillText(text, Math.max(0, x - half), height);
  }
}
