import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import type { LiveRecording } from "./live-recording.ts";
import { meterShare } from "./sound-level.ts";
import { recorderTexts as words } from "./texts.ts";

const barMs = 60;
const barWidthPx = 3;
const barGapPx = 2;
/** Below this nobody speaks: a muted microphone gives less than -90 dB, a quiet room about -60 dB. */
const silentDb = -65;
const silentAfterMs = 6000;
const clippingDb = -0.3;

/** The current level and its last seconds as bars, with a warning for silence and for clipping. */
export function LevelMeter({ live }: { live: LiveRecording }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const bar = useRef<HTMLDivElement>(null);
  const shownDb = useSignal(-60);
  const warning = useSignal<"silent" | "clipping" | null>(null);

  useEffect(() => {
    const levels: number[] = [];
    let frame = 0;
    let barStartedAt = 0;
    let barPeak = 0;
    let secondDb = Number.NEGATIVE_INFINITY;
    let lastSoundAt = performance.now();
    let lastClipAt = Number.NEGATIVE_INFINITY;
    let updatedAt = 0;
    const follow = (now: number) => {
      frame = requestAnimationFrame(follow);
      const paused = live.isPaused.peek();
      const { rmsDb, peakDb } = live.microphone.level();
      const share = paused ? 0 : meterShare(peakDb);
      if (bar.current) bar.current.style.transform = `scaleX(${1 - share})`;
      if (paused || peakDb > silentDb) lastSoundAt = now;
      if (!paused && peakDb > clippingDb) lastClipAt = now;
      secondDb = Math.max(secondDb, paused ? Number.NEGATIVE_INFINITY : peakDb);
      barPeak = Math.max(barPeak, paused ? 0 : meterShare(rmsDb));
      if (!paused && now - barStartedAt >= barMs) {
        levels.push(barPeak);
        if (levels.length > 1000) levels.splice(0, 500);
        barPeak = 0;
        barStartedAt = now;
        drawLevels(canvas.current, levels);
      }
      if (now - updatedAt < 1000) return;
      updatedAt = now;
      shownDb.value = Math.min(0, Math.max(-60, Math.round(secondDb)));
      secondDb = Number.NEGATIVE_INFINITY;
      warning.value =
        now - lastSoundAt > silentAfterMs ? "silent" : now - lastClipAt < 3000 ? "clipping" : null;
    };
    frame = requestAnimationFrame(follow);
    return () => cancelAnimationFrame(frame);
  }, [live]);

  return (
    <div class="level">
      <canvas class="level-history" ref={canvas} />
      {/* biome-ignore lint/a11y/useSemanticElements: the system draws <meter> and shows no colours along the scale. */}
      <div
        class="level-meter"
        role="meter"
        aria-label={words.level()}
        aria-valuemin={-60}
        aria-valuemax={0}
        aria-valuenow={shownDb.value}
        aria-valuetext={words.levelValue({ value: shownDb.value })}
      >
        <div ref={bar} />
      </div>
      <p class="level-warning" role="status">
        {warning.value === "silent" && words.silent()}
        {warning.value === "clipping" && words.clipping()}
      </p>
    </div>
  );
}

function drawLevels(canvas: HTMLCanvasElement | null, levels: readonly number[]): void {
  if (!canvas) return;
  const { clientWidth: width, clientHeight: height } = canvas;
  const ratio = Math.min(3, devicePixelRatio || 1);
  if (canvas.width !== Math.round(width * ratio)) canvas.width = Math.round(width * ratio);
  if (canvas.height !== Math.round(height * ratio)) canvas.height = Math.round(height * ratio);
  const context = canvas.getContext("2d");
  if (!context || width === 0) return;
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.clearRect(0, 0, width, height);
  context.fillStyle = getComputedStyle(canvas).color;
  context.beginPath();
  const count = Math.min(levels.length, Math.ceil(width / (barWidthPx + barGapPx)));
  for (let place = 0; place < count; place++) {
    const level = levels[levels.length - 1 - place] ?? 0;
    const half = Math.max(1.5, (level * (height - 4)) / 2);
    context.roundRect(
      width - (place + 1) * (barWidthPx + barGapPx),
      height / 2 - half,
      barWidthPx,
      half * 2,
      1.5,
    );
  }
  context.fill();
}
