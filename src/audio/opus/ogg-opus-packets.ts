/**
 * The packets of an Ogg Opus file on one clock, also of a damaged file: broken pages, chained streams, other streams
 * in between, granule positions that jump or are wrong. The scan records what was found.
 */
import type { FileHandle } from "node:fs/promises";
import type { OpusHead } from "../audio-source.ts";
import type { ClockChange } from "../clock/follow-clock.ts";
import { type OggPage, readPages } from "./ogg-pages.ts";
import {
  emptyTags,
  isOpusHead,
  isOpusTags,
  type OpusTags,
  parseOpusHead,
  parseOpusTags,
} from "./opus-headers.ts";
import { concealmentPackets, type OpusPacketShape, parseOpusPacket } from "./opus-packet.ts";
import { PacketJoiner } from "./packet-joiner.ts";
import { silencePacket } from "./silence-packet.ts";

export type OpusPacket = {
  data: Uint8Array;
  /** Where it begins, samples at 48 kHz on the file's clock; below 0 within the pre-skip. */
  startSample: number;
  durationSamples: number;
};

/** One logical Opus stream of the file; a chained file has several, one after another. */
export type OpusLink = {
  serial: number;
  head: OpusHead;
  tags: OpusTags;
  /** Granule position minus samples decoded until then: not 0 in a recording of a broadcast joined late. */
  granuleBase: number;
};

/** Deviations from RFC 7845; a file with any is rewritten from its packets. The page has a Russian name for each. */
export const oggOpusFlaws = [
  "extra data between pages",
  "several streams",
  "chained streams",
  "tags missing",
  "pages missing",
  "damaged packets",
  "wrong granule positions",
  "uneven granule positions",
  "end-of-stream marker missing",
  "extra data at the end",
  "invalid header",
] as const;

export type OggOpusFlaw = (typeof oggOpusFlaws)[number];

/** Filled while the packets are read; complete when they have ended. */
export type OggOpusScan = {
  links: OpusLink[];
  flaws: Set<OggOpusFlaw>;
  /** Samples in all packets so far, pre-skip included, but for those that are left out where a link begins. */
  decodedSamples: number;
  /** Samples that the last page asks to drop at the end. */
  endTrimSamples: number;
  /** Time without packets that was filled. */
  holes: ClockChange[];
  readByteLength: number;
};

export function createScan(): OggOpusScan {
  return { links: [], flaws: new Set(), decodedSamples: 0, endTrimSamples: 0, holes: [], readByteLength: 0 };
}

// A gap in the granules is time without packets (lost pages, a recorder that skips silence) and is filled so that the
// clock stays right. A longer one is treated as a wrong granule: otherwise a file of 1 kB could claim years.
const maxGapSamples = 600 * 48_000;
const maxAllGapsSamples = 3600 * 48_000;
const minPacketSamples = 120;
const maxRoundingSamples = 120;

/** Where to resume reading: after the last packet that ends on `page`. */
type ResumePoint = { page: OggPage; link: OpusLink };

/**
 * Reads from the start, or from a page found before. Chained streams follow each other on one clock; gaps are
 * filled with concealment packets, and their rest with a packet of silence.
 */
export async function* readOpusPackets(
  file: FileHandle,
  options: { scan?: OggOpusScan; resume?: ResumePoint; signal?: AbortSignal } = {},
): AsyncGenerator<OpusPacket> {
  const { scan = createScan(), resume, signal } = options;
  const joiner = new PacketJoiner<OpusPacket>();
  let stream: StreamState | undefined;
  let filledSamples = 0;
  let restSamples = 0;
  if (resume) {
    scan.links.push(resume.link);
    joiner.totalSamples = resume.page.granule - resume.link.granuleBase;
    scan.decodedSamples = joiner.totalSamples;
    stream = new StreamState(resume.link, scan);
    stream.resume(resume.page);
  }
  const start = resume ? resume.page.offset + resume.page.byteLength : 0;
  for await (const page of readPages(file, { start, signal })) {
    scan.readByteLength = page.offset + page.byteLength;
    if (page.skippedBytes > 0) scan.flaws.add("extra data between pages");
    if (page.isFirst && isOpusHead(page.body) && (!stream || stream.hasAudio)) {
      const head = parseOpusHead(page.body);
      if (!head || !continues(scan.links[0]?.head, head)) {
        scan.flaws.add("several streams");
        continue;
      }
      if (stream) {
        scan.flaws.add("chained streams");
        joiner.beginPart({ paddingSamples: scan.endTrimSamples, preSkip: head.preSkip });
        scan.decodedSamples = joiner.totalSamples;
        scan.endTrimSamples = 0;
      }
      stream = new StreamState({ serial: page.serial, head, tags: emptyTags, granuleBase: 0 }, scan);
      scan.links.push(stream.link);
    }
    if (!stream || page.serial !== stream.link.serial) {
      scan.flaws.add("several streams");
      continue;
    }
    const read = stream.read(page);
    if (filledSamples + read.gapSamples > maxAllGapsSamples) scan.flaws.add("wrong granule positions");
    if (read.gapSamples > 0 && filledSamples + read.gapSamples <= maxAllGapsSamples) {
      filledSamples += read.gapSamples;
      const shape = stream.lastShape ?? read.packets[0]!.shape;
      const atSeconds = Math.max(0, scan.decodedSamples - scan.links[0]!.head.preSkip) / 48_000;
      scan.holes.push({ kind: "hole", atSeconds, seconds: read.gapSamples / 48_000 });
      let left = read.gapSamples + restSamples;
      for (; left >= shape.durationSamples; left -= shape.durationSamples) {
        for (const data of concealmentPackets(shape)) yield* place(data, shape.frameSamples);
      }
      // Less than 2.5 ms waits for the next gap: no packet is as short.
      restSamples = left % minPacketSamples;
      const last = left - restSamples;
      if (last > 0) yield* place(silencePacket(scan.links[0]!.head, last), last);
    }
    for (const { data, shape } of read.packets) yield* place(data, shape.durationSamples);
    stream.lastShape = read.packets.at(-1)?.shape ?? stream.lastShape;
  }
  if (stream && !stream.hasEnded) scan.flaws.add("end-of-stream marker missing");
  yield* joiner.finish();

  function place(data: Uint8Array, durationSamples: number): OpusPacket[] {
    const startSample = scan.decodedSamples - scan.links[0]!.head.preSkip;
    const placed = joiner.push({ data, startSample, durationSamples });
    scan.decodedSamples = joiner.totalSamples;
    return placed;
  }
}

/** Whether packets of a chained stream can be decoded as part of the first one: only mono and stereo mix freely. */
function continues(first: OpusHead | undefined, next: OpusHead): boolean {
  if (!first) return true;
  if (!first.mapping || !next.mapping) return !first.mapping && !next.mapping;
  const { streams, coupled, table } = first.mapping;
  const { mapping } = next;
  return (
    mapping.streams === streams && mapping.coupled === coupled && Buffer.compare(mapping.table, table) === 0
  );
}

type ShapedPacket = { data: Uint8Array; shape: OpusPacketShape };

class StreamState {
  readonly link: OpusLink;
  hasAudio = false;
  hasEnded = false;
  lastShape: OpusPacketShape | undefined;
  private readonly scan: OggOpusScan;
  private readonly assemble = createAssembler();
  private nextSequence: number | undefined;
  private hasTags = false;
  private granuleEnd = 0;

  constructor(link: OpusLink, scan: OggOpusScan) {
    this.link = link;
    this.scan = scan;
  }

  /** Resumes the stream after `page`; only a packet that continues beyond it is kept. */
  resume(page: OggPage): void {
    this.assemble(page, true);
    this.nextSequence = (page.sequence + 1) >>> 0;
    this.granuleEnd = page.granule;
    this.hasTags = true;
    this.hasAudio = true;
  }

  read(page: OggPage): { packets: ShapedPacket[]; gapSamples: number } {
    const { flaws } = this.scan;
    const isNext = this.nextSequence === undefined || page.sequence === this.nextSequence;
    if (!isNext) flaws.add("pages missing");
    if (this.hasEnded) flaws.add("wrong granule positions");
    this.nextSequence = (page.sequence + 1) >>> 0;
    this.hasEnded = page.isLast;
    const assembled = this.assemble(page, isNext);
    if (assembled.isIncomplete) flaws.add("damaged packets");
    const packets: ShapedPacket[] = [];
    for (const data of assembled.packets) {
      if (page.isFirst && isOpusHead(data)) {
        if (assembled.packets.length > 1) flaws.add("invalid header");
        continue;
      }
      if (!this.hasTags && !this.hasAudio && isOpusTags(data)) {
        this.hasTags = true;
        this.link.tags = parseOpusTags(data);
        if (page.granule !== 0 || assembled.packets.length > 1) flaws.add("invalid header");
        continue;
      }
      const shape = parseOpusPacket(data);
      if (shape) packets.push({ data, shape });
      else flaws.add("damaged packets");
    }
    if (packets.length === 0) return { packets, gapSamples: 0 };
    if (!this.hasTags) flaws.add("tags missing");
    return { packets, gapSamples: this.checkGranule(page, packets) };
  }

  /** Compares the page's granule with the samples in its packets. @returns samples missing before the page */
  private checkGranule(page: OggPage, packets: ShapedPacket[]): number {
    const { flaws } = this.scan;
    const isFirstAudio = !this.hasAudio;
    this.hasAudio = true;
    let samples = 0;
    for (const { shape } of packets) samples += shape.durationSamples;
    const expected = this.granuleEnd + samples;
    const ahead = page.granule - expected;
    // When granules were wrong before, one that does not advance at the end is no trimming either.
    const isEven = !flaws.has("wrong granule positions") && !flaws.has("uneven granule positions");
    const isTrim = page.granule > this.granuleEnd || (page.granule === this.granuleEnd && isEven);
    this.scan.endTrimSamples = 0;
    this.granuleEnd = expected;
    if (ahead === 0) return 0;
    if (ahead < 0 && page.isLast && isTrim) {
      this.scan.endTrimSamples = -ahead;
      return 0;
    }
    const isHole = !isFirstAudio && ahead > 0 && ahead <= maxGapSamples;
    // FFmpeg begins up to a millisecond late where it copies from a file with such times.
    const isRounding = isFirstAudio && ahead > 0 && ahead < maxRoundingSamples;
    flaws.add(isHole || isRounding ? "uneven granule positions" : "wrong granule positions");
    if (page.granule < 0) return 0;
    this.granuleEnd = page.granule;
    if (!isHole) {
      this.link.granuleBase += ahead;
      return 0;
    }
    return ahead;
  }
}

/** Joins the segments of pages into packets; a packet whose beginning or end is lost is dropped. */
function createAssembler(): (
  page: OggPage,
  isNext: boolean,
) => { packets: Uint8Array[]; isIncomplete: boolean } {
  let open: Uint8Array[] | undefined;
  return (page, isNext) => {
    const packets: Uint8Array[] = [];
    let isIncomplete = open !== undefined && !(page.continued && isNext);
    if (isIncomplete) open = undefined;
    let lacksStart = page.continued && open === undefined;
    isIncomplete ||= lacksStart;
    let start = 0;
    let end = 0;
    for (const length of page.lacing) {
      end += length;
      if (length === 255) continue;
      const part = page.body.subarray(start, end);
      if (!lacksStart) packets.push(open ? Buffer.concat([...open, part]) : part);
      open = undefined;
      lacksStart = false;
      start = end;
    }
    const isPageOpen = page.lacing.at(-1) === 255;
    if (isPageOpen && !lacksStart) {
      const part = page.body.subarray(start, end);
      open = open ? [...open, part] : [part];
    }
    return { packets, isIncomplete };
  };
}
