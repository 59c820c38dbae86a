import { batch, computed, effect, type ReadonlySignal, signal } from "@preact/signals";
import { api, type ListedRecording, type TranscriptionInfo } from "../api/api.ts";
import * as player from "../player/player.ts";
import { readChoice, writeChoice } from "../settings/choices.ts";
import { findInTranscript } from "./find-in-transcript.ts";
import { type Finding, nextFinding } from "./find-words.ts";
import { type LoadedTranscript, prepareTranscript } from "./loaded-transcript.ts";
import { buildPyramid, type PeakPyramid } from "./peak-pyramid.ts";
import { skipSilenceTo } from "./silences.ts";
import { followInView, type ViewWindow, wholeView } from "./view-window.ts";
import { markWords } from "./word-marks.ts";
import { lastWordStartedAt, wordHeardAt } from "./word-timeline.ts";

export type Selection = { startMs: number; endMs: number; source: "text" | "waveform" };

/** More than this many peaks are drawn no better and cost memory and time to fetch: 20 a second for three hours. */
const mostPeaks = 220_000;
const findDelayMs = 160;

/** What one open recording shows and does. Holds the requests under way: dispose of it. */
export class RecordingView {
  readonly id: number;
  readonly recording = signal<ListedRecording | null>(null);
  readonly transcriptions = signal<readonly TranscriptionInfo[]>([]);
  readonly failure = signal<unknown>(null);
  readonly transcript = signal<LoadedTranscript | null>(null);
  readonly isTranscriptLoading = signal(true);
  readonly peaks = signal<PeakPyramid | null>(null);

  /** The stretch that the waveform shows. */
  readonly window = signal<ViewWindow>({ startMs: 0, endMs: 1 });
  readonly selection = signal<Selection | null>(null);
  readonly isFollowing = signal(true);
  readonly skipsSilence = signal(readChoice("skip-silence", ["no", "yes"]) === "yes");

  readonly question = signal("");
  readonly findings = signal<readonly Finding[]>([]);
  readonly findingPlace = signal(-1);
  readonly isFinding = signal(false);
  readonly marks = computed(() =>
    markWords(this.transcript.value?.timeline.wordCount ?? 0, this.findings.value, this.findingPlace.value),
  );

  readonly durationMs = computed(() => Math.round((this.recording.value?.durationSeconds ?? 0) * 1000));
  /** Whether the page's sound is this recording's. */
  readonly isLoaded = computed(() => player.track.value?.recordingId === this.id);
  readonly isPlaying = computed(() => this.isLoaded.value && player.isPlaying.value);
  /** Where it stands: while something else plays, where it will begin. */
  readonly placeMs: ReadonlySignal<number> = computed(() =>
    this.isLoaded.value ? player.currentMs.value : this.#pendingMs.value,
  );
  readonly heardWord = computed(() => {
    const transcript = this.transcript.value;
    return transcript ? wordHeardAt(transcript.timeline, this.placeMs.value) : -1;
  });

  /** The place found was chosen by going from place to place: a fuller answer leaves it where it is. */
  #hasStepped = false;
  readonly #pendingMs = signal(0);
  readonly #ending = new AbortController();
  #transcriptRequest = new AbortController();
  #findRequest = new AbortController();
  #findTimer: ReturnType<typeof setTimeout> | undefined;
  readonly #stops: (() => void)[] = [];

  constructor(id: number, options: { atMs: number | undefined; transcriptionId: number | undefined }) {
    this.id = id;
    this.#pendingMs.value = options.atMs ?? 0;
    this.#stops.push(
      effect(() => this.#skipSilence(this.placeMs.value)),
      effect(() => this.#turnPage(this.placeMs.value)),
    );
    void this.#open(options);
  }

  dispose(): void {
    clearTimeout(this.#findTimer);
    this.#ending.abort();
    this.#transcriptRequest.abort();
    this.#findRequest.abort();
    for (const stop of this.#stops) stop();
  }

  async #open(options: { atMs: number | undefined; transcriptionId: number | undefined }): Promise<void> {
    const { signal } = this.#ending;
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

  /** Reads anew what the server knows of the recording. */
  async refresh(): Promise<boolean> {
    try {
      const details = await api.getRecording(this.id, { signal: this.#ending.signal });
      batch(() => {
        this.recording.value = details.recording;
        this.transcriptions.value = details.transcriptions;
        this.failure.value = null;
      });
      return true;
    } catch (error) {
      if (!this.#ending.signal.aborted && !this.recording.peek()) this.failure.value = error;
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
      if (this.question.peek() !== "") this.find(this.question.peek());
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
    const peaksPerSecond = [50, 25, 20, 10, 5, 2, 1].find((rate) => rate * seconds <= mostPeaks) ?? 1;
    try {
      const waveform = await api.peaks(this.id, { peaksPerSecond }, { signal: this.#ending.signal });
      this.peaks.value = buildPyramid(waveform.peaks, waveform.peaksPerSecond, seconds * 1000);
    } catch {
      // Without a picture of the sound the page works as before.
    }
  }

  /** After a change from elsewhere: the facts, and the transcript when another one is current now. */
  async refreshAll(): Promise<void> {
    if (!(await this.refresh())) return;
    const shown = this.transcript.peek()?.info;
    const current = this.transcriptions.peek().find(({ isCurrent }) => isCurrent);
    const wasShowingCurrent = !shown || shown.isCurrent;
    if (current && wasShowingCurrent && current.id !== shown?.id) await this.loadTranscript(undefined);
  }

  /** The last word that began, also in a pause; 0 before the first. */
  lastHeardWord(): number {
    const timeline = this.transcript.peek()?.timeline;
    return timeline ? Math.max(0, lastWordStartedAt(timeline, this.placeMs.peek())) : -1;
  }

  #load(): void {
    const recording = this.recording.peek();
    if (!recording || this.isLoaded.peek()) return;
    player.load({ recordingId: this.id, title: recording.title, durationMs: this.durationMs.peek() });
  }

  toggle(): void {
    if (this.isLoaded.peek()) player.toggle();
    else this.playFrom(this.#pendingMs.peek());
  }

  playFrom(timeMs: number): void {
    this.isFollowing.value = true;
    this.#load();
    player.playFrom(timeMs);
  }

  /** Plays a stretch and stops at its end. */
  playStretch(startMs: number, endMs: number): void {
    const recording = this.recording.peek();
    if (!recording) return;
    const track = { recordingId: this.id, title: recording.title, durationMs: this.durationMs.peek() };
    player.playClips([{ ...track, key: `selection-${this.id}`, startMs, endMs }]);
  }

  seek(timeMs: number): void {
    const place = Math.min(Math.max(0, timeMs), this.durationMs.peek());
    this.isFollowing.value = true;
    if (this.isLoaded.peek()) player.seek(place);
    else this.#pendingMs.value = place;
  }

  seekBy(byMs: number): void {
    this.seek(this.placeMs.peek() + byMs);
  }

  /** To the beginning of the word before or after the one that is heard. */
  stepWord(by: -1 | 1): void {
    const timeline = this.transcript.peek()?.timeline;
    if (!timeline || timeline.wordCount === 0) return;
    const place = this.placeMs.peek();
    const index = lastWordStartedAt(timeline, place);
    // Back within a word's first moment means the word before, as on a record player; later, the word's own start.
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

  /** Looks for words in the transcript: as typed at once, other forms of them a moment later from the index. */
  find(question: string): void {
    clearTimeout(this.#findTimer);
    this.#findRequest.abort();
    if (question !== this.question.peek()) this.#hasStepped = false;
    this.question.value = question;
    const transcript = this.transcript.peek();
    if (!transcript || question.trim() === "") {
      batch(() => {
        this.findings.value = [];
        this.findingPlace.value = -1;
        this.isFinding.value = false;
      });
      return;
    }
    this.#findRequest = new AbortController();
    const { signal } = this.#findRequest;
    this.#showFindings(findInTranscript.literally(transcript, question));
    if (!transcript.info.isCurrent) return;
    this.isFinding.value = true;
    this.#findTimer = setTimeout(async () => {
      const findings = await findInTranscript.byForms(transcript, { recordingId: this.id, question, signal });
      if (signal.aborted) return;
      this.isFinding.value = false;
      if (findings) this.#showFindings(findings);
    }, findDelayMs);
  }

  #showFindings(findings: readonly Finding[]): void {
    const transcript = this.transcript.peek();
    const current = this.#hasStepped ? this.findings.peek()[this.findingPlace.peek()]?.first : undefined;
    const from =
      current ?? (transcript ? Math.max(0, lastWordStartedAt(transcript.timeline, this.placeMs.peek())) : 0);
    batch(() => {
      this.findings.value = findings;
      this.findingPlace.value = nextFinding(findings, from);
    });
  }

  stepFinding(by: -1 | 1): void {
    const count = this.findings.peek().length;
    if (count === 0) return;
    this.#hasStepped = true;
    this.findingPlace.value = (this.findingPlace.peek() + by + count) % count;
    this.isFollowing.value = false;
  }

  #skipSilence(placeMs: number): void {
    if (!this.skipsSilence.value || !this.isPlaying.value) return;
    if (player.clips.peek().length > 0) return;
    const timeline = this.transcript.peek()?.timeline;
    const target = timeline && skipSilenceTo(timeline, placeMs, this.durationMs.peek());
    if (target !== undefined) player.seek(target);
  }

  #turnPage(placeMs: number): void {
    const view = this.window.peek();
    const next = followInView(view, placeMs, this.durationMs.peek());
    if (next !== view && this.isFollowing.peek()) this.window.value = next;
  }
}
