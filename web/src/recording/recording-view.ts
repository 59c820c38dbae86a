import { batch, computed, effect, type ReadonlySignal, signal } from "@preact/signals";
import {
  api,
  type DateCandidate,
  type RecordingSummary,
  type RecordingTrack,
  type TranscriptionInfo,
} from "../api/api.ts";
import * as player from "../player/player.ts";
import { readChoice, writeChoice } from "../settings/choices.ts";
import { findAllForms, findAsTyped } from "./find-in-transcript.ts";
import { type LoadedTranscript, prepareTranscript } from "./loaded-transcript.ts";
import { nextMatch, type TextMatch } from "./match-words.ts";
import { buildPyramid, type PeakPyramid } from "./peak-pyramid.ts";
import { skipSilenceTo } from "./skip-silence.ts";
import { followInView, type ViewWindow, wholeView } from "./view-window.ts";
import { markWords } from "./word-marks.ts";
import { lastWordStartedAt, wordAt } from "./word-timeline.ts";

export type Selection = { startMs: number; endMs: number; source: "text" | "waveform" };

/** 20 peaks a second for three hours. More look no better and cost memory and time. */
const maxPeaks = 220_000;
const findDelayMs = 160;

/** State and actions of one open recording. Holds running requests: dispose of it. */
export class RecordingView {
  readonly id: number;
  readonly recording = signal<RecordingSummary | null>(null);
  /** The sound tracks of the file it was imported from, if there are several. */
  readonly tracks = signal<readonly RecordingTrack[]>([]);
  readonly transcriptions = signal<readonly TranscriptionInfo[]>([]);
  /** What each source said about the date. */
  readonly dateChoices = signal<readonly DateCandidate[]>([]);
  readonly failure = signal<unknown>(null);
  readonly transcript = signal<LoadedTranscript | null>(null);
  readonly isTranscriptLoading = signal(true);
  readonly peaks = signal<PeakPyramid | null>(null);

  /** The part of the recording that the waveform shows. */
  readonly window = signal<ViewWindow>({ startMs: 0, endMs: 1 });
  readonly selection = signal<Selection | null>(null);
  readonly isFollowing = signal(true);
  readonly skipsSilence = signal(readChoice("skip-silence", ["no", "yes"]) === "yes");

  readonly findText = signal("");
  readonly matches = signal<readonly TextMatch[]>([]);
  readonly matchIndex = signal(-1);
  readonly isSearching = signal(false);
  readonly marks = computed(() =>
    markWords(this.transcript.value?.timeline.wordCount ?? 0, this.matches.value, this.matchIndex.value),
  );

  readonly durationMs = computed(() => Math.round((this.recording.value?.durationSeconds ?? 0) * 1000));
  /** Whether the player has loaded this recording. */
  readonly isLoaded = computed(() => player.track.value?.recordingId === this.id);
  readonly isPlaying = computed(() => this.isLoaded.value && player.isPlaying.value);
  /** Playback position; while another recording plays, the position to start from. */
  readonly positionMs: ReadonlySignal<number> = computed(() =>
    this.isLoaded.value ? player.currentMs.value : this.#startMs.value,
  );
  readonly currentWord = computed(() => {
    const transcript = this.transcript.value;
    return transcript ? wordAt(transcript.timeline, this.positionMs.value) : -1;
  });

  /** The reader has stepped through the matches, so a later answer must keep the current one. */
  #hasStepped = false;
  readonly #startMs = signal(0);
  readonly #abort = new AbortController();
  #transcriptRequest = new AbortController();
  #findRequest = new AbortController();
  #findTimer: ReturnType<typeof setTimeout> | undefined;
  readonly #stops: (() => void)[] = [];

  constructor(id: number, options: { atMs: number | undefined; transcriptionId: number | undefined }) {
    this.id = id;
    this.#startMs.value = options.atMs ?? 0;
    this.#stops.push(
      effect(() => this.#skipSilence(this.positionMs.value)),
      effect(() => this.#followInWaveform(this.positionMs.value)),
    );
    void this.#open(options);
  }

  dispose(): void {
    clearTimeout(this.#findTimer);
    this.#abort.abort();
    this.#transcriptRequest.abort();
    this.#findRequest.abort();
    for (const stop of this.#stops) stop();
  }

  async #open(options: { atMs: number | undefined; transcriptionId: number | undefined }): Promise<void> {
    const { signal } = this.#abort;
    const loading = this.loadTranscript(options.transcriptionId);
    if (!(await this.refresh())) return;
    if (signal.aborted) return;
    this.window.value = wholeView(this.durationMs.peek());
    const isElsewhere = player.isPlaying.peek() && !this.isLoaded.peek();
    if (!isElsewhere) {
      const wasHere = this.isLoaded.peek();
      this.#load();
      if (options.atMs !== undefined && !(wasHere && player.isPlaying.peek())) player.seek(options.atMs);
    }
    await Promise.all([loading, this.#loadPeaks()]);
  }

  /** Reloads the recording from the server. @returns false if that failed */
  async refresh(): Promise<boolean> {
    try {
      const details = await api.getRecording(this.id, { signal: this.#abort.signal });
      batch(() => {
        this.recording.value = details.recording;
        this.tracks.value = details.tracks;
        this.transcriptions.value = details.transcriptions;
        this.dateChoices.value = details.dateChoices;
        this.failure.value = null;
      });
      return true;
    } catch (error) {
      if (!this.#abort.signal.aborted && !this.recording.peek()) this.failure.value = error;
      return false;
    }
  }

  async loadTranscript(transcriptionId: number | undefined): Promise<void> {
    this.#transcriptRequest.abort();
    this.#transcriptRequest = new AbortController();
    const { signal } = this.#transcriptRequest;
    this.isTranscriptLoading.value = true;
    try {
      const answer = await api.transcript(this.id, { transcription: transcriptionId }, { signal });
      const transcript = prepareTranscript(answer);
      batch(() => {
        this.transcript.value = transcript;
        this.isTranscriptLoading.value = false;
        this.selection.value = null;
      });
      if (this.findText.peek() !== "") this.find(this.findText.peek());
    } catch (error) {
      if (signal.aborted) return;
      batch(() => {
        this.transcript.value = null;
        this.isTranscriptLoading.value = false;
        if (this.recording.peek() === null) this.failure.value = error;
      });
    }
  }

  async #loadPeaks(): Promise<void> {
    const seconds = this.recording.peek()?.durationSeconds ?? 0;
    if (seconds === 0) return;
    const peaksPerSecond = [50, 25, 20, 10, 5, 2, 1].find((rate) => rate * seconds <= maxPeaks) ?? 1;
    try {
      const waveform = await api.peaks(this.id, { peaksPerSecond }, { signal: this.#abort.signal });
      this.peaks.value = buildPyramid(waveform.peaks, waveform.peaksPerSecond, seconds * 1000);
    } catch {
      // The page works without the waveform.
    }
  }

  /** Reloads after a change elsewhere: the recording, and the transcript if another one is current now. */
  async refreshAll(): Promise<void> {
    if (!(await this.refresh())) return;
    const shown = this.transcript.peek()?.info;
    const current = this.transcriptions.peek().find(({ isCurrent }) => isCurrent);
    const wasShowingCurrent = !shown || shown.isCurrent;
    if (current && wasShowingCurrent && current.id !== shown?.id) await this.loadTranscript(undefined);
  }

  /** Index of the last word that has started, also during a pause; 0 before the first, -1 without a transcript. */
  lastStartedWord(): number {
    const timeline = this.transcript.peek()?.timeline;
    return timeline ? Math.max(0, lastWordStartedAt(timeline, this.positionMs.peek())) : -1;
  }

  #load(): void {
    const recording = this.recording.peek();
    if (!recording || this.isLoaded.peek()) return;
    player.load({ recordingId: this.id, title: recording.title, durationMs: this.durationMs.peek() });
  }

  toggle(): void {
    if (this.isLoaded.peek()) player.toggle();
    else this.playFrom(this.#startMs.peek());
  }

  playFrom(timeMs: number): void {
    this.isFollowing.value = true;
    this.#load();
    player.playFrom(timeMs);
  }

  /** Plays a part of the recording and stops at its end. */
  playRange(startMs: number, endMs: number): void {
    const recording = this.recording.peek();
    if (!recording) return;
    const track = { recordingId: this.id, title: recording.title, durationMs: this.durationMs.peek() };
    player.playClips([{ ...track, key: `selection-${this.id}`, startMs, endMs }]);
  }

  seek(timeMs: number): void {
    const place = Math.min(Math.max(0, timeMs), this.durationMs.peek());
    this.isFollowing.value = true;
    if (this.isLoaded.peek()) player.seek(place);
    else this.#startMs.value = place;
  }

  seekBy(byMs: number): void {
    this.seek(this.positionMs.peek() + byMs);
  }

  /** Moves to the start of the previous or next word. */
  stepWord(by: -1 | 1): void {
    const timeline = this.transcript.peek()?.timeline;
    if (!timeline || timeline.wordCount === 0) return;
    const place = this.positionMs.peek();
    const index = lastWordStartedAt(timeline, place);
    // Just after the start of a word, back means the word before; later it means the start of this word.
    const isAtStart =
      place - (timeline.startMs[Math.max(0, index)] ?? 0) < (this.isPlaying.peek() ? 500 : 30);
    const wanted = by === 1 ? index + 1 : isAtStart ? index - 1 : index;
    this.seek(timeline.startMs[Math.min(timeline.wordCount - 1, Math.max(0, wanted))] ?? place);
  }

  setSkipsSilence(skips: boolean): void {
    this.skipsSilence.value = skips;
    writeChoice("skip-silence", skips ? "yes" : "no");
  }

  select(startMs: number, endMs: number, source: Selection["source"]): void {
    const last = this.durationMs.peek();
    const from = Math.min(Math.max(0, Math.min(startMs, endMs)), last);
    const to = Math.min(Math.max(0, Math.max(startMs, endMs)), last);
    this.selection.value =
      to - from >= 50 ? { startMs: Math.round(from), endMs: Math.round(to), source } : null;
  }

  /** Searches the transcript: as typed at once, then a moment later with other word forms from the index. */
  find(findText: string): void {
    clearTimeout(this.#findTimer);
    this.#findRequest.abort();
    if (findText !== this.findText.peek()) this.#hasStepped = false;
    this.findText.value = findText;
    const transcript = this.transcript.peek();
    if (!transcript || findText.trim() === "") {
      batch(() => {
        this.matches.value = [];
        this.matchIndex.value = -1;
        this.isSearching.value = false;
      });
      return;
    }
    this.#findRequest = new AbortController();
    const { signal } = this.#findRequest;
    this.#showMatches(findAsTyped(transcript, findText));
    if (!transcript.info.isCurrent) return;
    this.isSearching.value = true;
    this.#findTimer = setTimeout(async () => {
      const matches = await findAllForms(transcript, { recordingId: this.id, findText, signal });
      if (signal.aborted) return;
      this.isSearching.value = false;
      if (matches) this.#showMatches(matches);
    }, findDelayMs);
  }

  #showMatches(matches: readonly TextMatch[]): void {
    const transcript = this.transcript.peek();
    const current = this.#hasStepped ? this.matches.peek()[this.matchIndex.peek()]?.first : undefined;
    const from =
      current ??
      (transcript ? Math.max(0, lastWordStartedAt(transcript.timeline, this.positionMs.peek())) : 0);
    batch(() => {
      this.matches.value = matches;
      this.matchIndex.value = nextMatch(matches, from);
    });
  }

  stepMatch(by: -1 | 1): void {
    const count = this.matches.peek().length;
    if (count === 0) return;
    this.#hasStepped = true;
    this.matchIndex.value = (this.matchIndex.peek() + by + count) % count;
    this.isFollowing.value = false;
  }

  #skipSilence(positionMs: number): void {
    if (!this.skipsSilence.value || !this.isPlaying.value) return;
    if (player.clips.peek().length > 0) return;
    const timeline = this.transcript.peek()?.timeline;
    const target = timeline && skipSilenceTo(timeline, positionMs, this.durationMs.peek());
    if (target !== undefined) player.seek(target);
  }

  #followInWaveform(positionMs: number): void {
    const view = this.window.peek();
    const next = followInView(view, positionMs, this.durationMs.peek());
    if (next !== view && this.isFollowing.peek()) this.window.value = next;
  }
}
