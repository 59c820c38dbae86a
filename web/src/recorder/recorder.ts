/** The one recording that this page can be making: it goes on while pages change. */

import { effect, signal } from "@preact/signals";
import type { Recording } from "../api/api.ts";
import { describeError } from "../api/describe-error.ts";
import { showToast } from "../components/toast.tsx";
import { pause as pausePlayer } from "../player/player.ts";
import { openChunkStore } from "./chunk-store.ts";
import { LiveRecording } from "./live-recording.ts";
import { type Microphone, openMicrophone } from "./microphone.ts";
import { startRecordingSign } from "./recording-sign.tsx";
import { recorderTexts as words } from "./texts.ts";

export type Phase = "idle" | "asking" | "recording" | "finishing";

export const phase = signal<Phase>("idle");
export const current = signal<LiveRecording | null>(null);
/** Why it could not begin: a MicrophoneError, or what the server said. */
export const failure = signal<unknown>(null);
/** True while finishing waits for a server that is away. */
export const isFinishWaiting = signal(false);
export const elapsedMs = signal(0);
export const title = signal("");

/** Asks for the microphone and records. */
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
      if (phase.peek() === "recording") showToast(words.unplugged(), { look: "failure" });
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

/** Makes it a recording of the archive; undefined when the server refused it. */
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
    showToast(describeError(error), { look: "failure" });
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
    showToast(describeError(error), { look: "failure" });
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

startRecordingSign({ current, elapsedMs });

function askBeforeLeaving(event: BeforeUnloadEvent): void {
  event.preventDefault();
}

/** A telephone that falls asleep stops the microphone. The lock is lost with every change of tab. */
async function stayAwake(): Promise<void> {
  if (document.visibilityState !== "visible" || wakeLock?.released === false) return;
  try {
    wakeLock = (await navigator.wakeLock?.request("screen")) ?? null;
  } catch {
    // Not allowed on a low battery: the recording goes on as long as the screen does.
  }
}
