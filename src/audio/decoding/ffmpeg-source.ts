/** An audio or video file as an AudioSource, decoded by FFmpeg. */
import { setImmediate } from "node:timers/promises";
import type { SourceTrack } from "../../domain.ts";
import { archiveError, throwIfCancelled } from "../../errors.ts";
import { makeNote, type Note } from "../../messages/notes.ts";
import type { AudioSource, AudioTags, OpusStream, SampleChunk } from "../audio-source.ts";
import type { ClockChange } from "../clock/follow-clock.ts";
import { listPlaces } from "../clock/list-places.ts";
import { noteClockChanges } from "../clock/note-clock-changes.ts";
import { trimPadding } from "../opus/trim-padding.ts";
import { applyEdits } from "./apply-edits.ts";
import { readContainerClock } from "./container-clock.ts";
import type { Edit } from "./edit-list.ts";
import { FfmpegInput } from "./ffmpeg-input.ts";
import type { FileView } from "./file-view.ts";
import { BlockPlacer } from "./follow-container-clock.ts";
import { listPageEnds } from "./list-page-ends.ts";
import { fitChannels, mixChannels } from "./mix-channels.ts";
import { noteEarlyEnd } from "./note-early-end.ts";
import { createResampler, type Resampler } from "./resample.ts";

type Known = {
  format: string;
  sampleRate: number;
  channels: number;
  durationSeconds?: number;
  /** Set where the container states the exact number of samples: the padding of the last packet is then cut off. */
  lengthSamples?: number;
  /** Where FFmpeg would not follow the file's edit list: it is applied here instead. */
  edits?: readonly Edit[] | undefined;
  /** What of the file is read, where that is not simply all of it. */
  view?: FileView | undefined;
  /** Whether sound that ends before the stated length is worth a note: not in a whole file, nor where a note says so already. */
  comparesLength: boolean;
  tags: AudioTags;
  opus?: OpusStream;
  warnings?: Note[];
  /** Of a file with several sound tracks. */
  track?: number;
  tracks?: readonly SourceTrack[];
};

const ignoreEditList = { ignore_editlist: "1" };

/** Every pass over the samples opens the file again, so passes do not disturb each other. */
export class FfmpegSource implements AudioSource {
  readonly path: string;
  readonly format: string;
  readonly sampleRate: number;
  readonly channels: number;
  readonly durationSeconds?: number;
  readonly tags: AudioTags;
  readonly opus?: OpusStream;
  readonly track?: number;
  readonly tracks?: readonly SourceTrack[];
  readonly warnings: Note[];
  private readonly lengthSamples: number | undefined;
  private readonly edits: readonly Edit[] | undefined;
  private readonly view: FileView | undefined;
  private readonly comparesLength: boolean;
  private readonly passes = new Set<FfmpegInput>();

  constructor(path: string, known: Known) {
    this.path = path;
    this.format = known.format;
    this.sampleRate = known.sampleRate;
    this.channels = known.channels;
    this.durationSeconds = known.durationSeconds;
    this.tags = known.tags;
    this.opus = known.opus;
    this.track = known.track;
    this.tracks = known.tracks;
    this.warnings = known.warnings ?? [];
    this.lengthSamples = known.lengthSamples;
    this.edits = known.edits;
    this.view = known.view;
    this.comparesLength = known.comparesLength;
  }

  samples(signal?: AbortSignal): AsyncIterable<SampleChunk> {
    const { edits, sampleRate, channels } = this;
    if (edits) return applyEdits(() => this.decode(signal), { edits, sampleRate, channels });
    const decoded = this.decode(signal);
    return this.lengthSamples === undefined
      ? decoded
      : trimPadding(decoded, this.lengthSamples, this.sampleRate);
  }

  async close(): Promise<void> {
    for (const input of this.passes) input.close();
    this.passes.clear();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  private async *decode(signal?: AbortSignal): AsyncGenerator<SampleChunk> {
    const what = `reading ${this.path}`;
    throwIfCancelled(signal, what);
    const demuxerOptions = this.edits && ignoreEditList;
    const { track, view } = this;
    const input = await FfmpegInput.open(this.path, { track, view, demuxerOptions });
    this.passes.add(input);
    try {
      input.openDecoder();
      const container = readContainerClock(input);
      // The list counts from the first sample, whatever that one's time is.
      const clock = container && this.edits ? { ...container, findZero: () => 0 } : container;
      const changes: ClockChange[] = [];
      const pages =
        input.container === "ogg" && !view
          ? await listPageEnds(this.path, input.info.sampleRate, signal)
          : undefined;
      const onChange = (change: ClockChange) => {
        const isDropped = change.kind === "late-start" && change.seconds <= (clock?.droppedSeconds ?? 0);
        if (!isDropped) changes.push(change);
      };
      const placer = clock && new BlockPlacer(clock, onChange, pages);
      const fit = new StreamFitter(this.sampleRate, this.channels);
      let samples = 0;
      const damagedAt: number[] = [];
      let damaged = 0;
      const count = (planes: SampleChunk) => {
        samples += planes[0]!.length;
        return planes[0]!.length > 0;
      };
      for (;;) {
        // Decoding blocks the thread: let other work run and a cancellation arrive.
        await setImmediate();
        throwIfCancelled(signal, what);
        const block = input.decodeBlock();
        // To a block, which is 0.7 s or less.
        if (input.info.damagedPackets > damaged) damagedAt.push(samples / this.sampleRate);
        damaged = input.info.damagedPackets;
        const placed = block ? (placer?.push(block) ?? [block]) : (placer?.finish() ?? []);
        for (const { planes, channelMask, sampleRate } of placed) {
          const fitted = await fit.push(mixChannels(planes, channelMask), sampleRate);
          if (count(fitted)) yield fitted;
        }
        if (block) continue;
        const rest = fit.flush();
        if (count(rest)) yield rest;
        break;
      }
      this.report(input, samples, damagedAt);
      for (const note of noteClockChanges(changes.map((change) => asLoss(change, input)))) this.warn(note);
    } finally {
      this.passes.delete(input);
      input.close();
    }
  }

  private report(input: FfmpegInput, samples: number, damagedAt: readonly number[]): void {
    const { info } = input;
    const { damagedPackets, readError } = info;
    if (samples === 0) {
      const [why] = input.complaints;
      throw why === undefined
        ? archiveError("nothing-decoded", { path: this.path })
        : archiveError("nothing-decoded-because", { path: this.path, why });
    }
    // In PCM only an incomplete last sample counts as damaged.
    if (damagedPackets > 0 && !input.codec.startsWith("pcm_"))
      this.warn(makeNote("audio-damaged-at", { count: damagedPackets, places: listPlaces(damagedAt) }));
    if (readError) this.warn(makeNote("audio-reading-stopped", {}));
    const seconds = samples / this.sampleRate;
    if (this.edits || !this.comparesLength) return;
    const note = noteEarlyEnd(info, { seconds, damagedAt });
    if (note) this.warn(note);
  }

  private warn(note: Note): void {
    if (!this.warnings.some(({ text }) => text === note.text)) this.warnings.push(note);
  }
}

/** Where the first packets are there but cannot be decoded, the sound begins in time: what is silent is damaged. */
function asLoss(change: ClockChange, { info }: FfmpegInput): ClockChange {
  const { damagedPackets, firstPacketSeconds, containerStartSeconds } = info;
  const begin = firstPacketSeconds - (Number.isNaN(containerStartSeconds) ? 0 : containerStartSeconds);
  const isLost = change.kind === "late-start" && damagedPackets > 0 && begin < change.seconds / 2;
  return isLost ? { ...change, kind: "hole" } : change;
}

/** Converts a stream to one rate and number of channels, where a chained or damaged file changes them on the way. */
export class StreamFitter {
  private readonly sampleRate: number;
  private readonly channels: number;
  private resampler: Resampler | undefined;
  private fromRate: number;

  constructor(sampleRate: number, channels: number) {
    this.sampleRate = sampleRate;
    this.channels = channels;
    this.fromRate = sampleRate;
  }

  async push(planes: SampleChunk, fromRate: number): Promise<SampleChunk> {
    const fitted = fitChannels(planes, this.channels);
    if (fromRate === this.fromRate) return this.resampler?.push(fitted) ?? fitted;
    const rest = this.flush();
    this.fromRate = fromRate;
    if (fromRate !== this.sampleRate) {
      const { channels, sampleRate } = this;
      this.resampler = await createResampler({ fromRate, toRate: sampleRate, channels });
    }
    const next = this.resampler?.push(fitted) ?? fitted;
    return rest.map((plane, channel) => concat(plane, next[channel]!));
  }

  flush(): SampleChunk {
    const rest = this.resampler?.flush();
    this.resampler = undefined;
    return rest ?? Array.from({ length: this.channels }, () => new Float32Array(0));
  }
}

function concat(a: Float32Array, b: Float32Array): Float32Array {
  const joined = new Float32Array(a.length + b.length);
  joined.set(a);
  joined.set(b, a.length);
  return joined;
}
