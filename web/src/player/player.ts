/**
 * The one sound of the page: it plays on while pages change. Everything that plays, shows a time or follows the sound
 * uses these signals and functions; nobody else makes an audio element.
 */

import { batch, computed, signal } from "@preact/signals";
import { apiAddress } from "../api/address.ts";

/** What the mini player says of the recording. */
export type Track = { recordingId: number; title: string; durationMs: number };

/** A stretch to play, such as a hit; a list of them is played one after another. */
export type Clip = Track & {
  /** Tells it from other clips: what is playing is shown by it. */
  key: string;
  startMs: number;
  /** Where the next clip begins; without it the recording plays on to its end. */
  endMs?: number;
};

/** Played before the word asked for, so that the ear is there when it comes. */
export const leadInMs = 1000;
export const slowest = 0.5;
export const fastest = 3;

/** The recording loaded, or null. */
export const track = signal<Track | null>(null);
/** Place in it, followed frame by frame while it plays. */
export const currentMs = signal(0);
export const isPlaying = signal(false);
/** The network or the disk is behind. */
export const isWaiting = signal(false);
/** True when the sound could not be loaded. */
export const hasFailed = signal(false);
export const speed = signal(1);
/** The clips being played one after another; empty when none are. */
export const clips = signal<readonly Clip[]>([]);
export const clipIndex = signal(-1);
export const currentClip = computed<Clip | null>(() => clips.value[clipIndex.value] ?? null);

const audio = createAudio();

/** Makes the recording the one that plays, at its start and silent; the one already loaded stays where it is. */
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
    leaveClips();
  });
  tellSystem(next);
}

/** Plays the loaded recording from a place in it. A running list of clips ends. */
export function playFrom(ms: number): void {
  leaveClips();
  startAt(ms);
}

/** Moves within the loaded recording without starting or stopping it. */
export function seek(ms: number): void {
  leaveClips();
  moveTo(ms);
}

export function seekBy(ms: number): void {
  seek(currentMs.peek() + ms);
}

/** Plays on from where it is. */
export function play(): void {
  void audio.play().catch(() => {
    // Refused before the first click on the page, or stopped by the next load: the signals say what is.
  });
}

export function pause(): void {
  audio.pause();
}

export function toggle(): void {
  if (audio.paused) play();
  else pause();
}

/** 1 is the speed of life; the pitch stays. Kept between `slowest` and `fastest`. */
export function setSpeed(times: number): void {
  speed.value = Math.min(fastest, Math.max(slowest, times));
  applySpeed();
}

/** Plays stretches of one or more recordings one after another. */
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

/** Stops and puts the mini player away. */
export function close(): void {
  audio.pause();
  audio.removeAttribute("src");
  audio.load();
  batch(() => {
    track.value = null;
    currentMs.value = 0;
    hasFailed.value = false;
    leaveClips();
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

function leaveClips(): void {
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
  // A new source sets the rate back to the default one.
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
  });
  // Frames stop in a hidden tab; these events do not.
  element.addEventListener("timeupdate", follow);
  element.addEventListener("seeked", follow);
  element.addEventListener("error", () => {
    if (!element.getAttribute("src")) return;
    batch(() => {
      hasFailed.value = true;
      isPlaying.value = false;
      isWaiting.value = false;
    });
  });
  element.addEventListener("ended", () => {
    isPlaying.value = false;
    if (clips.peek().length > 0) finishClip();
  });
  return element;
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
  leaveClips();
}

/** Media keys, the lock screen, headphones. */
function tellSystem({ title }: Track): void {
  if (!("mediaSession" in navigator)) return;
  navigator.mediaSession.metadata = new MediaMetadata({ title, artist: "Fonoteka" });
  navigator.mediaSession.setActionHandler("play", play);
  navigator.mediaSession.setActionHandler("pause", pause);
  navigator.mediaSession.setActionHandler("seekbackward", () => seekBy(-10_000));
  navigator.mediaSession.setActionHandler("seekforward", () => seekBy(10_000));
  navigator.mediaSession.setActionHandler("previoustrack", previousClip);
  navigator.mediaSession.setActionHandler("nexttrack", nextClip);
}
