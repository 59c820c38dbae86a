/**
 * The only player of the app; it goes on while pages change. Everything that plays or follows the sound uses these
 * signals and functions. No other file creates an audio element.
 */

import { batch, computed, signal } from "@preact/signals";
import { apiAddress } from "../api/address.ts";
import { ApiError, type ErrorInfo } from "../api/api.ts";
import { displayTitle } from "../i18n/display-title.ts";

/** The loaded recording, as the mini player shows it. */
type Track = { recordingId: number; title: string; durationMs: number };

/** A part of a recording to play, such as a hit. Lists of clips play one after another. */
export type Clip = Track & {
  /** Identifies the clip that is playing. */
  key: string;
  startMs: number;
  /** Where the clip ends; without it the recording plays to its end. */
  endMs?: number;
};

/** Played before the word that was searched for, so that it is not missed. */
export const leadInMs = 1000;
const minSpeed = 0.5;
const maxSpeed = 3;

/** The recording loaded, or null. */
export const track = signal<Track | null>(null);
/** Playback position, updated every frame while playing. */
export const currentMs = signal(0);
export const isPlaying = signal(false);
/** Playback waits for data. */
export const isWaiting = signal(false);
/** The audio could not be loaded. */
export const hasFailed = signal(false);
/** Why, as the server says it; null until it has answered, or when the file is there and the browser cannot play it. */
export const failure = signal<ApiError | null>(null);
export const speed = signal(1);
/** The clips being played one after another; empty when none are. */
export const clips = signal<readonly Clip[]>([]);
export const clipIndex = signal(-1);
export const currentClip = computed<Clip | null>(() => clips.value[clipIndex.value] ?? null);

const audio = createAudio();

/** Loads a recording, paused at its start. If it is loaded already, its position stays. */
export function load(next: Track): void {
  if (track.peek()?.recordingId === next.recordingId) {
    track.value = next;
    return;
  }
  audio.pause();
  audio.src = apiAddress(`/recordings/${next.recordingId}/audio`);
  applySpeed();
  batch(() => {
    track.value = next;
    currentMs.value = 0;
    hasFailed.value = false;
    failure.value = null;
    clearClips();
  });
  updateMediaSession(next);
}

/** Plays the loaded recording from a position. Ends a list of clips. */
export function playFrom(ms: number): void {
  clearClips();
  startAt(ms);
}

/** Moves within the loaded recording without starting or stopping it. */
export function seek(ms: number): void {
  clearClips();
  moveTo(ms);
}

export function seekBy(ms: number): void {
  seek(currentMs.peek() + ms);
}

/** Plays from the current position. */
export function play(): void {
  void audio.play().catch(() => {
    // The browser does not play before the first click, or a new load interrupted it. The signals show the state.
  });
}

export function pause(): void {
  audio.pause();
}

export function toggle(): void {
  if (audio.paused) play();
  else pause();
}

/** 1 is normal speed; the pitch is kept. Limited to `minSpeed`…`maxSpeed`. */
export function setSpeed(times: number): void {
  speed.value = Math.min(maxSpeed, Math.max(minSpeed, times));
  applySpeed();
}

/** Plays clips of one or more recordings one after another. */
export function playClips(list: readonly Clip[], from = 0): void {
  if (list.length === 0) return;
  clips.value = list;
  startClip(from);
}

export function nextClip(): void {
  if (clipIndex.peek() + 1 < clips.peek().length) startClip(clipIndex.peek() + 1);
}

export function previousClip(): void {
  if (clipIndex.peek() > 0) startClip(clipIndex.peek() - 1);
}

/** Stops and closes the mini player. */
export function close(): void {
  audio.pause();
  audio.removeAttribute("src");
  audio.load();
  batch(() => {
    track.value = null;
    currentMs.value = 0;
    hasFailed.value = false;
    failure.value = null;
    clearClips();
  });
}

function startClip(index: number): void {
  const list = clips.peek();
  const clip = list[index]!;
  load(clip);
  batch(() => {
    track.value = clip;
    clips.value = list;
    clipIndex.value = index;
  });
  startAt(clip.startMs);
}

function clearClips(): void {
  clips.value = [];
  clipIndex.value = -1;
}

function startAt(ms: number): void {
  moveTo(ms);
  play();
}

function moveTo(ms: number): void {
  const lastMs = track.peek()?.durationMs ?? 0;
  const place = Math.min(Math.max(0, ms), lastMs);
  audio.currentTime = place / 1000;
  currentMs.value = place;
}

function applySpeed(): void {
  // A new source resets the rate to the default one.
  audio.defaultPlaybackRate = speed.peek();
  audio.playbackRate = speed.peek();
  audio.preservesPitch = true;
}

function createAudio(): HTMLAudioElement {
  const element = document.createElement("audio");
  element.preload = "metadata";
  // In the document, so that assistive tools, tests and the browser's own media keys find it.
  document.body.append(element);
  const follow = () => {
    currentMs.value = element.currentTime * 1000;
    endClip();
  };
  let frame = 0;
  const followFrames = () => {
    follow();
    if (!element.paused) frame = requestAnimationFrame(followFrames);
  };
  element.addEventListener("play", () => {
    isPlaying.value = true;
    cancelAnimationFrame(frame);
    frame = requestAnimationFrame(followFrames);
  });
  element.addEventListener("pause", () => {
    isPlaying.value = false;
    isWaiting.value = false;
  });
  element.addEventListener("waiting", () => {
    isWaiting.value = true;
  });
  element.addEventListener("playing", () => {
    isWaiting.value = false;
    hasFailed.value = false;
    failure.value = null;
  });
  // A hidden tab gets no frames, but these events.
  element.addEventListener("timeupdate", follow);
  element.addEventListener("seeked", follow);
  element.addEventListener("error", () => {
    if (!element.getAttribute("src")) return;
    batch(() => {
      hasFailed.value = true;
      isPlaying.value = false;
      isWaiting.value = false;
    });
    void findReason(track.peek()?.recordingId);
  });
  element.addEventListener("ended", () => {
    isPlaying.value = false;
    if (clips.peek().length > 0) finishClip();
  });
  return element;
}

/** The audio element does not tell what the server answered: the same request says why. */
async function findReason(recordingId: number | undefined): Promise<void> {
  if (recordingId === undefined) return;
  try {
    const response = await fetch(apiAddress(`/recordings/${recordingId}/audio`), {
      headers: { range: "bytes=0-0" },
      cache: "no-store",
    });
    if (response.ok) return;
    const { error: info } = (await response.json()) as { error: ErrorInfo<ApiError["code"]> };
    const error = new ApiError(info, { status: response.status });
    if (track.peek()?.recordingId === recordingId) failure.value = error;
  } catch {
    // The server does not answer: the page says so.
  }
}

function endClip(): void {
  const clip = currentClip.peek();
  if (clip?.endMs === undefined || audio.paused || currentMs.peek() < clip.endMs) return;
  finishClip();
}

function finishClip(): void {
  if (clipIndex.peek() + 1 < clips.peek().length) {
    nextClip();
    return;
  }
  audio.pause();
  clearClips();
}

/** Media keys, the lock screen, headphones. */
function updateMediaSession(loaded: Track): void {
  if (!("mediaSession" in navigator)) return;
  navigator.mediaSession.metadata = new MediaMetadata({ title: displayTitle(loaded), artist: "Fonoteka" });
  navigator.mediaSession.setActionHandler("play", play);
  navigator.mediaSession.setActionHandler("pause", pause);
  navigator.mediaSession.setActionHandler("seekbackward", () => seekBy(-10_000));
  navigator.mediaSession.setActionHandler("seekforward", () => seekBy(10_000));
  navigator.mediaSession.setActionHandler("previoustrack", previousClip);
  navigator.mediaSession.setActionHandler("nexttrack", nextClip);
}
