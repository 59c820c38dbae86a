/** The recording in progress, at most one. It goes on while pages change. */

import { effect, signal } from "@preact/signals";
import type { Recording } from "../api/api.ts";
import { describeError } from "../api/describe-error.ts";
import { showToast } from "../components/toast.tsx";
import { pause as pausePlayer } from "../player/player.ts";
import { openChunkStore } from "./chunk-store.ts";
import { LiveRecording } from "./live-recording.ts";
import { type Microphone, openMicrophone } from "./microphone.ts";
import { startRecordingIndicator } from "./recording-indicator.tsx";
import { recorderTexts as words } from "./texts.ts";

type Phase = "idle" | "asking" | "recording" | "finishing";

export const phase = signal<Phase>("idle");
export const current = signal<LiveRecording | null>(null);
/** Why recording could not start: a MicrophoneError or an API error. */
export const failure = signal<unknown>(null);
/** Finishing waits for a server that does not respond. */
export const isFinishWaiting = signal(false);
export const elapsedMs = signal(0);
export const title = signal("");

/** Opens the microphone and records. */
export async function startRecording(deviceId: string): Promise<void> {
  if (phase.peek() !== "idle") return;
  phase.value = "asking";
  failure.value = null;
  let microphone: Microphone | undefined;
  try {
    microphone = await openMicrophone(deviceId);
    pausePlayer();
    const live = new LiveRecording(microphone, await openChunkStore());
    microphone.onUnplugged(() => {
      if (phase.peek() === "recording") showToast(words.unplugged(), { variant: "failure" });
    });
    live.start();
    elapsedMs.value = 0;
    current.value = live;
    phase.value = "recording";
  } catch (error) {
    microphone?.close();
    failure.value = error;
    phase.value = "idle";
  }
}

/** Saves the recording in the archive; undefined if the server rejected it. */
export async function finishRecording(): Promise<Recording | undefined> {
  const live = current.peek();
  if (!live || phase.peek() !== "recording") return undefined;
  phase.value = "finishing";
  isFinishWaiting.value = false;
  try {
    const recording = await live.finish(title.peek().trim(), () => {
      isFinishWaiting.value = true;
    });
    title.value = "";
    return recording;
  } catch (error) {
    showToast(describeError(error), { variant: "failure" });
    return undefined;
  } finally {
    current.value = null;
    phase.value = "idle";
  }
}

export async function discardRecording(): Promise<void> {
  const live = current.peek();
  if (!live) return;
  current.value = null;
  phase.value = "idle";
  title.value = "";
  try {
    await live.discard();
    showToast(words.discarded());
  } catch (error) {
    showToast(describeError(error), { variant: "failure" });
  }
}

const tickMs = 200;
let clock: ReturnType<typeof setInterval> | undefined;
let wakeLock: WakeLockSentinel | null = null;

effect(() => {
  const live = current.value;
  clearInterval(clock);
  if (!live) {
    removeEventListener("beforeunload", askBeforeLeaving);
    document.removeEventListener("visibilitychange", stayAwake);
    void wakeLock?.release();
    wakeLock = null;
    return;
  }
  clock = setInterval(() => {
    elapsedMs.value = live.elapsedMs;
  }, tickMs);
  addEventListener("beforeunload", askBeforeLeaving);
  document.addEventListener("visibilitychange", stayAwake);
  void stayAwake();
});

startRecordingIndicator({ current, elapsedMs });

function askBeforeLeaving(event: BeforeUnloadEvent): void {
  event.preventDefault();
}

/** Keeps the screen on: a sleeping phone stops the microphone. Each change of tab releases the lock. */
async function stayAwake(): Promise<void> {
  if (document.visibilityState !== "visible" || wakeLock?.released === false) return;
  try {
    wakeLock = (await navigator.wakeLock?.request("screen")) ?? null;
  } catch {
    // Not allowed on a low battery: then recording stops when the screen turns off.
  }
}
